import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { RateLimiter } from "../runner/push-sender.ts";
import { rateWindow } from "../runner/rate-window.ts";

const KEY = "push";

/** Keeps one process to a rate. */
export class LocalRateLimiter implements RateLimiter {
  readonly #limiter: RateLimiterMemory;

  /** @param perSecond calls a second, at least 1 */
  constructor(perSecond: number) {
    const { points, windowMs } = rateWindow(perSecond);
    this.#limiter = new RateLimiterMemory({ points, duration: windowMs / 1_000 });
  }

  get atOnce(): number {
    return this.#limiter.points;
  }

  async take(count: number): Promise<number> {
    const wanted = Math.min(count, this.atOnce);
    try {
      await this.#limiter.consume(KEY, wanted);
      return 0;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      // It counts what it refused as well.
      await this.#limiter.reward(KEY, wanted);
      return Math.max(1, refusal.msBeforeNext);
    }
  }

  async hold(durationMs: number): Promise<void> {
    await this.#limiter.block(KEY, durationMs / 1_000);
  }
}

import { setTimeout as pause } from "node:timers/promises";
import { describeError } from "./describe-error.ts";
import type { PushResult } from "./next-attempt.ts";
import { type Log, UnavailableError } from "./ports.ts";
import type { PushAttempt, PushSender, RateLimiter } from "./push-sender.ts";
import { RateBrake } from "./rate-brake.ts";

type Push = Omit<Parameters<PushSender["push"]>[0], "timeoutMs">;

interface Job {
  readonly push: Push;
  readonly mayStart: () => boolean;
  readonly done: (result: PushResult) => void;
}

/** What a pump works with. */
export interface PushPumpParts {
  readonly pusher: Pick<PushSender, "push">;
  readonly limiter: RateLimiter;
  readonly log: Log;
  /** Calls at the same time, each on a connection of its own. */
  readonly concurrency: number;
  readonly timeoutMs: number;
  /** Something that waited has begun, or will not. */
  readonly onRoom?: () => void;
}

/** Calls the limiter is asked for at once: few enough that none of its windows is left half empty. */
const MOST_AT_ONCE = 20;
const LIMITER_AWAY_MS = 250;
/** LINE is not asked again for so long after it said that the month's messages are used up. */
const QUOTA_REST_MS = 2_000;

/** Pushes messages in the order they come, as many at a time and a second as is allowed. */
export class PushPump {
  readonly #parts: PushPumpParts;
  readonly #queue: Job[] = [];
  readonly #brake = new RateBrake();
  #active = 0;
  #running = false;
  #restUntil = 0;
  #oneDone = Promise.withResolvers<void>();

  constructor(parts: PushPumpParts) {
    this.#parts = parts;
  }

  /** Messages whose turn has not come. */
  get waiting(): number {
    return this.#queue.length;
  }

  /**
   * One attempt, when its turn comes. Never rejects.
   * @param mayStart asked right before: with false it is not tried
   */
  push(push: Push, mayStart: () => boolean): Promise<PushResult> {
    return new Promise((done) => {
      this.#queue.push({ push, mayStart, done });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#dropLate() > 0) {
      const { limiter, concurrency } = this.#parts;
      const atOnce = Math.min(MOST_AT_ONCE, limiter.atOnce);
      const room = Math.min(this.#queue.length, atOnce, concurrency - this.#active);
      if (room <= 0) await this.#oneDone.promise;
      else await this.#startSome(room);
    }
    this.#running = false;
  }

  /** Those at the head that may not be tried any more; returns how many wait behind them. */
  #dropLate(): number {
    for (;;) {
      const [head] = this.#queue;
      if (head === undefined || this.#mayStart(head)) return this.#queue.length;
      this.#queue.shift();
      head.done("not_tried");
      this.#parts.onRoom?.();
    }
  }

  #mayStart(job: Job): boolean {
    return performance.now() >= this.#restUntil && job.mayStart();
  }

  async #startSome(count: number): Promise<void> {
    const waitMs = await this.#ask(count);
    if (waitMs > 0) return pause(waitMs);
    for (const job of this.#queue.splice(0, count)) {
      if (this.#mayStart(job)) void this.#start(job);
      else job.done("not_tried");
    }
    this.#parts.onRoom?.();
  }

  async #ask(count: number): Promise<number> {
    try {
      return await this.#parts.limiter.take(count);
    } catch (error) {
      if (!(error instanceof UnavailableError)) this.#logTrouble(error);
      return LIMITER_AWAY_MS;
    }
  }

  async #start({ push, done }: Job): Promise<void> {
    this.#active += 1;
    const attempt = await this.#attempt(push);
    this.#active -= 1;
    this.#oneDone.resolve();
    this.#oneDone = Promise.withResolvers();
    this.#slowDown(attempt);
    done(attempt);
  }

  async #attempt(push: Push): Promise<PushAttempt> {
    const { pusher, timeoutMs } = this.#parts;
    try {
      return await pusher.push({ ...push, timeoutMs });
    } catch (error) {
      this.#logTrouble(error);
      return "unclear";
    }
  }

  #slowDown(attempt: PushAttempt): void {
    const now = performance.now();
    if (attempt === "quota_reached") this.#restUntil = now + QUOTA_REST_MS;
    const holdMs = this.#brake.note(attempt, now);
    if (holdMs === 0) return;
    this.#parts.log.warn({ holdMs }, "LINE says there are too many calls: pushing rests");
    // With the limiter away nothing is begun anyway.
    this.#parts.limiter.hold(holdMs).catch(() => {});
  }

  #logTrouble(error: unknown): void {
    this.#parts.log.error(describeError(error), "pushing failed");
  }
}

import type { PushAttempt } from "./push-sender.ts";

const LOOK_MS = 1_000;
const FIRST_HOLD_MS = 1_000;
const LONGEST_HOLD_MS = 30_000;
/** Trouble that comes back sooner than this after a hold makes the next one longer. */
const CALM_MS = 10_000;
/** One message may be told "too many" for reasons of its own. */
const LEAST_LIMITED = 3;
const LIMITED_SHARE = 0.05;

/** Decides from how pushes go when everybody has to slow down. Times are ms of a clock that never jumps. */
export class RateBrake {
  #from = 0;
  #attempts = 0;
  #limited = 0;
  #holdMs = 0;
  #heldUntil = 0;

  /** Notes an attempt; returns for how long nothing more may be pushed, 0 for going on. */
  note(attempt: PushAttempt, at: number): number {
    if (at - this.#from >= LOOK_MS) this.#begin(at);
    this.#attempts += 1;
    if (attempt !== "rate_limited") return 0;
    this.#limited += 1;
    const isTooMany = this.#limited >= LEAST_LIMITED && this.#limited > this.#attempts * LIMITED_SHARE;
    return isTooMany && at >= this.#heldUntil ? this.#hold(at) : 0;
  }

  #begin(at: number): void {
    this.#from = at;
    this.#attempts = 0;
    this.#limited = 0;
  }

  #hold(at: number): number {
    const isNew = at - this.#heldUntil >= CALM_MS || this.#holdMs === 0;
    this.#holdMs = isNew ? FIRST_HOLD_MS : Math.min(LONGEST_HOLD_MS, this.#holdMs * 2);
    this.#heldUntil = at + this.#holdMs;
    return this.#holdMs;
  }
}

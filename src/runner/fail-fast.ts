import { type Clock, type Records, UnavailableError } from "./ports.ts";

const REST_MS = 1_000;

/**
 * Records that are left alone for a moment after they could not be reached: then one call at a time finds
 * out whether they are back, and all others are told at once that they are not. Otherwise everybody's
 * answers would queue up behind calls that wait for their time-out.
 */
export function failFast(records: Records, clock: Clock, restMs = REST_MS): Records {
  let restUntil: number | undefined;
  async function ask<T>(call: () => Promise<T>): Promise<T> {
    const now = clock.now();
    if (restUntil !== undefined && now < restUntil) throw new UnavailableError("the records");
    // Others wait while this call finds out.
    if (restUntil !== undefined) restUntil = now + restMs;
    try {
      const answer = await call();
      restUntil = undefined;
      return answer;
    } catch (error) {
      restUntil = error instanceof UnavailableError ? clock.now() + restMs : undefined;
      throw error;
    }
  }
  return {
    apply: (...args) => ask(() => records.apply(...args)),
    loadPerson: (...args) => ask(() => records.loadPerson(...args)),
  };
}

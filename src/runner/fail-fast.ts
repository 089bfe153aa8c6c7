import { type Clock, type Records, UnavailableError } from "./ports.ts";

const REST_MS = 1_000;

/** Makes a call, or refuses it at once with UnavailableError. */
export type Attempt = <T>(call: () => Promise<T>) => Promise<T>;

/**
 * Calls to a store that is left alone for a moment after it could not be reached: then one call at a time finds
 * out whether it is back, and all others are told at once that it is not. Otherwise everybody's answers would
 * queue up behind calls that wait for their time-out.
 */
export function restAfterTrouble(clock: Clock, restMs = REST_MS): Attempt {
  let restUntil: number | undefined;
  return async (call) => {
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
  };
}

/** Records all of whose calls are made through one attempt. */
export function failFast(records: Records, attempt: Attempt): Records {
  return {
    apply: (...args) => attempt(() => records.apply(...args)),
    loadPerson: (...args) => attempt(() => records.loadPerson(...args)),
    erasedUpTo: (...args) => attempt(() => records.erasedUpTo(...args)),
  };
}

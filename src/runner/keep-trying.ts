import { setTimeout as pause } from "node:timers/promises";
import { type Log, UnavailableError } from "./ports.ts";

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** Repeats work for as long as what it needs is away, or until it is told to give up. */
export async function keepTrying(
  work: () => Promise<void>,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      log.warn({ what: error.message, againInMs: pauseMs }, "waiting for a server that is away");
    }
    await pause(pauseMs, undefined, { signal }).catch(() => {});
  }
}

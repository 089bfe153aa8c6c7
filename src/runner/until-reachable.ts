import { setTimeout as pause } from "node:timers/promises";
import { UnavailableError } from "./ports.ts";

const PAUSE_MS = 250;

/**
 * Repeats work while what it needs is away, for as long as `mayGoOn`.
 * @throws UnavailableError when it is away for longer; whatever else the work throws, at once
 */
export async function untilReachable<T>(work: () => Promise<T>, mayGoOn: () => boolean): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UnavailableError) || !mayGoOn()) throw error;
    }
    await pause(PAUSE_MS);
  }
}

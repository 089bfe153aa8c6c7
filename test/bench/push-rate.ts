import { readFileSync } from "node:fs";

/** What the stand-in's log tells of how fast pushes came. */
export interface PushRate {
  readonly calls: number;
  readonly accepted: number;
  /** People who got more than one message; there is none. */
  readonly twice: number;
  /** From the first accepted push to the last. */
  readonly seconds: number;
  readonly perSecond: number;
  /** In the best whole seconds of the run, each ten per cent of its length. */
  readonly bestPerSecond: number;
}

interface Entry {
  readonly at: number;
  readonly to: string;
  readonly accepted: boolean;
}

/** @param file as line-process.ts writes it */
export function pushRate(file: string): PushRate {
  const entries = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Entry);
  const accepted = entries.filter((entry) => entry.accepted);
  const times = accepted.map(({ at }) => at).toSorted((a, b) => a - b);
  const seconds = Math.max(1, (times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000;
  return {
    calls: entries.length,
    accepted: accepted.length,
    twice: accepted.length - new Set(accepted.map(({ to }) => to)).size,
    seconds: Number(seconds.toFixed(1)),
    perSecond: Math.round(accepted.length / seconds),
    bestPerSecond: best(times),
  };
}

/** Over the tenth of the messages that went fastest. */
function best(times: readonly number[]): number {
  const length = Math.ceil(times.length / 10);
  let shortest = Number.POSITIVE_INFINITY;
  for (let from = 0; from + length < times.length; from += 1) {
    shortest = Math.min(shortest, (times[from + length] ?? 0) - (times[from] ?? 0));
  }
  return Math.round((length * 1_000) / Math.max(1, shortest));
}

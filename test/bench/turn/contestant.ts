import { Redis } from "ioredis";
import { processFigures } from "../process-figures.ts";
import type { Script } from "./bench-crowd.ts";

/** A bot under load: its processes and where it keeps things. */
export interface Contestant {
  readonly name: string;
  readonly script: Script;
  /** Its own. */
  readonly redisUrl: string;
  /** The key of somebody's session. */
  readonly sessionKey: (userId: string) => string;
  /** How many ratings of somebody are kept in their session. */
  ratingsOf(userId: string): Promise<number>;
  /** Starts its programs; resolves with where webhooks go. LINE is at `lineOrigin`. */
  start(lineOrigin: string): Promise<string>;
  /** Ends its programs at once, as a crash would; what they keep in servers stays. */
  kill(): Promise<void>;
  /** Ids of its programs' processes and of the servers they use, by part. */
  processes(): Promise<Readonly<Record<string, readonly number[]>>>;
  discard(): Promise<void>;
}

/** Seconds of computing so far, by part of a contestant and process: processes come and go. */
export type Computing = Readonly<Record<string, ReadonlyMap<number, number>>>;

export async function computingOf(contestant: Contestant): Promise<Computing> {
  const parts = Object.entries(await contestant.processes());
  return Object.fromEntries(
    parts.map(([part, pids]) => [
      part,
      new Map(pids.map((pid) => [pid, processFigures(pid)?.cpuSeconds ?? 0] as const)),
    ]),
  );
}

/** Seconds of computing between two looks, by part; processes that ended in between are not counted. */
export function computingBetween(before: Computing, after: Computing): Record<string, number> {
  return Object.fromEntries(
    Object.entries(after).map(([part, seconds]) => [
      part,
      [...seconds].reduce((sum, [pid, now]) => sum + now - (before[part]?.get(pid) ?? 0), 0),
    ]),
  );
}

/** Resident megabytes, by part. */
export async function memoryOf(contestant: Contestant): Promise<Record<string, number>> {
  const parts = Object.entries(await contestant.processes());
  return Object.fromEntries(
    parts.map(([part, pids]) => [
      part,
      pids.reduce((sum, pid) => sum + (processFigures(pid)?.memoryMb ?? 0), 0),
    ]),
  );
}

/** Bytes Redis uses for somebody's session, key and all: of how many, on average and at most. */
export interface SessionBytes {
  readonly sessions: number;
  readonly average: number;
  readonly most: number;
}

/** Asks for at most 5,000 of them. Null when there are none. */
export async function sessionBytes(
  { redisUrl, sessionKey }: Contestant,
  userIds: readonly string[],
): Promise<SessionBytes | null> {
  const redis = new Redis(redisUrl);
  try {
    const asked = userIds
      .slice(0, 5_000)
      .map((userId) => redis.memory("USAGE", sessionKey(userId), "SAMPLES", 0));
    const bytes = (await Promise.all(asked)).filter((one) => one !== null);
    if (bytes.length === 0) return null;
    const sum = bytes.reduce((total, one) => total + one, 0);
    return { sessions: bytes.length, average: Math.round(sum / bytes.length), most: Math.max(...bytes) };
  } finally {
    redis.disconnect();
  }
}

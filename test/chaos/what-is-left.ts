import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "ioredis";
import { RedisSessionStore } from "../../src/redis/redis-session-store.ts";
import type { PendingTurn, StoredSession } from "../../src/runner/ports.ts";

/** The service's usual prefix of keys. */
export const PREFIX = "thaksa:";
const LOOK_EVERY_MS = 100;

/**
 * Waits until nothing is on its way, no event lies in the inbox and no session has anything left to do, except for
 * answers that lead the next reply.
 *
 * @param until when it is given up, as performance.now()
 */
export async function untilDrained(
  url: string,
  isQuiet: () => Promise<boolean>,
  until: number,
): Promise<boolean> {
  const redis = new Redis(url);
  redis.on("error", () => {});
  try {
    while (performance.now() < until) {
      if ((await isQuiet()) && (await isEmpty(redis)) && (await isQuiet())) return true;
      await pause(LOOK_EVERY_MS);
    }
    return false;
  } finally {
    redis.disconnect();
  }
}

/** LINE user ids of those whose next reply brings something they have not seen. */
export async function whoHasSomethingWaiting(url: string): Promise<ReadonlySet<string>> {
  const redis = new Redis(url);
  try {
    const sessions = await pendingBySession(redis);
    return new Set([...sessions].filter(([, pending]) => pending.length > 0).map(([person]) => person));
  } finally {
    redis.disconnect();
  }
}

async function isEmpty(redis: Redis): Promise<boolean> {
  if ((await redis.xlen(`${PREFIX}inbox`)) > 0) return false;
  const pending = [...(await pendingBySession(redis)).values()].flat();
  return pending.every(({ waiting, effects }) => waiting && effects.length === 0);
}

async function pendingBySession(redis: Redis): Promise<ReadonlyMap<string, readonly PendingTurn[]>> {
  const store = new RedisSessionStore(redis, { prefix: PREFIX });
  const keys = await redis.keys(`${PREFIX}session:*`);
  const people = keys.map((key) => key.slice(`${PREFIX}session:`.length));
  const pending = await Promise.all(
    people.map(async (person) => ((await store.load(person)) as StoredSession | undefined)?.pending ?? []),
  );
  return new Map(people.map((person, place) => [person, pending[place] ?? []]));
}

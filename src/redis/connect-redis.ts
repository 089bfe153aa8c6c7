import { Redis } from "ioredis";
import type { Log } from "../runner/ports.ts";

/**
 * What a connection is for: `commands` is pipelined and fails fast, `waiting` may hold one blocking read at
 * a time, `jobs` is for BullMQ, which wants commands to wait for ever.
 */
type RedisUse = "commands" | "waiting" | "jobs";

/** Longest a command may take before its caller is told that Redis cannot be reached. */
const COMMAND_TIMEOUT_MS = 3_000;
/** A waiting connection that hears nothing for this long is dead; reads block for less. */
const SILENCE_TIMEOUT_MS = 10_000;
const LONGEST_RECONNECT_PAUSE_MS = 500;

/**
 * Opens a connection that comes back by itself for as long as the process lives. A command sent when Redis
 * goes away is rejected at once and never sent a second time behind the caller's back.
 *
 * @param url `redis:` or `rediss:`; may hold a password and is never logged
 */
export function connectRedis(url: string, use: RedisUse, log: Log): Redis {
  const redis = new Redis(url, {
    connectionName: `thaksa-${use}`,
    connectTimeout: 2_000,
    retryStrategy: (attempt) => Math.min(attempt * 50, LONGEST_RECONNECT_PAUSE_MS),
    ...optionsFor(use),
  });
  logOutages(redis, use, log);
  return redis;
}

function optionsFor(use: RedisUse) {
  switch (use) {
    case "commands":
      return { enableAutoPipelining: true, maxRetriesPerRequest: 0, commandTimeout: COMMAND_TIMEOUT_MS };
    case "waiting":
      return { maxRetriesPerRequest: 0, socketTimeout: SILENCE_TIMEOUT_MS };
    case "jobs":
      return { maxRetriesPerRequest: null };
    default:
      return use satisfies never;
  }
}

/** One line when the connection goes and one when it is back, however many attempts lie between. */
function logOutages(redis: Redis, use: RedisUse, log: Log): void {
  let isDown = false;
  let code = "CLOSED";
  redis.on("error", (error: Error & { code?: string }) => {
    code = error.code ?? error.name;
  });
  redis.on("reconnecting", () => {
    if (!isDown) log.warn({ use, code }, "redis connection lost, reconnecting");
    isDown = true;
  });
  redis.on("ready", () => {
    if (isDown) log.info({ use }, "redis connection restored");
    isDown = false;
  });
}

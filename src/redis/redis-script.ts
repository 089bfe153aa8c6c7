import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import { replyCode } from "./redis-errors.ts";

/** Runs a script with its keys and arguments; resolves with the script's reply. */
export type RedisScript = (
  keys: readonly string[],
  args: readonly (string | number | Buffer)[],
) => Promise<unknown>;

/**
 * A Lua script called by its digest. A server that does not know it (after a restart) gets the whole text;
 * it has not run anything by then, so this never runs a script twice.
 *
 * @see https://redis.io/docs/latest/develop/programmability/eval-intro/
 */
export function redisScript(redis: Redis, lua: string): RedisScript {
  const digest = createHash("sha1").update(lua).digest("hex");
  return async (keys, args) => {
    const rest = [...keys, ...args];
    try {
      return await redis.evalsha(digest, keys.length, ...rest);
    } catch (error) {
      if (replyCode(error) !== "NOSCRIPT") throw error;
      return await redis.eval(lua, keys.length, ...rest);
    }
  };
}

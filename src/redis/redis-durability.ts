import type { Redis } from "ioredis";
import { reachRedis, replyCode } from "./redis-errors.ts";

/** What the server must be set to so that an accepted event outlives a power cut, and what happens otherwise. */
const NEEDED = [
  ["appendonly", "yes", "everything is lost when Redis stops"],
  ["appendfsync", "always", "up to a second of accepted events is lost in a power cut"],
  ["maxmemory-policy", "noeviction", "Redis may throw sessions and events away when memory runs out"],
] as const;

/** What was found out about a Redis server. */
interface RedisDurability {
  /** False when the server does not let anybody read its settings (managed services often do not). */
  readonly known: boolean;
  /** Sentences for the operator; empty when all is well or nothing is known. */
  readonly warnings: readonly string[];
}

/**
 * Reads the settings that decide whether "accepted" means "safe". Throws UnavailableError.
 *
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/
 */
export async function readRedisDurability(redis: Redis): Promise<RedisDurability> {
  const warnings: string[] = [];
  for (const [setting, needed, otherwise] of NEEDED) {
    const found = await readSetting(redis, setting);
    if (found === undefined) return { known: false, warnings: [] };
    if (found !== needed) warnings.push(`redis: ${setting} is ${found}, not ${needed}: ${otherwise}`);
  }
  return { known: true, warnings };
}

/** undefined when reading settings is forbidden or not offered. */
async function readSetting(redis: Redis, setting: string): Promise<string | undefined> {
  return reachRedis(async () => {
    try {
      const reply = (await redis.config("GET", setting)) as string[];
      return reply[1];
    } catch (error) {
      const code = replyCode(error);
      if (code === "NOPERM" || code === "ERR") return undefined;
      throw error;
    }
  });
}

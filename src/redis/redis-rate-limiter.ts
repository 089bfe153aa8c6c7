import type { Redis } from "ioredis";
import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { RateLimiter } from "../runner/push-sender.ts";
import { rateWindow } from "../runner/rate-window.ts";
import { reachRedis } from "./redis-errors.ts";

const KEY = "push";

/**
 * ARGV: how many, the window, how many the window has room for. The library's own script knows whole seconds
 * only and counts what it refuses; this one takes the window as milliseconds and counts what may be done.
 */
const COUNT_IN_WINDOW = `
local consumed = tonumber(redis.call('GET', KEYS[1]) or '0') + ARGV[1]
local ttl = redis.call('PTTL', KEYS[1])
if consumed > tonumber(ARGV[3]) and ttl > 0 then return { consumed, ttl } end
if ttl > 0 then
  redis.call('INCRBY', KEYS[1], ARGV[1])
  return { consumed, ttl }
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return { tonumber(ARGV[1]), tonumber(ARGV[2]) }
`;

/** Keeps all workers of an account to one rate. Both methods throw UnavailableError. */
export class RedisRateLimiter implements RateLimiter {
  readonly #limiter: RateLimiterRedis;

  /**
   * @param redis a `commands` connection
   * @param options.perSecond calls a second, at least 1
   * @param options.prefix of every key
   */
  constructor(
    redis: Redis,
    { perSecond, prefix = "thaksa:" }: { readonly perSecond: number; readonly prefix?: string },
  ) {
    const { points, windowMs } = rateWindow(perSecond);
    this.#limiter = new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `${prefix}rate`,
      points,
      // Milliseconds for the script above.
      duration: windowMs,
      customIncrTtlLuaScript: COUNT_IN_WINDOW,
    });
  }

  get atOnce(): number {
    return this.#limiter.points;
  }

  take(count: number): Promise<number> {
    return reachRedis(async () => {
      try {
        await this.#limiter.consume(KEY, Math.min(count, this.atOnce));
        return 0;
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return Math.max(1, refusal.msBeforeNext);
        throw refusal;
      }
    });
  }

  async hold(durationMs: number): Promise<void> {
    // Whole seconds are all the library's way of blocking knows.
    await reachRedis(() => this.#limiter.block(KEY, Math.ceil(durationMs / 1_000)));
  }
}

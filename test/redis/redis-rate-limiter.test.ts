import { expect, it, onTestFinished } from "vitest";
import { connectRedis } from "../../src/redis/connect-redis.ts";
import { RedisRateLimiter } from "../../src/redis/redis-rate-limiter.ts";
import { UnavailableError } from "../../src/runner/ports.ts";
import { silentLog } from "../contracts/builders.ts";
import { rateLimiterContract } from "../contracts/rate-limiter.contract.ts";
import { describeWith, findRedis, freshPrefix, removePrefix } from "../support/servers.ts";

const server = await findRedis();

describeWith(server, "RedisRateLimiter", (url) => {
  async function open(perSecond: number) {
    const prefix = freshPrefix();
    const connections = [
      connectRedis(url, "commands", silentLog),
      connectRedis(url, "commands", silentLog),
    ] as const;
    onTestFinished(async () => {
      for (const redis of connections) redis.disconnect();
      await removePrefix(url, prefix);
    });
    const [one, other] = connections;
    return [
      new RedisRateLimiter(one, { perSecond, prefix }),
      new RedisRateLimiter(other, { perSecond, prefix }),
    ] as const;
  }

  rateLimiterContract(open);

  it("leaves nothing behind in Redis", async () => {
    const prefix = freshPrefix();
    const redis = connectRedis(url, "commands", silentLog);
    onTestFinished(() => redis.disconnect());
    await new RedisRateLimiter(redis, { perSecond: 1_800, prefix }).take(5);
    const keys = await redis.keys(`${prefix}*`);
    const ttls = await Promise.all(keys.map((key) => redis.pttl(key)));
    // A key that has gone meanwhile has -2.
    expect(ttls.every((ttl) => ttl !== -1 && ttl <= 100)).toBe(true);
  });

  it("says so when Redis is away", async () => {
    const redis = connectRedis(url, "commands", silentLog);
    const limiter = new RedisRateLimiter(redis, { perSecond: 1_800, prefix: freshPrefix() });
    redis.disconnect();
    await expect(limiter.take(1)).rejects.toThrow(UnavailableError);
    await expect(limiter.hold(1_000)).rejects.toThrow(UnavailableError);
  });
});

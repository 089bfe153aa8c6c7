import { expect, it } from "vitest";
import { connectRedis } from "../../src/redis/connect-redis.ts";
import { RedisSessionStore } from "../../src/redis/redis-session-store.ts";
import { silentLog, storedSession } from "../contracts/builders.ts";
import { sessionStoreContract } from "../contracts/session-store.contract.ts";
import { describeWith, findRedis, freshPrefix, removePrefix } from "../support/servers.ts";

const server = await findRedis();

describeWith(server, "RedisSessionStore", (url) => {
  sessionStoreContract(async () => {
    const prefix = freshPrefix();
    const redis = connectRedis(url, "commands", silentLog);
    return {
      store: new RedisSessionStore(redis, { prefix }),
      async close() {
        redis.disconnect();
        await removePrefix(url, prefix);
      },
    };
  });

  it("lets a session go 90 days after the last commit", async () => {
    const prefix = freshPrefix();
    const redis = connectRedis(url, "commands", silentLog);
    const store = new RedisSessionStore(redis, { prefix });
    await store.commit("person-1", 0, storedSession(1));
    await redis.pexpire(`${prefix}session:person-1`, 5_000);
    await store.commit("person-1", 1, storedSession(2));
    const ninetyDaysMs = 90 * 24 * 60 * 60 * 1_000;
    const ttlMs = await redis.pttl(`${prefix}session:person-1`);
    redis.disconnect();
    await removePrefix(url, prefix);
    expect(ttlMs).toBeGreaterThan(ninetyDaysMs - 60_000);
    expect(ttlMs).toBeLessThanOrEqual(ninetyDaysMs);
  });

  it("hands a damaged value on instead of failing, so that the session can be rebuilt", async () => {
    const prefix = freshPrefix();
    const redis = connectRedis(url, "commands", silentLog);
    await redis.set(`${prefix}session:person-1`, "1:{cut off");
    const loaded = await new RedisSessionStore(redis, { prefix }).load("person-1");
    redis.disconnect();
    await removePrefix(url, prefix);
    expect(loaded).toBe("{cut off");
  });
});

import { expect, it } from "vitest";
import { connectRedis } from "../../src/redis/connect-redis.ts";
import { RedisSessionStore } from "../../src/redis/redis-session-store.ts";
import { ulid } from "../../src/simulator/line-ids.ts";
import { silentLog, storedSession } from "../contracts/builders.ts";
import { sessionStoreContract } from "../contracts/session-store.contract.ts";
import { answerAll, BEGIN_AT, begun } from "../support/builders.ts";
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

  it("keeps the longest questionnaire, answered, in less than 2 KB", async () => {
    const prefix = freshPrefix();
    const redis = connectRedis(url, "commands", silentLog);
    const { session } = answerAll(begun({ stage: "mature", group: "technologist" }), "2").turn;
    // As long as LINE's own ids are.
    const withIds = JSON.parse(JSON.stringify(session).replaceAll(/"E00\d\d"/g, () => `"${ulid(BEGIN_AT)}"`));
    const recentEvents = Array.from({ length: 20 }, (_, number) => ({
      id: ulid(BEGIN_AT),
      at: BEGIN_AT + number,
    }));
    const stored = { ...storedSession(1), session: withIds, recentEvents, pending: [] };
    await new RedisSessionStore(redis, { prefix }).commit("person-1", 0, stored);
    const bytes = await redis.memory("USAGE", `${prefix}session:person-1`);
    redis.disconnect();
    await removePrefix(url, prefix);
    expect(JSON.stringify(stored).length).toBeGreaterThan(3_000);
    expect(bytes).toBeLessThan(2_000);
  });
});

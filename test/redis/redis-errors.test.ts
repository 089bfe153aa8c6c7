import type { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectRedis } from "../../src/redis/connect-redis.ts";
import { reachRedis } from "../../src/redis/redis-errors.ts";
import { RedisInbox } from "../../src/redis/redis-inbox.ts";
import { RedisSessionStore } from "../../src/redis/redis-session-store.ts";
import { UnavailableError } from "../../src/runner/ports.ts";
import { silentLog, storedSession, typedEvent } from "../contracts/builders.ts";
import { describeWith, findRedisProgram, type OwnServer, startOwnRedis } from "../support/servers.ts";

describeWith(await findRedisProgram(), "reachRedis", () => {
  let server: OwnServer;
  let redis: Redis;
  let waiting: Redis;

  beforeAll(async () => {
    server = await startOwnRedis();
    redis = connectRedis(server.url, "commands", silentLog);
    waiting = connectRedis(server.url, "waiting", silentLog);
  });
  afterAll(async () => {
    redis.disconnect();
    waiting.disconnect();
    await server.discard();
  });

  const failure = (work: Promise<unknown>) => work.then(() => undefined).catch((error: unknown) => error);

  it("calls a full Redis unavailable, without what was to be written", async () => {
    await redis.config("SET", "maxmemory", "1");
    const errors = [
      await failure(new RedisInbox(redis, waiting).append([typedEvent("a")])),
      await failure(new RedisSessionStore(redis).commit("person-1", 0, storedSession(1))),
    ] as Error[];
    await redis.config("SET", "maxmemory", "0");
    for (const error of errors) {
      expect(error).toBeInstanceOf(UnavailableError);
      expect((error.cause as Error).message).toMatch(/^OOM/);
      expect(error.cause).not.toHaveProperty("command");
    }
  });

  it("lets a mistake in a command through, without its arguments", async () => {
    await redis.rpush("thaksa:session:person-1", "x");
    const error = await failure(new RedisSessionStore(redis).load("person-1"));
    expect(error).not.toBeInstanceOf(UnavailableError);
    expect(error).toMatchObject({ name: "ReplyError", message: /^WRONGTYPE/ });
    expect(error).not.toHaveProperty("command");
  });

  it("lets a mistake in the program through", async () => {
    const mistake = new TypeError("x is undefined");
    expect(await failure(reachRedis(() => Promise.reject(mistake)))).toBe(mistake);
  });
});

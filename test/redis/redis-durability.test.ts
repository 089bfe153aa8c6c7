import { expect, it } from "vitest";
import { connectRedis } from "../../src/redis/connect-redis.ts";
import { readRedisDurability } from "../../src/redis/redis-durability.ts";
import { silentLog } from "../contracts/builders.ts";
import { describeWith, findRedisProgram, startOwnRedis } from "../support/servers.ts";

describeWith(await findRedisProgram(), "readRedisDurability", () => {
  it("has nothing to say about a server set up to lose nothing, warns of another, and knows when it may not look", async () => {
    const server = await startOwnRedis();
    const redis = connectRedis(server.url, "commands", silentLog);
    const durable = await readRedisDurability(redis);
    await redis.config("SET", "appendfsync", "everysec");
    await redis.config("SET", "maxmemory-policy", "allkeys-lru");
    await redis.config("SET", "appendonly", "no");
    const careless = await readRedisDurability(redis);
    await redis.call("ACL", "SETUSER", "default", "-config");
    const hidden = await readRedisDurability(redis);
    redis.disconnect();
    await server.discard();

    expect(durable).toEqual({ known: true, warnings: [] });
    expect(careless).toEqual({
      known: true,
      warnings: [
        "redis: appendonly is no, not yes: everything is lost when Redis stops",
        "redis: appendfsync is everysec, not always: up to a second of accepted events is lost in a power cut",
        "redis: maxmemory-policy is allkeys-lru, not noeviction: Redis may throw sessions and events away when memory runs out",
      ],
    });
    expect(hidden).toEqual({ known: false, warnings: [] });
  });
});

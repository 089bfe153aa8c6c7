import type { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectRedis } from "../../src/redis/connect-redis.ts";
import { redisHealth } from "../../src/redis/redis-health.ts";
import { RedisInbox } from "../../src/redis/redis-inbox.ts";
import { RedisSessionStore } from "../../src/redis/redis-session-store.ts";
import { type Log, UnavailableError } from "../../src/runner/ports.ts";
import { LONG_MS, storedSession, typedEvent } from "../contracts/builders.ts";
import {
  describeWith,
  findRedisProgram,
  type OwnServer,
  startOwnRedis,
  untilAvailable,
} from "../support/servers.ts";

const CLAIM = { worker: "w1", count: 1_000, staleAfterMs: 0, waitMs: 0 };

describeWith(await findRedisProgram(), "when Redis stops in mid-work and comes back", () => {
  let server: OwnServer;
  let commands: Redis;
  let waiting: Redis;
  let inbox: RedisInbox;
  let store: RedisSessionStore;
  const accepted: string[] = [];
  const lines: string[] = [];
  const note = (fields: object, message: string) => lines.push(`${message} ${JSON.stringify(fields)}`);
  const log: Log = { info: note, warn: note, error: note };

  beforeAll(async () => {
    server = await startOwnRedis();
    const url = server.url.replace("//", "//default:secret-of-redis@");
    commands = connectRedis(url, "commands", log);
    waiting = connectRedis(url, "waiting", log);
    inbox = new RedisInbox(commands, waiting);
    store = new RedisSessionStore(commands);
  });
  afterAll(async () => {
    commands.disconnect();
    waiting.disconnect();
    await server.discard();
  });

  /** Appends one event after the other, noting what was accepted; resolves with what ended it. */
  async function appendUntilItFails(name: string): Promise<unknown> {
    for (let n = 0; ; n += 1) {
      try {
        await inbox.append([typedEvent(`${name}-${n}`)]);
        accepted.push(`${name}-${n}`);
      } catch (error) {
        return error;
      }
    }
  }

  it("ends the calls under way with UnavailableError", async () => {
    await store.commit("person-1", 0, storedSession(1));
    const endings = ["a", "b", "c"].map(appendUntilItFails);
    await inbox.claim({ ...CLAIM, count: 3, waitMs: LONG_MS });
    await server.stop();
    for (const ending of await Promise.all(endings)) expect(ending).toBeInstanceOf(UnavailableError);
  });

  it("refuses further calls at once", { timeout: 5_000 }, async () => {
    const calls = [
      store.load("person-1"),
      store.commit("person-1", 1, storedSession(2)),
      store.remove("person-2"),
      inbox.append([typedEvent("x")]),
      inbox.claim({ ...CLAIM, waitMs: LONG_MS }),
      inbox.acknowledge(["1-1"]),
      inbox.release("1-1", { retryAfterMs: 0, failed: true }),
      inbox.depth(),
      inbox.eraseBefore(0),
      redisHealth(commands).check(),
    ];
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({ status: "rejected", reason: { code: "UNAVAILABLE" } });
    }
  });

  it("has everything that was accepted when Redis is back, on the same connections", async () => {
    await server.start();
    await untilAvailable(() => redisHealth(commands).check());
    expect(await store.load("person-1")).toEqual(storedSession(1));
    const kept: string[] = [];
    for (let more = await inbox.claim(CLAIM); more.length > 0; more = await inbox.claim(CLAIM)) {
      kept.push(...more.map(({ event }) => event.id));
      await inbox.acknowledge(more.map(({ entryId }) => entryId));
    }
    expect(accepted.filter((id) => !kept.includes(id))).toEqual([]);
    expect(kept).toHaveLength(new Set(kept).size);
  });

  it("waits for events again", async () => {
    const claimed = untilAvailable(() => inbox.claim({ ...CLAIM, waitMs: LONG_MS }));
    await inbox.append([typedEvent("after")]);
    expect((await claimed).map(({ event }) => event.id)).toEqual(["after"]);
  });

  it("logs that the connection went and came back, never the address", () => {
    expect(lines).toContain('redis connection restored {"use":"commands"}');
    expect(lines.filter((line) => line.includes("lost"))).toHaveLength(2);
    expect(lines.join("\n")).not.toMatch(/secret-of-redis|127\.0\.0\.1/);
  });
});

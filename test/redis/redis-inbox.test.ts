import type { Redis } from "ioredis";
import { expect, it, vi } from "vitest";
import { connectRedis } from "../../src/redis/connect-redis.ts";
import { RedisInbox } from "../../src/redis/redis-inbox.ts";
import { LONG_MS, silentLog, typedEvent } from "../contracts/builders.ts";
import { type InboxSetup, inboxContract } from "../contracts/inbox.contract.ts";
import { describeWith, findRedis, freshPrefix, removePrefix } from "../support/servers.ts";

const server = await findRedis();
const CLAIM = { worker: "w1", count: 10, staleAfterMs: LONG_MS, waitMs: 0 };

function open(url: string, prefix: string): InboxSetup & { readonly redis: Redis } {
  const redis = connectRedis(url, "commands", silentLog);
  const otherRedis = connectRedis(url, "commands", silentLog);
  const waiting = connectRedis(url, "waiting", silentLog);
  const otherWaiting = connectRedis(url, "waiting", silentLog);
  return {
    redis,
    inbox: new RedisInbox(redis, waiting, { prefix }),
    other: new RedisInbox(otherRedis, otherWaiting, { prefix }),
    async close() {
      for (const connection of [redis, otherRedis, waiting, otherWaiting]) connection.disconnect();
      await removePrefix(url, prefix);
    },
  };
}

describeWith(server, "RedisInbox", (url) => {
  inboxContract(async () => open(url, freshPrefix()));

  it("leaves nothing in Redis but an empty stream when all work is done", async () => {
    const prefix = freshPrefix();
    const { inbox, redis, close } = open(url, prefix);
    await inbox.append([typedEvent("a"), typedEvent("b")]);
    const [a, b] = await inbox.claim(CLAIM);
    await inbox.release(a?.entryId ?? "", { retryAfterMs: 0, failed: true });
    await inbox.claim(CLAIM);
    await inbox.acknowledge([a?.entryId ?? "", b?.entryId ?? ""]);
    const keys = await redis.keys(`${prefix}*`);
    await close();
    expect(keys).toEqual([`${prefix}inbox`]);
  });

  it("makes its group again when Redis lost it, and hands out what is still there", async () => {
    const prefix = freshPrefix();
    const { inbox, redis, close } = open(url, prefix);
    await inbox.append([typedEvent("a")]);
    await inbox.claim(CLAIM);
    await redis.xgroup("DESTROY", `${prefix}inbox`, "workers");
    const again = await inbox.claim(CLAIM);
    await redis.del(`${prefix}inbox`);
    const none = await inbox.claim(CLAIM);
    await close();
    expect(again.map(({ event }) => event.id)).toEqual(["a"]);
    expect(none).toEqual([]);
  });

  it("appends together what many bring at the same time, in scripts of some hundred events", async () => {
    const { inbox, redis, close } = open(url, freshPrefix());
    const asked = vi.spyOn(redis, "evalsha");
    const calls = [...Array.from({ length: 499 }, () => 1), 2, 600, 1].map((count, call) =>
      Array.from({ length: count }, (_, n) => typedEvent(`${call}-${n}`)),
    );
    await Promise.all(calls.map((events) => inbox.append(events)));
    // How many arguments: a digest, the number of keys, five keys and the group, then three of every event.
    const scripts = asked.mock.calls.map((args) => (args.length - 8) / 3);
    const claimed = await inbox.claim({ ...CLAIM, count: 2_000 });
    await close();
    expect(scripts).toEqual([499, 2, 600, 1]);
    expect(claimed.map(({ event }) => event.id)).toEqual(calls.flat().map(({ id }) => id));
  });

  it("tells everybody whose events went together that they were not taken", async () => {
    const prefix = freshPrefix();
    const { inbox, redis, close } = open(url, prefix);
    await redis.set(`${prefix}inbox`, "no stream");
    const refused = await Promise.allSettled(["a", "b"].map((id) => inbox.append([typedEvent(id)])));
    await redis.del(`${prefix}inbox`);
    await inbox.append([typedEvent("c")]);
    const claimed = await inbox.claim(CLAIM);
    await close();
    expect(refused.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(claimed.map(({ event }) => event.id)).toEqual(["c"]);
  });

  it("works on after Redis forgot the scripts", async () => {
    const { inbox, redis, close } = open(url, freshPrefix());
    await inbox.append([typedEvent("a")]);
    await redis.script("FLUSH");
    const claimed = await inbox.claim(CLAIM);
    await close();
    expect(claimed.map(({ event }) => event.id)).toEqual(["a"]);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { InboundEvent } from "../../src/runner/inbound-event.ts";
import { LONG_MS, typedEvent } from "../contracts/builders.ts";
import { describeWith, findPostgres, findRedis } from "../support/servers.ts";
import { bothServers, embeddedTarget, onStorage, serversTarget, type Target } from "./open-target.ts";
import { runCli, startServer } from "./run-cli.ts";

const DEAD_AT = Date.UTC(2026, 10, 22, 8, 30);

/** Events that failed for good, oldest first; returns their entry ids. */
function bury(target: Target, events: readonly InboundEvent[]): Promise<string[]> {
  return onStorage(target, async ({ inbox }) => {
    await inbox.append(events);
    const options = { worker: "test", count: events.length, staleAfterMs: LONG_MS, waitMs: 0 };
    for (const [place, { entryId }] of (await inbox.claim(options)).entries())
      await inbox.bury(entryId, "RangeError X", DEAD_AT + place);
    return (await inbox.deadLetters(events.length)).map(({ entryId }) => entryId);
  });
}

function deadLettersSuite(create: () => Promise<Target>): void {
  let target: Target;

  beforeEach(async () => {
    target = await create();
  });
  afterEach(() => target.remove());

  const deadLetters = (...words: string[]) => runCli(["dead-letters", ...words], target.settings);
  const depth = () => onStorage(target, ({ inbox }) => inbox.depth());

  it("list --json tells everything but what the person wrote", async () => {
    const [entryId] = await bury(target, [typedEvent("e1", Date.now())]);
    const { code, stdout, stderr } = await deadLetters("list", "--json");
    expect({ code, stderr, letters: JSON.parse(stdout) }).toEqual({
      code: 0,
      stderr: "",
      letters: [
        {
          entryId,
          eventId: "e1",
          act: "typed",
          from: "person person-1…",
          reason: "RangeError X",
          deadAt: "2026-11-22T08:30:00.000Z",
        },
      ],
    });
  });

  it("list prints a table, oldest first, with at most --limit rows", async () => {
    const sent: InboundEvent = {
      ...typedEvent("e1", Date.now()),
      source: { type: "group", groupId: "C0123456789abcdef" },
      act: { type: "joined" },
    };
    const [first, second] = await bury(target, [sent, typedEvent("e2"), typedEvent("e3")]);
    const { code, stdout, stderr } = await deadLetters("list", "--limit", "2");
    expect({ code, stderr, table: stdout.split("\n").map((line) => line.split(/ {2,}/u)) }).toEqual({
      code: 0,
      stderr: "",
      table: [
        ["entry", "event", "act", "from", "reason", "dead since (Bangkok)"],
        [first, "e1", "joined", "group C0123456…", "RangeError X", "2026-11-22 15:30:00"],
        [second, "e2", "typed", "person person-1…", "RangeError X", "2026-11-22 15:30:00"],
        ["The oldest 2 of 3; see more with --limit."],
        [""],
      ],
    });
  });

  it("list says when there are none", async () => {
    await onStorage(target, async () => {});
    expect(await deadLetters("list")).toEqual({
      code: 0,
      stdout: "There are no dead letters.\n",
      stderr: "",
    });
    expect(JSON.parse((await deadLetters("list", "--json")).stdout)).toEqual([]);
  });

  it("replay puts one back into the inbox, and only once", async () => {
    const [, second] = await bury(target, [typedEvent("e1"), typedEvent("e2")]);
    expect(await deadLetters("replay", second ?? "")).toEqual({
      code: 0,
      stdout: `Put back: ${second}\n`,
      stderr: "",
    });
    expect(await depth()).toEqual({ waiting: 1, dead: 1 });
    expect(await deadLetters("replay", second ?? "")).toEqual({
      code: 1,
      stdout: "",
      stderr: `error: there is no dead letter with the entry id ${second}\n`,
    });
  });

  it("replay --all puts all back, in the order they died", async () => {
    const ids = Array.from({ length: 120 }, (_, number) => `e${number}`);
    await bury(
      target,
      ids.map((id) => typedEvent(id)),
    );
    expect(await deadLetters("replay", "--all")).toEqual({
      code: 0,
      stdout: "Put back: 120 dead letter(s)\n",
      stderr: "",
    });
    const waiting = await onStorage(target, ({ inbox }) =>
      inbox.claim({ worker: "test", count: 200, staleAfterMs: LONG_MS, waitMs: 0 }),
    );
    expect(waiting.map(({ event }) => event.id)).toEqual(ids);
  });
}

describe("dead-letters, embedded", () => {
  deadLettersSuite(async () => embeddedTarget());

  it("a running server takes what is replayed", async () => {
    const target = embeddedTarget();
    const now = Date.now();
    const followed: InboundEvent = {
      id: "e1",
      at: now,
      receivedAt: now,
      redelivered: false,
      source: { type: "person", personId: "U-follower" },
      act: { type: "followed", isUnblocked: false },
    };
    const [entryId] = await bury(target, [followed]);
    const server = await startServer(target.settings.DATA_DIR ?? "");
    try {
      const replayed = await runCli(["dead-letters", "replay", entryId ?? ""], target.settings);
      expect(replayed).toEqual({ code: 0, stdout: `Put back: ${entryId}\n`, stderr: "" });
      await onStorage(target, ({ sessions, inbox }) =>
        vi.waitFor(async () => {
          expect(await sessions.load("U-follower")).toMatchObject({ recentEvents: [{ id: "e1" }] });
          expect(await inbox.depth()).toEqual({ waiting: 0, dead: 0 });
        }, 10_000),
      );
    } finally {
      await server.stop();
      await target.remove();
    }
  });

  it("does not make a database where there is none", async () => {
    const target = embeddedTarget();
    const { code, stdout, stderr } = await runCli(["dead-letters", "list"], target.settings);
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: "",
      stderr: `error: There is no database in the data folder ${target.settings.DATA_DIR}. Set DATA_DIR to the server's folder.\n`,
    });
    await target.remove();
  });
});

const redis = await findRedis();
describeWith(bothServers(redis, await findPostgres()), "dead-letters, servers", (postgresUrl) => {
  deadLettersSuite(() => serversTarget("url" in redis ? redis.url : "", postgresUrl));
});

describe("dead-letters, wrong words", () => {
  it.each([
    [["replay"], "error: give either an entry id or --all\n"],
    [["replay", "1", "--all"], "error: give either an entry id or --all\n"],
    [
      ["list", "--limit", "0"],
      "error: option '--limit <n>' argument '0' is invalid. Use a number from 1 to 10000.\n",
    ],
  ])("%j is refused", async (words, stderr) => {
    expect(await runCli(["dead-letters", ...words], {})).toEqual({ code: 1, stdout: "", stderr });
  });
});

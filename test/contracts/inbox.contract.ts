import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { InboundEvent } from "../../src/runner/inbound-event.ts";
import type { ClaimedEvent, Inbox } from "../../src/runner/ports.ts";
import { LONG_MS, typedEvent } from "./builders.ts";

/** An empty inbox, a second one on the same events as another process has it, and how to clean up. */
export interface InboxSetup {
  readonly inbox: Inbox;
  readonly other: Inbox;
  readonly close: () => Promise<void>;
}

const NOW = { worker: "w1", count: 10, staleAfterMs: LONG_MS, waitMs: 0 };
const withoutEntryId = ({ failures, event }: ClaimedEvent) => ({ failures, event });
const ids = (claimed: readonly ClaimedEvent[]) => claimed.map(({ event }) => event.id);

/** What every Inbox promises. */
export function inboxContract(open: () => Promise<InboxSetup>): void {
  let setup: InboxSetup;
  let inbox: Inbox;

  beforeEach(async () => {
    setup = await open();
    inbox = setup.inbox;
  });
  afterEach(() => setup.close());

  async function claimOne(over: Partial<typeof NOW> = {}): Promise<ClaimedEvent> {
    const [claimed] = await inbox.claim({ ...NOW, count: 1, ...over });
    if (claimed === undefined) throw new Error("nothing to claim");
    return claimed;
  }

  describe("an inbox that hands out work", () => {
    it("is empty at first", async () => {
      expect(await inbox.claim(NOW)).toEqual([]);
      expect(await inbox.depth()).toEqual({ waiting: 0, dead: 0 });
    });

    it("gives events in the order they came, to the last character", async () => {
      await inbox.append([typedEvent("a"), typedEvent("b")]);
      await inbox.append([]);
      await inbox.append([typedEvent("c")]);
      const claimed = await inbox.claim(NOW);
      expect(claimed.map(withoutEntryId)).toEqual(
        ["a", "b", "c"].map((id) => ({ failures: 0, event: typedEvent(id) })),
      );
    });

    it("keeps the events of a call together and in order when many append at once", async () => {
      const calls = Array.from({ length: 30 }, (_, call) => [0, 1, 2].map((n) => `${call}-${n}`));
      await Promise.all(calls.map((call) => inbox.append(call.map((id) => typedEvent(id)))));
      expect(ids(await inbox.claim({ ...NOW, count: 100 }))).toEqual(calls.flat());
    });

    it("gives no more than asked for, and nothing twice", async () => {
      await inbox.append(["a", "b", "c"].map((id) => typedEvent(id)));
      expect(ids(await inbox.claim({ ...NOW, count: 2 }))).toEqual(["a", "b"]);
      expect(ids(await setup.other.claim({ ...NOW, worker: "w2" }))).toEqual(["c"]);
      expect(await inbox.claim(NOW)).toEqual([]);
    });

    it("gives every event to one worker only when many claim at once", async () => {
      await inbox.append(Array.from({ length: 40 }, (_, n) => typedEvent(`e${n}`)));
      const claims = Array.from({ length: 8 }, (_, n) =>
        (n % 2 === 0 ? inbox : setup.other).claim({ ...NOW, worker: `w${n}`, count: 5 }),
      );
      const all = (await Promise.all(claims)).flatMap(ids);
      expect(new Set(all).size).toBe(40);
      expect(all).toHaveLength(40);
    });

    it("counts claimed events as waiting until they are acknowledged", async () => {
      await inbox.append([typedEvent("a"), typedEvent("b")]);
      const claimed = await inbox.claim(NOW);
      expect(await inbox.depth()).toEqual({ waiting: 2, dead: 0 });
      await inbox.acknowledge(claimed.map(({ entryId }) => entryId));
      await inbox.acknowledge([]);
      expect(await inbox.depth()).toEqual({ waiting: 0, dead: 0 });
      expect(await inbox.claim({ ...NOW, staleAfterMs: 0 })).toEqual([]);
    });
  });

  describe("an inbox whose workers crash", () => {
    it("gives a stale event to the next worker", async () => {
      await inbox.append([typedEvent("a")]);
      const first = await claimOne();
      expect(await inbox.claim(NOW)).toEqual([]);
      const again = await setup.other.claim({ ...NOW, worker: "w2", staleAfterMs: 0 });
      expect(again).toEqual([first]);
    });

    it("prefers stale and released events to new ones", async () => {
      await inbox.append(["stale", "released"].map((id) => typedEvent(id)));
      const [, released] = await inbox.claim(NOW);
      await inbox.release(released?.entryId ?? "", { retryAfterMs: 0, failed: false });
      await inbox.append([typedEvent("new")]);
      const two = ids(await inbox.claim({ ...NOW, count: 2, staleAfterMs: 0 }));
      expect(two.sort()).toEqual(["released", "stale"]);
      expect(ids(await inbox.claim(NOW))).toEqual(["new"]);
    });

    it("finds every stale event, however many there are", async () => {
      await inbox.append(Array.from({ length: 120 }, (_, n) => typedEvent(`e${n}`)));
      await inbox.claim({ ...NOW, count: 120 });
      const again = await inbox.claim({ ...NOW, count: 120, staleAfterMs: 0 });
      expect(again).toHaveLength(120);
    });
  });

  describe("an inbox that takes work back", () => {
    it("gives a released event again, with its failures counted", async () => {
      await inbox.append([typedEvent("a")]);
      const first = await claimOne();
      await inbox.release(first.entryId, { retryAfterMs: 0, failed: true });
      const second = await claimOne();
      expect(second).toMatchObject({ failures: 1, event: typedEvent("a") });
      await inbox.release(second.entryId, { retryAfterMs: 0, failed: false });
      const third = await claimOne();
      expect(third.failures).toBe(1);
      await inbox.release(third.entryId, { retryAfterMs: 0, failed: true });
      expect((await claimOne()).failures).toBe(2);
    });

    it("remembers failures of an event that goes stale afterwards", async () => {
      await inbox.append([typedEvent("a")]);
      await inbox.release((await claimOne()).entryId, { retryAfterMs: 0, failed: true });
      await claimOne();
      expect((await claimOne({ staleAfterMs: 0 })).failures).toBe(1);
    });

    it("keeps a released event from every worker until its time, not holding up others", async () => {
      await inbox.append([typedEvent("a"), typedEvent("b")]);
      const first = await claimOne();
      await inbox.release(first.entryId, { retryAfterMs: LONG_MS, failed: false });
      expect(ids(await inbox.claim({ ...NOW, staleAfterMs: 0 }))).toEqual(["b"]);
      expect(ids(await setup.other.claim({ ...NOW, worker: "w2" }))).toEqual([]);
      expect(await inbox.depth()).toEqual({ waiting: 2, dead: 0 });
    });

    it("ends a wait when a released event's time has come", async () => {
      await inbox.append([typedEvent("a")]);
      await inbox.release((await claimOne()).entryId, { retryAfterMs: 50, failed: false });
      expect(ids(await setup.other.claim({ ...NOW, waitMs: LONG_MS }))).toEqual(["a"]);
    });

    it("does not bring back what was acknowledged, nor count a failure twice", async () => {
      await inbox.append([typedEvent("a"), typedEvent("b")]);
      const [a, b] = (await inbox.claim(NOW)).map(({ entryId }) => entryId);
      await inbox.acknowledge([a ?? ""]);
      await inbox.release(a ?? "", { retryAfterMs: 0, failed: true });
      await inbox.release(b ?? "", { retryAfterMs: 0, failed: true });
      await inbox.release(b ?? "", { retryAfterMs: LONG_MS, failed: true });
      const claimed = await inbox.claim(NOW);
      expect(claimed.map(({ event, failures }) => [event.id, failures])).toEqual([["b", 1]]);
    });
  });

  describe("an inbox that waits", () => {
    it("hands over an event that arrives while it waits", async () => {
      const waiting = inbox.claim({ ...NOW, waitMs: LONG_MS });
      await inbox.append([typedEvent("a")]);
      expect(ids(await waiting)).toEqual(["a"]);
    });

    it("hands over an event that another process appended", async () => {
      const waiting = inbox.claim({ ...NOW, waitMs: LONG_MS });
      await setup.other.append([typedEvent("a")]);
      expect(ids(await waiting)).toEqual(["a"]);
    });

    it("gives up when the time is over", async () => {
      expect(await inbox.claim({ ...NOW, waitMs: 30 })).toEqual([]);
    });

    it("returns at once when it is woken, and waits again afterwards", async () => {
      const waiting = [1, 2].map(() => inbox.claim({ ...NOW, waitMs: LONG_MS }));
      inbox.wake();
      expect(await Promise.all(waiting)).toEqual([[], []]);
      const next = inbox.claim({ ...NOW, waitMs: LONG_MS });
      await inbox.append([typedEvent("a")]);
      expect(ids(await next)).toEqual(["a"]);
    });
  });

  describe("an inbox with dead letters", () => {
    async function bury(id: string, deadAt: number, receivedAt?: number): Promise<string> {
      await inbox.append([typedEvent(id, receivedAt)]);
      const { entryId } = await claimOne();
      await inbox.bury(entryId, "TypeError ERR_X", deadAt);
      return entryId;
    }

    it("moves a claimed event away from the workers", async () => {
      const entryId = await bury("a", 5_000);
      expect(await inbox.claim({ ...NOW, staleAfterMs: 0 })).toEqual([]);
      expect(await inbox.depth()).toEqual({ waiting: 0, dead: 1 });
      expect(await inbox.deadLetters(10)).toEqual([
        { entryId, event: typedEvent("a"), reason: "TypeError ERR_X", deadAt: 5_000 },
      ]);
    });

    it("buries nothing twice and nothing that is gone", async () => {
      const entryId = await bury("a", 5_000);
      await inbox.bury(entryId, "again", 6_000);
      expect((await inbox.deadLetters(10)).map(({ reason }) => reason)).toEqual(["TypeError ERR_X"]);
    });

    it("lists dead letters oldest first, up to the limit", async () => {
      for (const [id, deadAt] of [
        ["late", 9_000],
        ["early", 7_000],
        ["middle", 8_000],
      ] as const) {
        await bury(id, deadAt);
      }
      expect((await inbox.deadLetters(2)).map(({ event }) => event.id)).toEqual(["early", "middle"]);
      expect(await inbox.deadLetters(0)).toEqual([]);
    });

    it("replays a dead letter as a fresh event, once", async () => {
      await inbox.append([typedEvent("a")]);
      await inbox.release((await claimOne()).entryId, { retryAfterMs: 0, failed: true });
      const { entryId } = await claimOne();
      await inbox.bury(entryId, "TypeError", 5_000);
      expect(await setup.other.replay(entryId)).toBe(true);
      expect(await inbox.replay(entryId)).toBe(false);
      expect(await inbox.depth()).toEqual({ waiting: 1, dead: 0 });
      expect(withoutEntryId(await claimOne())).toEqual({
        failures: 0,
        event: typedEvent("a"),
      });
    });

    it("answers false when there is nothing to replay", async () => {
      expect(await inbox.replay("1-1")).toBe(false);
    });

    it("erases the dead letters that carry an unsent message", async () => {
      await bury("a", 5_000);
      await bury("b", 6_000);
      expect(await inbox.eraseMessage("m-a")).toBe(1);
      expect(await inbox.eraseMessage("m-a")).toBe(0);
      expect((await inbox.deadLetters(10)).map(({ event }) => event.id)).toEqual(["b"]);
    });

    it("erases an unsent message wherever it waits, and what was claimed of it stays gone", async () => {
      await inbox.append(["stale", "claimed", "due", "later", "new", "other"].map((id) => typedEvent(id)));
      const entries = (await inbox.claim({ ...NOW, count: 4 })).map(({ entryId }) => entryId);
      const [, claimed = "", due = "", later = ""] = entries;
      await inbox.release(due, { retryAfterMs: 0, failed: true });
      await inbox.release(later, { retryAfterMs: LONG_MS, failed: false });
      const erased = ["stale", "claimed", "due", "later", "new"].map((id) => inbox.eraseMessage(`m-${id}`));
      expect(await Promise.all(erased)).toEqual([1, 1, 1, 1, 1]);
      await inbox.release(claimed, { retryAfterMs: 0, failed: true });
      await inbox.bury(claimed, "TypeError", 5_000);
      expect(await inbox.depth()).toEqual({ waiting: 1, dead: 0 });
      expect(ids(await inbox.claim({ ...NOW, staleAfterMs: 0 }))).toEqual(["other"]);
    });

    it("erases what a person sent before an instant, wherever it lies, except the event that asks for it", async () => {
      const of = (id: string, personId: string, receivedAt = 999): InboundEvent => ({
        ...typedEvent(id, receivedAt),
        source: { type: "person", personId },
        // Somebody else's words that look like what is searched.
        act: { type: "typed", text: `{"personId":"U-a","id":"${id}"} \ud83d`, messageId: `m-${id}` },
      });
      await inbox.append([of("dead", "U-a"), of("dead-other", "U-b")]);
      for (const _ of [1, 2]) await inbox.bury((await claimOne()).entryId, "TypeError", 5_000);
      await inbox.append(["claimed", "released", "erase"].map((id) => of(id, "U-a")));
      const [, released] = await inbox.claim(NOW);
      await inbox.release(released?.entryId ?? "", { retryAfterMs: 0, failed: true });
      await inbox.append([of("waiting", "U-a"), of("other", "U-b"), of("late", "U-a", 1_000)]);
      expect(await inbox.erasePerson("U-a", "erase", 1_000)).toBe(4);
      expect(await inbox.erasePerson("U-a", "erase", 1_000)).toBe(0);
      expect(ids(await inbox.claim({ ...NOW, staleAfterMs: 0 })).toSorted()).toEqual([
        "erase",
        "late",
        "other",
      ]);
      expect((await inbox.deadLetters(10)).map(({ event }) => event.id)).toEqual(["dead-other"]);
    });

    it("erases what a person sent among any number of events", async () => {
      const events = Array.from({ length: 1_201 }, (_, n): InboundEvent => {
        const personId = n % 400 === 0 ? "U-a" : "U-b";
        return { ...typedEvent(`e${n}`), source: { type: "person", personId }, act: { type: "unfollowed" } };
      });
      await inbox.append(events);
      expect(await inbox.erasePerson("U-a", "none", 2_000)).toBe(4);
      expect(await inbox.depth()).toEqual({ waiting: 1_197, dead: 0 });
    });

    it("erases everything received before an instant, waiting, claimed, released or dead", async () => {
      await bury("dead-old", 5_000, 999);
      await bury("dead-new", 5_000, 1_000);
      const old = ["claimed", "released", "waiting"].map((id) => typedEvent(`${id}-old`, 999));
      await inbox.append([...old, typedEvent("new", 1_000)]);
      const [, released] = await inbox.claim({ ...NOW, count: 2 });
      await inbox.release(released?.entryId ?? "", { retryAfterMs: 0, failed: true });
      expect(await inbox.eraseBefore(1_000)).toBe(4);
      expect(ids(await inbox.claim({ ...NOW, staleAfterMs: 0 }))).toEqual(["new"]);
      expect((await inbox.deadLetters(10)).map(({ event }) => event.id)).toEqual(["dead-new"]);
      expect(await inbox.depth()).toEqual({ waiting: 1, dead: 1 });
    });
  });
}

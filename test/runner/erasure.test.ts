import { beforeEach, describe, expect, it } from "vitest";
import { newSession } from "../../src/core/conversation/new-session.ts";
import { loadSession } from "../../src/runner/load-session.ts";
import type { PendingTurn, StoredSession } from "../../src/runner/ports.ts";
import { withoutSuperseded } from "../../src/runner/superseded-effects.ts";
import { FakeHost, PERSON, personEvent, START, tapped, typed } from "../support/fakes.ts";
import { ACCEPT, handle, saidVia } from "../support/handling.ts";

const ERASE_NOW = tapped("e9", "erase_now", { at: START + 9, receivedAt: START });

/** What an earlier event left. */
function left(over: Partial<PendingTurn>): PendingTurn {
  return {
    eventId: "e1",
    replyToken: null,
    replyUntil: START,
    messages: [],
    effects: [],
    revision: 40,
    waiting: false,
    ...over,
  };
}

/** Somebody who was asked twice whether everything shall go. */
function storeAsked(host: FakeHost, ...pending: PendingTurn[]): void {
  const wait = { for: "erase", time: "second", interrupted: { for: "nothing" } } as const;
  const stored: StoredSession = {
    revision: 40,
    session: { ...newSession(PERSON), wait, askedAt: START },
    recentEvents: [{ id: "e1", at: START }],
    pending,
  };
  host.sessions.values.set(PERSON, stored);
}

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
});

describe("a turn that erases", () => {
  it("lets nothing of earlier turns be said or saved, and keeps their events known", async () => {
    const message = { type: "text", text: "ยังไม่ได้ส่ง" } as const;
    const effects = [{ type: "save_declined", declinedAt: START }] as const;
    storeAsked(
      host,
      left({ messages: [message], waiting: true }),
      left({ eventId: "e2", messages: [message], effects }),
    );
    expect(await handle(ERASE_NOW, host)).toBe("done");
    expect(host.records.applied).toEqual([{ revision: 41, effects: [{ type: "erase_person" }] }]);
    expect(saidVia(host)).toEqual(["token-e9"]);
    expect(JSON.stringify(host.gateway.said)).not.toContain(message.text);
    expect(host.sessions.of().pending).toEqual([left({}), left({ eventId: "e2" })]);
    expect(await handle(typed("e2", "สวัสดี"), host)).toBe("done");
    expect(host.gateway.said).toHaveLength(1);
    expect(host.sessions.of().pending).toEqual([left({})]);
  });

  it("deletes what the person sent from where events wait, except itself and what others sent", async () => {
    storeAsked(host);
    const other = { ...typed("e5", "สวัสดี"), source: { type: "person", personId: "U-other" } } as const;
    host.now = START + 1;
    await host.inbox.append([typed("e7", "สวัสดี"), other, ERASE_NOW]);
    expect(await handle(ERASE_NOW, host)).toBe("done");
    expect(host.inbox.entries.map(({ event }) => event.id)).toEqual(["e5", "e9"]);
  });

  it("is done again until both the records and the inbox have forgotten", async () => {
    storeAsked(host);
    host.now = START + 1;
    await host.inbox.append([typed("e7", "สวัสดี")]);
    host.records.isAway = true;
    expect(await handle(ERASE_NOW, host)).toBe("UNAVAILABLE");
    expect(host.inbox.entries).toHaveLength(1);
    host.records.isAway = false;
    host.inbox.isAway = true;
    expect(await handle(ERASE_NOW, host)).toBe("UNAVAILABLE");
    host.inbox.isAway = false;
    expect(await handle(ERASE_NOW, host)).toBe("done");
    expect(host.inbox.entries).toEqual([]);
    expect(host.records.types()).toEqual(["erase_person", "erase_person"]);
    expect(host.gateway.said).toHaveLength(1);
    expect(host.sessions.of().pending).toEqual([]);
  });

  it("leaves what came after it to be done, however late the records are reached", async () => {
    const accept = tapped("e10", ACCEPT, { at: START + 5_000, receivedAt: START + 5_000 });
    storeAsked(host);
    host.records.isAway = true;
    await host.inbox.append([ERASE_NOW]);
    expect(await handle(ERASE_NOW, host)).toBe("UNAVAILABLE");
    host.now = START + 5_000;
    await host.inbox.append([accept]);
    expect(await handle(accept, host)).toBe("UNAVAILABLE");
    host.now = START + 60_000;
    host.records.isAway = false;
    expect(await handle(ERASE_NOW, host)).toBe("done");
    expect(host.inbox.entries.map(({ event }) => event.id)).toEqual(["e9", "e10"]);
    expect(await handle(accept, host)).toBe("done");
    expect(host.records.types()).toEqual(["erase_person", "save_person save_notice_acceptance"]);
  });

  it("is not held up by other turns: nothing is deleted from the inbox when nobody erases", async () => {
    await host.inbox.append([typed("e7", "สวัสดี")]);
    host.now = START + 1;
    await handle(personEvent("e1", { type: "followed", isUnblocked: false }), host);
    expect(host.inbox.entries).toHaveLength(1);
  });
});

it("a session built anew goes on above what was erased", async () => {
  host.records.erased = 57;
  const { expectedRevision, stored } = await loadSession(PERSON, host);
  expect([expectedRevision, stored.revision]).toEqual([0, 57]);
  await handle(typed("e1", "สวัสดี"), host);
  expect(host.sessions.of().revision).toBeGreaterThan(57);
});

it("of several times not now only the latest waits for the records; what erases or is noted always does", () => {
  const note = {
    eventId: "e1",
    action: "team_view",
    organisation: "dep",
    member: "m-1",
    detail: {},
  } as const;
  const lasting = [{ type: "note_audit", note }, { type: "erase_person" }] as const;
  const pending = [left({ effects: [{ type: "save_declined", declinedAt: 5 }, ...lasting] })];
  const later = [{ type: "save_declined", declinedAt: null }, ...lasting] as const;
  expect(withoutSuperseded(pending, later)).toEqual([left({ effects: lasting })]);
});

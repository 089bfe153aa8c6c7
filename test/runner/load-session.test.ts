import { beforeEach, describe, expect, it } from "vitest";
import { newSession } from "../../src/core/conversation/new-session.ts";
import { handleEvent } from "../../src/runner/handle-event.ts";
import { loadSession } from "../../src/runner/load-session.ts";
import type { StoredSession } from "../../src/runner/ports.ts";
import { assessment, person } from "../contracts/builders.ts";
import { FakeHost, PERSON, START, typed } from "../support/fakes.ts";

const KNOWN = {
  person: { ...person(), personId: PERSON, revision: 40 },
  assessments: [
    {
      personId: PERSON,
      status: "in_progress",
      assessment: assessment({ stage: "early", group: "service" }),
      result: null,
      revision: 44,
    },
  ],
} as const;
const RECENT = [{ id: "e1", at: START }];
const LEFT = {
  eventId: "e1",
  replyToken: null,
  replyUntil: START,
  messages: [{ type: "text", text: "ยังไม่ได้ส่ง" }],
  effects: [{ type: "save_notice_acceptance", noticeVersion: "1", acceptedAt: START }],
  revision: 50,
  waiting: true,
} as const;

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
});

it("begins anew with a stranger", async () => {
  const stored = { revision: 0, session: newSession(PERSON), recentEvents: [], pending: [] };
  expect(await loadSession(PERSON, host)).toEqual({ expectedRevision: 0, stored });
});

it("migrates a session of an earlier version", async () => {
  const { plainText: _plain, reachable: _reachable, ...rest } = newSession(PERSON, "en");
  host.sessions.values.set(PERSON, {
    revision: 8,
    session: { ...rest, version: 1 },
    recentEvents: RECENT,
    pending: [],
  });
  expect(await loadSession(PERSON, host)).toEqual({
    expectedRevision: 8,
    stored: { revision: 8, session: newSession(PERSON, "en"), recentEvents: RECENT, pending: [] },
  });
});

describe("a session that was lost", () => {
  beforeEach(() => {
    host.records.known = KNOWN;
  });

  it("is rebuilt from the records, and revisions go on from theirs", async () => {
    const { expectedRevision, stored } = await loadSession(PERSON, host);
    expect(expectedRevision).toBe(0);
    expect(stored).toMatchObject({
      revision: 44,
      session: { assessment: { id: "assessment-1" }, wait: { for: "question", item: "DG100" } },
      recentEvents: [],
      pending: [],
    });
    await handleEvent(typed("e9", "4"), host);
    expect(host.records.applied).toMatchObject([{ revision: 45, effects: [{ type: "save_assessment" }] }]);
    expect(host.sessions.of().revision).toBe(46);
  });

  it("is waited for while the records are away", async () => {
    host.records.isAway = true;
    await expect(loadSession(PERSON, host)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});

describe("a session this release cannot read", () => {
  beforeEach(() => {
    host.records.known = KNOWN;
  });

  it("written by a newer one is rebuilt; what was processed, unsaid and unsaved is kept", async () => {
    const newer = { revision: 60, session: { version: 99 }, recentEvents: RECENT, pending: [LEFT] };
    host.sessions.values.set(PERSON, newer);
    const { expectedRevision, stored } = await loadSession(PERSON, host);
    expect(expectedRevision).toBe(60);
    expect(stored).toMatchObject({ revision: 60, recentEvents: RECENT, pending: [LEFT] });
    expect(stored.session.assessment?.id).toBe("assessment-1");
    expect(host.records.applied).toEqual([{ revision: 50, effects: LEFT.effects }]);
    expect(host.sessions.values.get(PERSON)).toEqual(newer);
  });

  it("stays as it is while the records are away", async () => {
    const damaged = "no session at all";
    host.sessions.values.set(PERSON, damaged);
    host.records.isAway = true;
    await expect(loadSession(PERSON, host)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(host.sessions.values.get(PERSON)).toBe(damaged);
  });

  it.each([["a string"], [null], [{ revision: "7" }], [{ revision: 0 }], [[]]])(
    "does not lock the person out when it is damaged: %j",
    async (damaged) => {
      host.sessions.values.set(PERSON, damaged);
      await handleEvent(typed("e9", "4"), host);
      expect(host.sessions.of().revision).toBe(46);
      expect(host.gateway.said).toHaveLength(1);
    },
  );

  it("does not lock the person out when what stands around it is damaged", async () => {
    host.sessions.values.set(PERSON, {
      revision: 60,
      session: { version: 99 },
      pending: [{ effects: 7 }, null],
    });
    await handleEvent(typed("e9", "4"), host);
    expect(host.gateway.said).toHaveLength(1);
    expect((host.sessions.of() as StoredSession).revision).toBe(62);
  });

  it("is logged without saying whose", async () => {
    host.sessions.values.set(PERSON, "damaged");
    await loadSession(PERSON, host);
    expect(host.lines).toHaveLength(1);
    expect(host.lines.join()).not.toContain(PERSON);
  });
});

import { beforeEach, expect, test } from "vitest";
import type { OutgoingMessage } from "../../src/core/conversation/message.ts";
import { pausedMessages } from "../../src/core/conversation/views/run-views.ts";
import type { Membership } from "../../src/core/people/membership.ts";
import { lastActivity } from "../../src/runner/last-activity.ts";
import { UnavailableError } from "../../src/runner/ports.ts";
import { tellLater } from "../../src/runner/tell-later.ts";
import { tellPaused } from "../../src/runner/tell-paused.ts";
import { content } from "../support/builders.ts";
import { FakeHost, PERSON, START, tapped, typed } from "../support/fakes.ts";
import { ACCEPT, followed, handle, waitingMessages } from "../support/handling.ts";
import { membership } from "../support/memberships.ts";
import { sendingRun } from "../support/memory-ledger.ts";

const MINUTE_MS = 60_000;
const NEWS: OutgoingMessage = { type: "text", text: "การส่งหยุดพัก" };
const news = { personId: PERSON, eventId: "run-1-quota-5", messages: () => [NEWS] };

let host: FakeHost;

beforeEach(async () => {
  host = new FakeHost();
  await handle(followed("e1"), host);
  await handle(tapped("e2", ACCEPT), host);
});

const menu = (id: string) => typed(id, "เมนู", { at: START + MINUTE_MS, receivedAt: START });

/** How often the news were said. */
function timesSaid(): number {
  return host.gateway.said
    .flatMap(({ messages }) => messages)
    .filter((one) => "text" in one && one.text === NEWS.text).length;
}

test("news lead the next reply, cost nothing and are said once", async () => {
  await tellLater(news, host);
  expect(waitingMessages(host)).toEqual([NEWS]);
  await handle(menu("e3"), host);
  expect(host.gateway.said.at(-1)).toEqual({
    via: "token-e3",
    messages: [NEWS, ...(host.gateway.said.at(-1)?.messages.slice(1) ?? [])],
  });
  expect(host.gateway.said.at(-1)?.messages.length).toBeGreaterThan(1);
  await handle(menu("e4"), host);
  expect([timesSaid(), host.sessions.of().pending]).toEqual([1, []]);
});

test("news are not pushed, also where late answers are", async () => {
  host.pushLateAnswers = true;
  await tellLater(news, host);
  // Whatever is worked on again, with and without a reply token.
  for (const event of [followed("e1"), tapped("e2", ACCEPT), typed("e3", "เมนู")]) await handle(event, host);
  expect(host.gateway.calls.filter((call) => call.startsWith("push"))).toEqual([]);
  expect(timesSaid()).toBe(1);
});

test("the same news are told once, whether they were read meanwhile or not", async () => {
  await tellLater(news, host);
  await tellLater(news, host);
  expect(waitingMessages(host)).toEqual([NEWS]);
  await handle(menu("e3"), host);
  await tellLater(news, host);
  await handle(menu("e4"), host);
  expect(timesSaid()).toBe(1);
});

test("news whose storing is not certain are told once when told again", async () => {
  host.sessions.loseNextAnswer = true;
  await expect(tellLater(news, host)).rejects.toThrow(UnavailableError);
  await tellLater(news, host);
  expect(waitingMessages(host)).toEqual([NEWS]);
});

test("somebody else being faster changes nothing", async () => {
  host.sessions.beforeCommit = () => {
    const stored = host.sessions.of();
    host.sessions.values.set(PERSON, { ...stored, revision: stored.revision + 1 });
  };
  await tellLater(news, host);
  expect(waitingMessages(host)).toEqual([NEWS]);
});

test("news are no activity, and keep nobody from answering by typing what was asked", async () => {
  const before = lastActivity(host.sessions.of());
  for (const [id, data] of [
    ["e3", "stage|early"],
    ["e4", "group|early|service"],
    ["e5", "begin_full"],
  ] as const) {
    await handle(tapped(id, data), host);
  }
  await tellLater(news, host);
  expect(lastActivity(host.sessions.of())).toBe(before);
  await handle(typed("e6", "2", { at: START + MINUTE_MS }), host);
  expect(Object.keys(host.sessions.of().session.assessment?.ratings ?? {}).length).toBe(1);
  expect(timesSaid()).toBe(1);
});

test("who has accepted no notice, or has erased everything, is told nothing", async () => {
  await tellLater({ ...news, personId: "U-stranger" }, host);
  expect(host.sessions.values.has("U-stranger")).toBe(false);
});

const EXAMPLE = { ...membership().organisation, id: "example" };

/** The host, where the person has this place by now. */
function withMembership(over: Partial<Membership> | null) {
  const place = over === null ? null : membership(over);
  const { sessions, records, clock, log } = host;
  return { sessions, records, clock, log, content, linking: { membership: async () => place } };
}

test("a run that paused by itself is told to whoever started it, in their language", async () => {
  const stored = host.sessions.of();
  host.sessions.values.set(PERSON, { ...stored, session: { ...stored.session, language: "en" } });
  const run = sendingRun({ state: "paused", pauseReason: "quota" });
  const all = withMembership({ role: "hr", organisation: EXAMPLE });
  await tellPaused({ run, reporter: PERSON }, START, all);
  await tellPaused({ run, reporter: PERSON }, START, all);
  await tellPaused({ run, reporter: null }, START, all);
  expect(waitingMessages(host)).toEqual(pausedMessages({ run, language: "en", plainText: false }, content));
});

test.each([
  ["is linked to nobody", null],
  ["has another role", { role: "officer", organisation: EXAMPLE }],
  ["is another organisation's", { role: "hr", organisation: { ...EXAMPLE, id: "other" } }],
] as const)("a run that paused by itself is not told to somebody who by now %s", async (_, place) => {
  const run = sendingRun({ state: "paused", pauseReason: "quota" });
  await tellPaused({ run, reporter: PERSON }, START, withMembership(place));
  expect(waitingMessages(host)).toEqual([]);
});

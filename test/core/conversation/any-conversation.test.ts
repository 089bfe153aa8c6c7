import fc from "fast-check";
import { expect, test } from "vitest";
import type { Content } from "../../../src/core/content.ts";
import { isReader } from "../../../src/core/conversation/access.ts";
import { lacksNotice } from "../../../src/core/conversation/admission.ts";
import { contentFor } from "../../../src/core/conversation/content-for.ts";
import type { AttachmentKind, PersonAct, PersonEvent } from "../../../src/core/conversation/event.ts";
import { inquiryOf } from "../../../src/core/conversation/inquiry-of.ts";
import { MOST_MESSAGES, type OutgoingMessage } from "../../../src/core/conversation/message.ts";
import { newSession } from "../../../src/core/conversation/new-session.ts";
import { SECTIONS, type Session } from "../../../src/core/conversation/session.ts";
import { transition } from "../../../src/core/conversation/transition.ts";
import type { Turn } from "../../../src/core/conversation/turn.ts";
import type { Membership } from "../../../src/core/people/membership.ts";
import {
  answerAll,
  begun,
  buttonsOf,
  content,
  eventOf,
  go,
  ROLES,
  tapped,
  typed,
} from "../../support/builders.ts";
import { anyFinding, membership, PLACES } from "../../support/memberships.ts";

/** What a person does next; a tap may be on any card ever shown. */
type Doing = PersonAct | { readonly type: "tap_shown"; readonly pick: number; readonly isRecent: boolean };

const someWord = fc.constantFrom(...Object.values(content.keywords).flat());
/** What a pushed message offers, which no turn has shown. */
const ofReminder = fc.constantFrom(
  "start",
  "stop_reminders",
  "snooze|date",
  "stop_round",
  "stop_always",
  "allow_reminders",
  "resume|E0004|DLit100",
  "resume|E0004|DLit400",
  "resume|E9999|DLit100",
);
const doing: fc.Arbitrary<Doing> = fc.oneof(
  { weight: 6, arbitrary: fc.nat().map((pick): Doing => ({ type: "tap_shown", pick, isRecent: true })) },
  { weight: 3, arbitrary: fc.nat().map((pick): Doing => ({ type: "tap_shown", pick, isRecent: false })) },
  { weight: 5, arbitrary: fc.constantFrom("1", "2", "3", "๔", "5", "7", "12321", "0", "99").map(typed) },
  { weight: 5, arbitrary: someWord.map(typed) },
  { weight: 1, arbitrary: fc.constantFrom("15/12", "31/2", "15 ธ.ค. 2569", "1/1/2568").map(typed) },
  { weight: 1, arbitrary: ofReminder.map(tapped) },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }).map(typed) },
  { weight: 1, arbitrary: fc.string().map(tapped) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<AttachmentKind>("sticker", "image", "other")
      .map((kind): Doing => ({ type: "attached", kind })),
  },
  { weight: 1, arbitrary: fc.boolean().map((isUnblocked): Doing => ({ type: "followed", isUnblocked })) },
  { weight: 1, arbitrary: fc.constant({ type: "unfollowed" as const }) },
  { weight: 1, arbitrary: fc.constant({ type: "unsent" as const, messageId: "1" }) },
);

const anyRole = fc.constantFrom(...ROLES);
const kind = fc.constantFrom("begin_full" as const, "begin_quick" as const);
const completed = fc
  .tuple(anyRole, kind, fc.constantFrom("0", "1", "2", "3", "na"))
  .map(([role, begin, code]) => answerAll(begun(role, begin), code));
const section = fc.constantFrom(...SECTIONS).map((name) => tapped(`section|E0004|${name}`));

/** Somebody new, in the middle of the questions, done with them, or in an optional section. */
const beginnings: fc.Arbitrary<Session> = fc.oneof(
  fc.constant(newSession("U-example")),
  fc.tuple(anyRole, kind).map(([role, begin]) => begun(role, begin).turn.session),
  completed.map(({ turn }) => turn.session),
  fc.tuple(completed, section).map(([talk, open]) => go(talk, open).turn.session),
);

function expectSayable(message: OutgoingMessage): void {
  expect(message.text.trim()).not.toBe("");
  expect(message.text.length).toBeLessThanOrEqual(5000);
  expect(message.text).not.toMatch(/\{\w+\}/u);
  for (const { label, data, displayText } of buttonsOf(message)) {
    expect([label.trim(), data.trim(), displayText.trim()]).not.toContain("");
    expect(label.length).toBeLessThanOrEqual(40);
    // In this list the whole name stands beside the button.
    if (message.type !== "card" || message.card !== "team-list") expect(label).not.toContain("…");
    expect(data.length).toBeLessThanOrEqual(300);
    expect(displayText.length).toBeLessThanOrEqual(300);
  }
}

/** What a person reads on a card, apart from its buttons. */
function visibleTexts(value: unknown, key = ""): readonly string[] {
  if (typeof value === "string") return ["progress", "width"].includes(key) || value === "" ? [] : [value];
  if (typeof value !== "object" || value === null || "data" in value) return [];
  return Object.entries(value).flatMap(([name, child]) => visibleTexts(child, name));
}

/** Sometimes a value has lines of its own; each of them is to be found. */
function expectFullMeaning(message: OutgoingMessage): void {
  if (message.type !== "card") return;
  const missing = visibleTexts(message.values)
    .flatMap((text) => text.split("\n"))
    .filter((line) => !message.text.includes(line));
  expect({ card: message.card, missing }).toEqual({ card: message.card, missing: [] });
}

function expectNothingStoredBeforeAcceptance({ session, effects }: Turn): void {
  if (session.notice !== null) return;
  const allowed = ["erase_person", "save_declined"];
  const stored = effects.filter(({ type }) => !allowed.includes(type));
  expect([session.role, session.assessment, stored]).toEqual([null, null, []]);
}

/** What the host happens to find: the person's place in an organisation, and how it answers inquiries. */
interface Luck {
  readonly place: Membership | null | undefined;
  readonly way: number;
}
const NO_LUCK: Luck = { place: undefined, way: 0 };
/** Places change, but not with every message. */
const luck = fc.record({ place: fc.constantFrom(...PLACES), way: fc.nat() });
const lucky = fc.array(fc.tuple(luck, fc.array(doing, { maxLength: 12 })), { maxLength: 5 });

const cardOf = (message: OutgoingMessage) => (message.type === "card" ? message.card : message.type);

/** One person's conversation, remembering every button ever shown. */
class Chat {
  session: Session;
  content: Content = content;
  #shown: string[] = [];
  #recent: string[] = [];
  #count = 1000;

  constructor(session: Session) {
    this.session = session;
  }

  do(what: Doing, { place, way }: Luck = NO_LUCK): Turn {
    const act = what.type === "tap_shown" ? tapped(this.#pick(what.pick, what.isRecent)) : what;
    const session = JSON.parse(JSON.stringify(this.session)) as Session;
    this.#count += 1;
    const event: PersonEvent = { ...eventOf(this.#count, act), membership: place };
    const inquiry = inquiryOf(session, event, this.content);
    const finding = inquiry && anyFinding(inquiry, way);
    const turn = transition(session, { ...event, finding }, this.content);
    if (!isReader(place ?? null)) expect(turn.messages.map(cardOf)).not.toContain("team-figures");
    expect(turn.messages.length).toBeLessThanOrEqual(MOST_MESSAGES);
    turn.messages.forEach(expectSayable);
    turn.messages.forEach(expectFullMeaning);
    expectNothingStoredBeforeAcceptance(turn);
    this.#remember(turn);
    this.session = turn.session;
    return turn;
  }

  #pick(pick: number, isRecent: boolean): string {
    const among = isRecent && this.#recent.length > 0 ? this.#recent : this.#shown;
    return among[pick % Math.max(1, among.length)] ?? "menu";
  }

  #remember({ messages }: Turn): void {
    const data = messages.flatMap(buttonsOf).map((button) => button.data);
    if (data.length > 0) this.#recent = data;
    this.#shown.push(...data);
  }
}

/** The notice, stage, group, role card, a restart to confirm: more lie on no way to a question. */
const MOST_FIRST_CHOICES = 8;

/** An organisation's notice is not shown before the records say whom it has to name. */
function expectWayOn(chat: Chat): void {
  const isNoticeOpen = () => lacksNotice(chat.session, contentFor(chat.session, undefined, chat.content));
  const found = chat.session.member !== null && isNoticeOpen() ? { place: membership(), way: 0 } : NO_LUCK;
  expect(chat.do(typed("เมนู"), found).messages).not.toEqual([]);
  expect(chat.do(typed("เริ่ม"), found).messages).not.toEqual([]);
  const isAsked = () => chat.session.wait.for === "question" && !isNoticeOpen();
  for (let tries = 0; tries < MOST_FIRST_CHOICES && !isAsked(); tries++) chat.do(typed("1"), found);
  expect(isAsked()).toBe(true);
}

test("nothing a person does ends in an exception, an empty or too long answer, or a dead end", () => {
  const script = fc.record({
    beginning: beginnings,
    before: fc.array(doing, { maxLength: 30 }),
    isNoticeNew: fc.boolean(),
    after: fc.array(doing, { maxLength: 10 }),
  });
  fc.assert(
    fc.property(script, ({ beginning, before, isNoticeNew, after }) => {
      const chat = new Chat(beginning);
      for (const what of before) chat.do(what);
      if (isNoticeNew) chat.content = { ...content, notice: { ...content.notice, version: "2" } };
      for (const what of after) chat.do(what);
      expectWayOn(chat);
    }),
    { numRuns: 150 },
  );
});

test("nor does it whatever place in an organisation the person turns out to have meanwhile", () => {
  fc.assert(
    fc.property(beginnings, lucky, (beginning, stretches) => {
      const chat = new Chat(beginning);
      for (const [found, doings] of stretches) for (const what of doings) chat.do(what, found);
      expectWayOn(chat);
    }),
    { numRuns: 150 },
  );
});

test("whatever is typed or sent is answered, unless it was only taken back", () => {
  fc.assert(
    fc.property(
      beginnings,
      fc.array(doing, { maxLength: 15 }),
      fc.string({ unit: "binary" }),
      (beginning, before, text) => {
        const chat = new Chat(beginning);
        for (const what of before) chat.do(what);
        expect(chat.do(typed(text)).messages).not.toEqual([]);
        expect(chat.do(tapped(text)).messages).not.toEqual([]);
        expect(chat.do({ type: "attached", kind: "sticker" }).messages).not.toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

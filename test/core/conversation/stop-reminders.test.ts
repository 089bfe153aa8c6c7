import { describe, expect, test } from "vitest";
import { newSession } from "../../../src/core/conversation/new-session.ts";
import type { Session } from "../../../src/core/conversation/session.ts";
import { transition } from "../../../src/core/conversation/transition.ts";
import { NO_CHOICE } from "../../../src/core/reminder/reminder.ts";
import {
  BEGIN_AT,
  begun,
  content,
  eventOf,
  go,
  MINUTE_MS,
  newTalk,
  type Talk,
  tapped,
  typed,
} from "../../support/builders.ts";
import { live, membership, said } from "../../support/memberships.ts";

const ROUND = { id: "2570-1", name: "รอบแรก", opensAt: 0, closesAt: null };
const member = membership({ round: ROUND });
const BEFORE = { membership: member };
const NEXT = { membership: membership({ round: { ...ROUND, id: "2570-2", name: "รอบสอง" } }) };

/** A member who has accepted the notice. */
const accepted = () => live(newTalk(), BEFORE, tapped("accept|1@dep"));
const atEvent = (number: number) => BEGIN_AT + number * MINUTE_MS;
const remindersOf = ({ turn }: Talk) => turn.session.reminders;

describe("a wish about reminders", () => {
  test.each([
    ["stop_round", { stoppedFor: "2570-1", snoozedUntil: null }],
    ["stop_always", { stoppedFor: "always", snoozedUntil: null }],
    ["allow_reminders", { stoppedFor: null, snoozedUntil: null }],
    ["snooze|tomorrow", { stoppedFor: null, snoozedUntil: Date.parse("2026-11-24T00:00:00+07:00") }],
    ["snooze|next_week", { stoppedFor: null, snoozedUntil: Date.parse("2026-11-30T00:00:00+07:00") }],
  ])("%s is kept in the records with its time, in the place of the one before", (data, wanted) => {
    for (const earlier of ["stop_always", "stop_round", "snooze|next_week"]) {
      const talk = live(accepted(), BEFORE, tapped(earlier), tapped(data));
      const reminders = { ...wanted, changedAt: atEvent(talk.count) };
      expect(remindersOf(talk)).toEqual(reminders);
      expect(talk.turn.effects).toEqual([
        { type: "save_person", person: expect.objectContaining({ reminders }) },
      ]);
    }
  });

  test("until a typed day begins with that day in Bangkok", () => {
    const talk = live(accepted(), BEFORE, tapped("snooze|date"), typed("15 ธ.ค."));
    expect(remindersOf(talk).snoozedUntil).toBe(Date.parse("2026-12-15T00:00:00+07:00"));
    expect(said(talk)).toContain("ไม่เตือนก่อนวันที่ 15 ธันวาคม 2569");
  });

  test("reaches exactly 366 days ahead", () => {
    const ask = live(accepted(), BEFORE, tapped("snooze|date"));
    expect(remindersOf(live(ask, BEFORE, typed("24/11/2570"))).snoozedUntil).not.toBeNull();
    const tooFar = live(ask, BEFORE, typed("25/11/2570"));
    expect(remindersOf(tooFar)).toEqual(NO_CHOICE);
    expect(tooFar.turn.session.wait).toEqual(ask.turn.session.wait);
  });

  test("names the round it is about, and has lapsed in the next", () => {
    const stopped = live(accepted(), BEFORE, tapped("stop_round"));
    expect(said(stopped)).toContain("จะไม่เตือนอีกในรอบนี้ (รอบแรก)");
    expect(said(live(stopped, BEFORE, typed("หยุดเตือน")))).toContain("ตอนนี้: ไม่เตือนในรอบนี้ (รอบแรก)");
    expect(said(live(stopped, BEFORE, typed("ข้อมูลของฉัน")))).toContain("การเตือน: ไม่เตือนในรอบนี้ (รอบแรก)");
    const later = live(stopped, NEXT, typed("หยุดเตือน"));
    expect(said(later)).toContain("ตอนนี้: เตือนตามปกติ");
    expect(said(later)).toContain("4 ไม่เตือนในรอบนี้อีก");
    expect(said(live(stopped, NEXT, typed("ข้อมูลของฉัน")))).toContain("การเตือน: เตือนตามปกติ");
  });

  test("counts by when it was made, not by when it arrives", () => {
    const talk = live(accepted(), BEFORE, tapped("stop_always"));
    const late = transition(talk.turn.session, eventOf(1, tapped("allow_reminders")), content);
    expect(late.session.reminders).toEqual(remindersOf(talk));
    expect(late.effects).toEqual([]);
    expect(late.messages.map(({ text }) => text).join()).toContain("ไม่เตือนเลย");
  });

  test("stays when the link ends, another organisation comes and a notice is asked for again", () => {
    const find = () => ({ type: "unlink", wasLinked: true }) as const;
    const stopped = live(accepted(), BEFORE, tapped("stop_always"));
    const alone = live(stopped, { ...BEFORE, find }, typed("เลิกเชื่อมบัญชี"), tapped("unlink_confirm"));
    expect(alone.turn.session.member).toBeNull();
    const { organisation } = member;
    const other = { membership: membership({ organisation: { ...organisation, id: "other" } }) };
    const moved = live(alone, other, typed("เริ่ม"), tapped("accept|1@other"));
    for (const talk of [alone, moved]) expect(remindersOf(talk)).toEqual(remindersOf(stopped));
    expect(moved.turn.effects).toContainEqual(
      expect.objectContaining({
        type: "save_person",
        person: expect.objectContaining({ reminders: remindersOf(stopped) }),
      }),
    );
  });

  test("goes with everything else when all is erased", () => {
    const talk = live(accepted(), BEFORE, tapped("stop_always"), typed("ลบข้อมูลทั้งหมด"));
    const gone = live(talk, BEFORE, tapped("erase_sure"), tapped("erase_now"));
    expect(remindersOf(gone)).toEqual(NO_CHOICE);
    expect(gone.turn.effects).toEqual([{ type: "erase_person" }]);
  });

  test("is possible where only linked people may go on, and before any notice; then the records hear nothing", () => {
    const closed = { ...content, operator: { ...content.operator, selfRegistration: false } };
    for (const said of [content, closed]) {
      const talk = live(
        newTalk(),
        { membership: null, content: said },
        typed("ไม่ต้องเตือน"),
        typed("ไม่เตือนอีกเลย"),
      );
      expect(remindersOf(talk).stoppedFor).toBe("always");
      expect(talk.turn.effects).toEqual([]);
    }
  });

  test("is offered with numbers that go on with what was open once it is made", () => {
    const talk = go(begun(), typed("หยุดเตือน"), typed("4"));
    expect(remindersOf(talk).stoppedFor).toBe("always");
    expect(talk.turn.session.wait).toEqual({ for: "question", item: "DLit100" });
    expect(talk.turn.session.assessment?.ratings).toEqual({});
  });

  test("typed before its question was seen is not taken", () => {
    const asked = live(accepted(), BEFORE, tapped("snooze|date")).turn.session;
    const event = { ...eventOf(9, typed("15/12")), membership: member, isUnseen: true };
    const { session } = transition(asked, event, content);
    expect(session.reminders).toEqual(NO_CHOICE);
  });
});

describe("a reminder's button", () => {
  const stop = (session: Session) => session.assessment?.items[3] ?? "";
  const halfway = () => live(accepted(), BEFORE, tapped("begin_full"), typed("3"), typed("3"), typed("3"));

  test("opens exactly the question, whatever is open meanwhile", () => {
    const { turn, count } = halfway();
    const item = stop(turn.session);
    const tap = tapped(`resume|${turn.session.assessment?.id}|${item}`);
    for (const meanwhile of ["พัก", "เมนู", "หยุดเตือน", "ภาษา", "เริ่มใหม่", "ลบข้อมูลทั้งหมด", "เลิกเชื่อมบัญชี"]) {
      const talk = live({ turn, count }, BEFORE, typed(meanwhile), tap);
      expect(talk.turn.session.wait).toEqual({ for: "question", item });
      expect(talk.turn.messages.map((message) => message.type === "card" && message.card)).toEqual([
        "question",
      ]);
      expect(talk.turn.effects).toEqual([]);
    }
  });

  test("opens it after the organisation's new notice is accepted", () => {
    const next = { ...content, notice: { ...content.notice, version: "2" } };
    const { turn, count } = halfway();
    const item = stop(turn.session);
    const tap = tapped(`resume|${turn.session.assessment?.id}|${item}`);
    const asked = live({ turn, count }, { ...BEFORE, content: next }, typed("พัก"), tap);
    expect(asked.turn.messages.at(-1)).toMatchObject({ card: "notice" });
    const open = live(asked, { ...BEFORE, content: next }, tapped("accept|2@dep"));
    expect(open.turn.session.wait).toEqual({ for: "question", item });
  });

  test("tells somebody nothing is known of what to do first", () => {
    const { turn } = go(newTalk(newSession("U-example")), tapped("resume|E1|DLit100"));
    expect(turn.messages.at(-1)).toMatchObject({ card: "notice" });
  });
});

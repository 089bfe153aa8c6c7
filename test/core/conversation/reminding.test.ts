import { describe, expect, test } from "vitest";
import { encodeAction, parseAction } from "../../../src/core/conversation/action.ts";
import type { Finding, Inquiry } from "../../../src/core/conversation/inquiry.ts";
import { inquiryOf } from "../../../src/core/conversation/inquiry-of.ts";
import type { RemindingAction } from "../../../src/core/conversation/reminding-action.ts";
import { LANGUAGES } from "../../../src/core/language.ts";
import type { Membership } from "../../../src/core/people/membership.ts";
import { calendarYear } from "../../../src/core/people/round.ts";
import type { ReminderPreview, ReminderRun } from "../../../src/core/reminder/reminder.ts";
import {
  BEGIN_AT,
  buttonsOf,
  content,
  eventOf,
  MINUTE_MS,
  newTalk,
  type Talk,
  tapped,
  typed,
} from "../../support/builders.ts";
import { live, membership, said } from "../../support/memberships.ts";
import {
  progressCounts,
  progressView,
  REFUSALS,
  reminderPreview,
  reminderRun,
} from "../../support/reminding-findings.ts";

const officer = membership();
const manager = membership({ manages: [{ id: "d-1", name: "กองตัวอย่าง" }] });
const hr = membership({ role: "hr" });
const RUN = reminderRun();

/** What the tests' host finds; another organisation's HR finds none of it. */
function findIn(organisation: string, over: Partial<Record<Finding["type"], Finding>> = {}) {
  return (inquiry: Inquiry): Finding => over[inquiry.type] ?? found(inquiry, organisation === "dep");
}

function found(inquiry: Inquiry, isOwn: boolean): Finding {
  switch (inquiry.type) {
    case "progress":
      return { type: inquiry.type, view: isOwn ? progressView() : null };
    case "reminder_preview":
      return isOwn
        ? { type: inquiry.type, status: "ready", preview: reminderPreview() }
        : { type: inquiry.type, status: "refused", reason: "unknown_unit", preview: null };
    case "reminder_launch":
      return isOwn
        ? { type: inquiry.type, status: "launched", run: RUN }
        : { type: inquiry.type, status: "refused", reason: "unknown_unit" };
    case "reminder_run":
      return { type: inquiry.type, run: isOwn ? RUN : null };
    case "reminder_steer":
      return { type: inquiry.type, run: isOwn ? RUN : null, isChanged: isOwn };
    case "web_page":
      return { type: inquiry.type, url: "https://bot.example/p/x", validMinutes: 15 };
    default:
      throw new Error(`nothing else is asked here: ${inquiry.type}`);
  }
}

const ready = (member: Membership | null) =>
  live(newTalk(), { membership: member }, tapped(member ? `accept|1@${member.organisation.id}` : "accept|1"));

function asks(
  member: Membership | null,
  act: ReturnType<typeof typed>,
  over: Partial<Record<Finding["type"], Finding>> = {},
): Talk {
  return live(ready(member), { membership: member, find: findIn(member?.organisation.id ?? "", over) }, act);
}

const notesOf = ({ turn }: Talk) =>
  turn.effects.flatMap((effect) => (effect.type === "note_audit" ? [effect.note] : []));
const labelsOf = ({ turn }: Talk) => turn.messages.flatMap(buttonsOf).map(({ label }) => label);
const dataOf = ({ turn }: Talk) => turn.messages.flatMap(buttonsOf).map(({ data }) => data);

/** Of a preview made with the second event, which is when an HR officer has just got ready. */
const NOW = Math.floor((BEGIN_AT + MINUTE_MS) / 1_000);
const SEND = { do: "remind_send", unit: "", atMost: 15, at: NOW } as const;
const STEER = { do: "remind_steer", run: RUN.id } as const;
const ACTIONS: readonly (RemindingAction | { readonly do: "progress" | "remind" })[] = [
  { do: "progress" },
  { do: "remind" },
  { do: "progress_unit", unit: "d-1" },
  { do: "progress_units", unit: "d-1", page: 2 },
  { do: "remind_units", unit: "d-1", page: 1 },
  { do: "remind_unit", unit: "d-1" },
  SEND,
  { do: "remind_run", run: RUN.id },
  { do: "remind_stop_ask", run: RUN.id },
  { ...STEER, steering: "pause" },
  { ...STEER, steering: "resume" },
  { ...STEER, steering: "stop" },
];

describe("who may follow and remind", () => {
  test.each(ACTIONS)("only HR officers: $do", (action) => {
    const act = tapped(encodeAction(action));
    for (const member of [officer, manager, null, undefined]) {
      const event = { ...eventOf(2, act), membership: member };
      expect(inquiryOf(ready(member ?? null).turn.session, event, content)).toBeUndefined();
    }
    expect(inquiryOf(ready(hr).turn.session, { ...eventOf(2, act), membership: hr }, content)).toBeDefined();
  });

  test.each(ACTIONS)("others are kindly declined: $do", (action) => {
    const act = tapped(encodeAction(action));
    const words = content.texts.th;
    expect(said(asks(officer, act))).toBe(words["people.not_allowed"]);
    expect(said(asks(null, act))).toBe(words["people.not_allowed"]);
    expect(said(asks(manager, act))).toBe(words["people.not_for_managers"]);
    const unknown = live(ready(hr), { membership: undefined }, act);
    expect(said(unknown)).toBe(words["unavailable.text"]);
    const away = live(ready(hr), { membership: hr }, act);
    expect(said(away)).toBe(words["unavailable.text"]);
  });

  test.each(ACTIONS)("another organisation's HR officer learns and does nothing: $do", (action) => {
    const other = membership({ role: "hr", organisation: { ...hr.organisation, id: "other" } });
    const talk = asks(other, tapped(encodeAction(action)));
    expect(said(talk)).toMatch(/ไม่พบ/u);
    expect(said(talk)).not.toContain("40");
    expect(notesOf(talk)).toEqual([]);
  });
});

describe("“ติดตาม”", () => {
  test.each([
    ["typed", typed("ติดตาม"), ""],
    ["of a unit", tapped("progress_unit|d-1"), "d-1"],
    ["a page of units", tapped("progress_units|1|d-1"), "d-1"],
    ["before reminding", typed("เตือน"), ""],
    ["in a preview", tapped("remind_unit|d-1"), "d-1"],
  ])("every look is on record: %s", (_, act, unit) => {
    expect(notesOf(asks(hr, act))).toEqual([
      { eventId: "E0002", action: "progress_view", organisation: "dep", member: "m-1", detail: { unit } },
    ]);
  });

  test("tells where people stand, the units below, and the latest runs, numbered one after the other", () => {
    const talk = asks(hr, typed("ติดตาม"));
    expect(talk.turn.messages.map((message) => message.type === "card" && message.card)).toEqual([
      "team-figures",
      "team-list",
      "team-list",
    ]);
    const text = said(talk);
    expect(text).toContain("ความคืบหน้า: กรมตัวอย่าง");
    expect(text).toContain("รอบตัวอย่าง · ข้อมูล ณ 23 พฤศจิกายน 2569 เวลา 09:02 น.");
    expect(text).toContain("ทำแบบประเมินครบแล้ว: 42% · 17 จาก 40 คน");
    expect(text).toContain("กำลังทำ: 6 คน (15%)");
    expect(text).toContain("ยังไม่เชื่อมบัญชี LINE: 5 คน (12%)");
    expect(text).toContain("1 กองตัวอย่าง: 17/30 (56%)\n2 กองอื่น: 0/10 (0%)");
    expect(text).toContain("3 ทั้งองค์กร · 23 พฤศจิกายน 2569 เวลา 09:00 น.: กำลังส่ง\n4 เตือนทั้งองค์กร");
  });

  test("a number typed afterwards opens the unit or the run", () => {
    const talk = asks(hr, typed("ติดตาม"));
    const opened = (number: string) => live(talk, { membership: hr, find: findIn("dep") }, typed(number));
    expect(notesOf(opened("2"))).toMatchObject([{ detail: { unit: "d-2" } }]);
    expect(said(opened("3"))).toContain("สถานะ: กำลังส่ง");
  });

  test("who wants none is told apart only when the records say so", () => {
    expect(said(asks(hr, typed("ติดตาม")))).toContain("ไม่รับการเตือน 1 คน · เลื่อนการเตือน 2 คน");
    const view = progressView({ apart: null });
    expect(said(asks(hr, typed("ติดตาม"), { progress: { type: "progress", view } }))).not.toContain("เลื่อน");
  });

  test("without an open round it is the calendar year, and the way to open a round stands there", () => {
    const view = progressView({ round: calendarYear(BEGIN_AT), runs: [] });
    const over = { progress: { type: "progress", view } } as const;
    const talk = asks(hr, typed("ติดตาม"), over);
    expect(said(talk)).toContain("ปี 2569 · ข้อมูล");
    expect(said(talk)).toContain("ยังไม่มีรอบการประเมินที่เปิดอยู่");
    expect(dataOf(talk)).toContain("page|rounds");
    expect(dataOf(talk).filter((data) => data.startsWith("remind"))).toEqual([]);
    const remind = asks(hr, typed("เตือน"), over);
    expect(dataOf(remind)).toEqual(["page|rounds", "progress"]);
  });

  test("everybody completed leaves nobody to remind; 100% is everybody", () => {
    const percent = (completed: number) => {
      const view = progressView({ counts: progressCounts({ people: 1_000, completed }) });
      return asks(hr, typed("ติดตาม"), { progress: { type: "progress", view } });
    };
    expect(said(percent(999))).toContain("99% · 999 จาก 1,000 คน");
    expect(said(percent(1_000))).toContain("100% · 1,000 จาก 1,000 คน");
    expect(labelsOf(percent(1_000))).not.toContain("เตือนทั้งองค์กร");
  });
});

describe("“เตือน”", () => {
  test("offers everybody and every unit with how many have not finished, by number too", () => {
    const talk = asks(hr, typed("เตือน"));
    expect(said(talk)).toContain("1 ทั้งองค์กร: 23 คน\n2 กองตัวอย่าง: 13 คน\n3 กองอื่น: 10 คน\n4 ยกเลิก");
    expect(dataOf(talk)).toEqual(["remind_unit|", "remind_units|1|d-1", "remind_unit|d-2", "cancel"]);
    const preview = live(talk, { membership: hr, find: findIn("dep") }, typed("3"));
    expect(said(preview)).toContain("ตัวอย่างก่อนส่ง");
  });

  test("the preview says who gets what, why others do not, the texts, the cost and when", () => {
    const talk = asks(hr, tapped("remind_unit|"));
    const text = said(talk);
    for (const part of [
      "จะได้รับข้อความเตือน: 15 คน · จาก 40 คนในรอบนี้",
      "ข้อความแรกของรอบ: 3 คน",
      "ทำครบแล้ว: 17 คน",
      "ไม่รับหรือรับการเตือนไม่ได้ในขณะนี้: 2 คน",
      "ครั้งนี้ใช้ 16 ข้อความ (รวมรายงานถึงท่าน 1 ข้อความแล้ว)",
      "ค่าใช้จ่ายครั้งนี้ 2.40 บาท",
      "เดือนนี้ใช้ไป 1,200 จาก 5,000 ข้อความ",
      "ส่งได้อีก 3,780 ข้อความ",
      "เริ่มส่ง 24 พฤศจิกายน 2569 เวลา 08:30 น.",
      "1 ส่งถึง 15 คน\n2 ยกเลิก",
    ]) {
      expect(text).toContain(part);
    }
    expect(said(asks(hr, tapped("remind_unit|"), previewed({ cost: null })))).not.toContain("บาท");
  });

  test("only the texts that will be sent are shown", () => {
    const send = { greeting: 0, not_started: 4, in_progress: 0 };
    const text = said(asks(hr, tapped("remind_unit|"), previewed({ send, messages: 5 })));
    expect(text).toContain(content.texts.th["reminder.not_started_title"]);
    expect(text).not.toContain(content.texts.th["reminder.greeting_title"]);
    expect(text).not.toContain(content.texts.th["reminder.in_progress_title"]);
  });

  test("what is sent is exactly what the preview promised", () => {
    for (const send of [
      { greeting: 3, not_started: 7, in_progress: 5 },
      { greeting: 0, not_started: 0, in_progress: 1 },
      { greeting: 20_000, not_started: 0, in_progress: 1 },
    ]) {
      const total = send.greeting + send.not_started + send.in_progress;
      const unit = { id: "d|1", name: "กองตัวอย่าง" };
      const talk = asks(hr, tapped("remind_unit|d|1"), previewed({ send, unit, messages: total + 1 }));
      const promised = buttonsOf(talk.turn.messages.at(-1) ?? { type: "text", text: "" })[0];
      expect(promised?.label).toBe(`ส่งถึง ${total.toLocaleString("en")} คน`);
      const act = tapped(promised?.data ?? "");
      const event = { ...eventOf(3, act), membership: hr };
      const at = NOW + 60;
      expect(inquiryOf(talk.turn.session, event, content)).toEqual({
        type: "reminder_launch",
        unit: "d|1",
        atMost: total,
        at,
      });
    }
  });

  test("a small group's reasons are one figure, whatever they are", () => {
    const texts = (["blocked", "undeliverable", "opted_out", "snoozed", "too_soon"] as const).map(
      (reason) => {
        const leftOut = { completed: 36, [reason]: 1 };
        const few = { leftOut, unit: { id: "d-1", name: "กองตัวอย่าง" } };
        const run = reminderRun({
          ...few,
          planned: 2,
          sent: 1,
          unknown: 0,
          refused: 0,
          skipped: { [reason]: 1 },
        });
        const preview = asks(hr, tapped("remind_unit|d-1"), previewed(few));
        const shown = asks(hr, tapped(`remind_run|${RUN.id}`), {
          reminder_run: { type: "reminder_run", run },
        });
        return [said(preview), said(shown)];
      },
    );
    expect(new Set(texts.map((both) => both.join("\n"))).size).toBe(1);
    expect(texts[0]?.[0]).toContain("ไม่ส่งให้ในครั้งนี้ด้วยเหตุอื่น: 1 คน");
    expect(texts[0]?.[1]).toContain("ไม่ได้รับการเตือนในครั้งนี้ด้วยเหตุอื่น: 1 คน");
  });

  test("a preview older than half an hour sends nothing and is shown anew", () => {
    const talk = asks(hr, tapped("remind_unit|"));
    const data = dataOf(talk).find((one) => one.startsWith("remind_send|")) ?? "";
    const asked = (minutes: number) => {
      const at = BEGIN_AT + 2 * MINUTE_MS + minutes * MINUTE_MS;
      return inquiryOf(talk.turn.session, { ...eventOf(3, tapped(data)), at, membership: hr }, content);
    };
    expect([asked(30)?.type, asked(31)?.type]).toEqual(["reminder_launch", "reminder_preview"]);
    const again = asks(hr, tapped(`remind_send|15|${NOW - 3_600}|`));
    expect(again.turn.messages).toHaveLength(5);
    expect(said(again)).toContain("เกิน 30 นาทีแล้ว");
    expect(dataOf(again)).toContain(`remind_send|15|${NOW + 60}|`);
  });

  test.each(REFUSALS)("a refusal has words and a way on: %s", (reason) => {
    for (const language of LANGUAGES) {
      for (const preview of [null, reminderPreview()]) {
        const refused = { type: "reminder_preview", status: "refused", reason, preview } as const;
        const speaking = live(ready(hr), { membership: hr }, tapped(`language|${language}`));
        const surroundings = { membership: hr, find: findIn("dep", { reminder_preview: refused }) };
        const talk = live(speaking, surroundings, tapped("remind_unit|"));
        const words = content.texts[language][`remind.refusal_${reason}`] ?? "";
        expect(words.length).toBeGreaterThan(20);
        expect(said(talk)).toContain(words.split("“")[0]);
        expect(dataOf(talk).length).toBeGreaterThan(0);
        expect(dataOf(talk).filter((data) => data.startsWith("remind_send"))).toEqual([]);
      }
    }
    const refused = { type: "reminder_launch", status: "refused", reason } as const;
    expect(said(asks(hr, tapped(encodeAction(SEND)), { reminder_launch: refused }))).toContain(
      content.texts.th[`remind.refusal_${reason}`]?.split("“")[0],
    );
  });
});

describe("a run", () => {
  const shows = (some: Partial<ReminderRun>) => {
    const run = reminderRun(some);
    return asks(hr, tapped(`remind_run|${run.id}`), { reminder_run: { type: "reminder_run", run } });
  };
  const steers = (some: Partial<ReminderRun>) =>
    dataOf(shows(some))
      .map((data) => parseAction(data))
      .flatMap((action) => (action && "run" in action ? [action] : []))
      .map((action) => ("steering" in action ? action.steering : action.do));

  test("just started offers pausing and stopping", () => {
    const talk = asks(hr, tapped(encodeAction(SEND)));
    expect(said(talk)).toContain("รับคำสั่งแล้ว");
    expect(labelsOf(talk)).toEqual(["ดูสถานะล่าสุด", "พักการส่ง", "หยุดส่ง", "ติดตาม"]);
  });

  test("offers what fits its state", () => {
    expect(steers({ state: "sending" })).toEqual(["remind_run", "pause", "remind_stop_ask"]);
    expect(steers({ state: "paused", pauseReason: "quota" })).toEqual([
      "resume",
      "remind_stop_ask",
      "remind_run",
    ]);
    expect(steers({ state: "done" })).toEqual([]);
    expect(steers({ state: "stopped" })).toEqual([]);
    expect(steers({ state: "refused", refusal: "too_late" })).toEqual([]);
  });

  test("waits until its time comes", () => {
    expect(said(shows({ startsAt: BEGIN_AT + 86_400_000 }))).toContain("สถานะ: รอเวลาส่ง");
    expect(said(shows({}))).toContain("สถานะ: กำลังส่ง");
  });

  test("is stopped only after a question, by number too", () => {
    const find = findIn("dep");
    const talk = asks(hr, tapped(`remind_stop_ask|${RUN.id}`));
    expect(said(talk)).toContain("ข้อความที่ยังไม่ได้ส่ง 4 ข้อความจะไม่ส่ง");
    expect(dataOf(talk)).toEqual([`remind_steer|stop|${RUN.id}`, `remind_run|${RUN.id}`]);
    expect(said(live(talk, { membership: hr, find }, typed("1")))).toContain("หยุดการส่งแล้ว");
    expect(said(live(talk, { membership: hr, find }, typed("2")))).not.toContain("หยุดการส่งแล้ว");
  });

  test("that is over cannot be stopped any more", () => {
    const run = reminderRun({ state: "done" });
    const talk = asks(hr, tapped(`remind_stop_ask|${RUN.id}`), {
      reminder_run: { type: "reminder_run", run },
    });
    expect(said(talk)).toContain("สถานะ: ส่งเสร็จแล้ว");
    expect(labelsOf(talk)).not.toContain("ยืนยันหยุดส่ง");
  });

  test("says so when steering it changed nothing", () => {
    const run = reminderRun({ state: "done" });
    const unchanged = { type: "reminder_steer", run, isChanged: false } as const;
    const talk = asks(hr, tapped(encodeAction({ ...STEER, steering: "pause" })), {
      reminder_steer: unchanged,
    });
    expect(said(talk)).toContain("ไม่มีการเปลี่ยนแปลง");
  });
});

test("what a button about progress and reminders carries is read as what it was made of", () => {
  for (const action of ACTIONS) expect(parseAction(encodeAction(action))).toEqual(action);
  const unit = "ก|1|2";
  for (const action of [
    { do: "progress_unit", unit },
    { do: "remind_unit", unit },
    { do: "progress_units", unit, page: 12 },
    { do: "remind_units", unit, page: 1 },
    { do: "remind_send", unit, atMost: 2_000_000, at: NOW },
  ] as const) {
    expect(parseAction(encodeAction(action))).toEqual(action);
  }
  for (const data of [
    "remind_send|x|1|u",
    "remind_send|1|x|u",
    "remind_run|",
    "remind_stop_ask|",
    "remind_steer|end|r",
  ]) {
    expect(parseAction(data)).toBeUndefined();
  }
});

test("HR officers find progress and reminders from their menu", () => {
  const talk = asks(hr, typed("จัดการบุคลากร"));
  expect(dataOf(talk)).toEqual(expect.arrayContaining(["progress", "remind", "page|rounds"]));
  expect(said(asks(hr, typed("ไฟล์ความคืบหน้า")))).toContain("https://bot.example/p/x");
});

function previewed(some: Partial<ReminderPreview>) {
  return {
    reminder_preview: { type: "reminder_preview", status: "ready", preview: reminderPreview(some) },
  } as const;
}

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadTemplates } from "../../../../src/content/load-templates.ts";
import { parseAction } from "../../../../src/core/conversation/action.ts";
import type { Choice } from "../../../../src/core/conversation/choices.ts";
import { MOST_MESSAGES, type OutgoingMessage } from "../../../../src/core/conversation/message.ts";
import {
  previewChoices,
  previewMessages,
  refusedChoices,
  refusedMessages,
} from "../../../../src/core/conversation/views/preview-views.ts";
import {
  progressChoices,
  progressMessages,
  progressUnitsChoices,
  progressUnitsMessage,
} from "../../../../src/core/conversation/views/progress-views.ts";
import {
  remindChoiceMessage,
  remindChoices,
} from "../../../../src/core/conversation/views/remind-choice-views.ts";
import {
  pausedMessages,
  reportMessages,
  runChoices,
  runMessages,
  stopAskMessage,
  stopChoices,
} from "../../../../src/core/conversation/views/run-views.ts";
import { bahtText, countText } from "../../../../src/core/conversation/views/run-words.ts";
import { createVoice, type Voice } from "../../../../src/core/conversation/voice.ts";
import { LANGUAGES } from "../../../../src/core/language.ts";
import { THRESHOLD } from "../../../../src/core/people/organisation.ts";
import { calendarYear } from "../../../../src/core/people/round.ts";
import {
  LEFT_OUT,
  PRIVATE_REASONS,
  type ProgressView,
  type ReminderPreview,
  type ReminderRun,
} from "../../../../src/core/reminder/reminder.ts";
import { createMessageRenderer } from "../../../../src/line/render-message.ts";
import { validateMessage } from "../../../../src/line/validate-message.ts";
import { BEGIN_AT, buttonsOf, content } from "../../../support/builders.ts";
import {
  progressCounts,
  progressView,
  REFUSALS,
  ROUND,
  RUNS,
  reminderPreview,
  reminderRun,
} from "../../../support/reminding-findings.ts";

const VOICES = LANGUAGES.map((language) => createVoice(language, content));
const th = createVoice("th", content);
const ORGANISATION = { name: { th: "กรมตัวอย่าง", en: "Department of Examples" }, threshold: 5 };

const silent = { info: () => {}, warn: () => {}, error: () => {} };
const render = createMessageRenderer(loadTemplates(), silent);

/** What is said, and what may be typed after it. */
interface Said {
  readonly messages: readonly OutgoingMessage[];
  readonly choices: readonly Choice[];
}

function ofProgress(view: ProgressView, voice: Voice): readonly Said[] {
  const options = { organisation: voice.of(ORGANISATION.name), at: BEGIN_AT };
  return [
    { messages: progressMessages(view, options, voice), choices: progressChoices(view, voice) },
    ...[1, 2, 99].flatMap((page) => [
      {
        messages: [progressUnitsMessage(view, page, voice)],
        choices: progressUnitsChoices(view, page, voice),
      },
      { messages: [remindChoiceMessage(view, page, voice)], choices: remindChoices(view, page, voice) },
    ]),
  ];
}

function ofPreview(preview: ReminderPreview, voice: Voice, organisation = ORGANISATION): readonly Said[] {
  const options = { organisation, at: BEGIN_AT };
  return [
    { messages: previewMessages(preview, options, voice), choices: previewChoices(preview, options, voice) },
    ...REFUSALS.map((reason) => ({
      messages: refusedMessages(reason, { organisation, preview }, voice),
      choices: refusedChoices(reason, voice),
    })),
  ];
}

function ofRun(run: ReminderRun, voice: Voice, { threshold } = ORGANISATION): readonly Said[] {
  return [
    {
      messages: runMessages(run, { at: BEGIN_AT, threshold, said: "run.launched" }, voice),
      choices: runChoices(run, voice),
    },
    { messages: [stopAskMessage(run, voice)], choices: stopChoices(run, voice) },
  ];
}

/** Every card as LINE takes it: one that it would refuse falls back to text and would be found here. */
function expectSayable({ messages, choices }: Said): void {
  // A word about an old preview comes before it.
  expect(messages.length).toBeLessThan(MOST_MESSAGES);
  for (const message of messages) {
    const [rendered] = render([message], "cards");
    expect(rendered?.type).toBe(message.type === "card" ? "flex" : "text");
    expect(validateMessage(rendered)).toEqual([]);
    expect(message.text.length).toBeLessThanOrEqual(5_000);
    expect(message.text).not.toMatch(/\{\w+\}|undefined|NaN|null/u);
    for (const { data } of buttonsOf(message)) expect(parseAction(data)).toBeDefined();
  }
  const all = messages.map(({ text }) => text).join("\n");
  choices.forEach(({ label }, index) => {
    expect(all).toContain(`\n${index + 1} ${label}`);
  });
  expect(messages.flatMap(buttonsOf)).toHaveLength(choices.length);
}

const LONG = "กลุ่มงานพัฒนาระบบบริการดิจิทัลภาครัฐและธรรมาภิบาลข้อมูลตัวอย่าง ".repeat(4).trim();
const LONG_UNIT = { id: `หน่วย|${"x".repeat(60)}`, name: LONG };
const LONG_ROUND = { ...ROUND, name: LONG };

test("a hundred units with long names and long codes fit LINE's cards", () => {
  const below = Array.from({ length: 100 }, (_, index) => ({
    id: `${index}|${"x".repeat(60)}`,
    name: `${LONG} ${index}`,
    counts: progressCounts({ people: 1_000_000, completed: 123_456 }),
    hasUnits: true,
  }));
  const runs = RUNS.slice(3, 6).map((run) => ({ ...run, unit: LONG_UNIT, round: LONG_ROUND }));
  const view = progressView({ below, runs, round: LONG_ROUND, path: [LONG_UNIT, LONG_UNIT] });
  for (const voice of VOICES) ofProgress(view, voice).forEach(expectSayable);
});

test("every card about a run fits, in every state", () => {
  for (const voice of VOICES) {
    for (const run of RUNS) {
      ofRun(run, voice).forEach(expectSayable);
      ofRun({ ...run, unit: LONG_UNIT, round: LONG_ROUND }, voice).forEach(expectSayable);
    }
  }
});

test("every preview fits, with all texts and all reasons", () => {
  const leftOut = Object.fromEntries(LEFT_OUT.map((reason) => [reason, 1_234_567]));
  const preview = reminderPreview({ unit: LONG_UNIT, round: LONG_ROUND, leftOut, stages: 3, endsAt: null });
  for (const voice of VOICES) ofPreview(preview, voice).forEach(expectSayable);
});

const count = fc.nat({ max: 2_000_000 });
const unit = fc.option(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 64 }),
    name: fc.string({ minLength: 1, maxLength: 200 }).map((name) => `ก${name.replaceAll("{", "")}`),
  }),
);
const counts = fc.record({
  people: count,
  completed: count,
  inProgress: count,
  notStarted: count,
  declined: count,
  notReachable: count,
  notLinked: count,
});
const leftOut = fc.dictionary(fc.constantFrom(...LEFT_OUT), count, { noNullPrototype: true });
const run = fc
  .record({ run: fc.constantFrom(...RUNS), unit, leftOut, skipped: leftOut, sent: count, planned: count })
  .map(({ run: one, ...some }): ReminderRun => ({ ...one, ...some }));
const below = fc.array(
  fc.tuple(unit, counts, fc.boolean()).map(([named, figures, hasUnits]) => ({
    ...(named ?? { id: "u", name: "กลุ่มตัวอย่าง" }),
    counts: { ...figures, people: figures.people + figures.completed },
    hasUnits,
  })),
  { maxLength: 30 },
);
const view = fc
  .record({
    path: fc.array(unit, { maxLength: 3 }),
    counts,
    below,
    runs: fc.array(run, { maxLength: 3 }),
    isYear: fc.boolean(),
  })
  .map(({ path, counts: figures, isYear, ...some }): ProgressView => {
    return progressView({
      ...some,
      counts: { ...figures, people: figures.people + figures.completed },
      path: path.flatMap((one) => one ?? []),
      round: isYear ? calendarYear(BEGIN_AT) : ROUND,
    });
  });
const preview = fc
  .record({
    unit,
    leftOut,
    send: fc.record({ greeting: count, not_started: count, in_progress: count }),
    cost: fc.option(fc.double({ min: 0, max: 1e12, noNaN: true })),
    left: fc.option(count),
    quota: fc.option(fc.record({ limit: fc.option(count), used: count })),
    reserved: count,
    stages: fc.constantFrom(1, 3),
  })
  .map((some) => reminderPreview(some));

test("whatever is found is said completely, in both languages", () => {
  fc.assert(
    fc.property(view, preview, run, fc.constantFrom(...VOICES), (aView, aPreview, aRun, voice) => {
      for (const said of ofProgress(aView, voice)) expectSayable(said);
      for (const said of ofPreview(aPreview, voice)) expectSayable(said);
      for (const said of ofRun(aRun, voice)) expectSayable(said);
    }),
    { numRuns: 25 },
  );
});

test("what people keep to themselves is one figure, whatever it is made of", () => {
  const shown = (counted: ReminderPreview["leftOut"]) => [
    ...ofPreview(reminderPreview({ leftOut: counted }), th),
    ...ofRun(reminderRun({ leftOut: counted, skipped: counted }), th),
  ];
  const spread = fc.record({
    blocked: fc.nat(9),
    undeliverable: fc.nat(9),
    opted_out: fc.nat(9),
    snoozed: fc.nat(9),
  });
  fc.assert(
    fc.property(spread, (counted) => {
      const total = Object.values(counted).reduce((sum, some) => sum + some, 0);
      expect(Object.keys(counted).toSorted()).toEqual(PRIVATE_REASONS.toSorted());
      expect(shown(counted)).toEqual(shown({ opted_out: total }));
    }),
    { numRuns: 20 },
  );
});

/** Reasons no list has by name, and one by one they would tell of somebody where few have not finished. */
const UNTOLD = [...PRIVATE_REASONS, "no_notice", "enough", "too_soon"] as const;
const some = fc.nat(3);
const untold = fc.record(Object.fromEntries(UNTOLD.map((reason) => [reason, some])));
const small = fc
  .record({
    untold,
    threshold: fc.integer({ min: THRESHOLD.least, max: THRESHOLD.most }),
    sent: some,
    declined: some,
    refused: some,
    completed: count,
    not_linked: count,
    unit: fc.constantFrom(null, { id: "d-1", name: "กองตัวอย่าง" }),
    voice: fc.constantFrom(...VOICES),
  })
  .filter(({ untold: of, sent, declined, refused, threshold }) => {
    return totalOf(of) + sent + declined + refused < threshold;
  });
const APART = [
  "remind.why_private",
  "remind.why_no_notice",
  "remind.why_enough",
  "remind.why_too_soon",
  "run.refused",
  "run.not_delivered",
] as const;

function totalOf(counted: Readonly<Record<string, number>>): number {
  return Object.values(counted).reduce((sum, one) => sum + one, 0);
}

test("where fewer have not finished than the threshold, nothing stands apart that no list has by name", () => {
  fc.assert(
    fc.property(
      small,
      ({ untold: of, threshold, sent, declined, refused, completed, unit, voice, ...linked }) => {
        const organisation = { ...ORGANISATION, threshold };
        const cards = (hidden: Readonly<Record<string, number>>, refusedByLine: number) => {
          const others = { ...linked, completed, declined };
          const people = totalOf(hidden) + refusedByLine + sent + totalOf(others);
          const left = { ...others, ...hidden, blocked: (hidden.blocked ?? 0) + refusedByLine };
          const send = { greeting: 0, not_started: sent, in_progress: 0 };
          // Left out when it was planned, or at the moment of sending.
          const planned = { unit, sent, unknown: 0, refused: refusedByLine, state: "done" } as const;
          const late = reminderRun({
            ...planned,
            planned: people,
            leftOut: {},
            skipped: { ...others, ...hidden },
          });
          const early = { leftOut: left, skipped: {}, refused: 0, planned: sent };
          const runs = [late, reminderRun({ ...planned, ...early })];
          return [
            ...ofPreview(reminderPreview({ unit, people, send, leftOut: left }), voice, organisation),
            ...runs.flatMap((run) => ofRun(run, voice, organisation)),
            ...runs.map((run) => reportMessages({ run, ...voice, plainText: true, at: BEGIN_AT }, content)),
          ];
        };
        const shown = cards(of, refused);
        for (const reason of APART) expect(JSON.stringify(shown)).not.toContain(voice.text(reason));
        expect(shown).toEqual(cards({ too_soon: totalOf(of) + refused }, 0));
      },
    ),
    { numRuns: 50 },
  );
});

test("a unit's run has what LINE refused among what is private, of many people too", () => {
  const unit = { id: "d-1", name: "กองตัวอย่าง" };
  const shown = (counted: Pick<ReminderRun, "refused" | "skipped">, of: ReminderRun["unit"] = unit) => [
    ...ofRun(reminderRun({ ...counted, unit: of }), th),
  ];
  const refused = shown({ refused: 2, skipped: { snoozed: 1 } });
  expect(refused).toEqual(shown({ refused: 0, skipped: { blocked: 3 } }));
  expect(JSON.stringify(refused)).toContain("ส่งไม่ได้ หรือไม่รับการเตือนในขณะนี้: 3 คน");
  const whole = JSON.stringify(shown({ refused: 2, skipped: { snoozed: 1 } }, null));
  expect(whole).toContain("LINE ไม่รับข้อความ: 2 คน");
});

test("the threshold counts who has not finished and can be reached", () => {
  const reasons = (over: number) => {
    const leftOut = { completed: 30, not_linked: 5, not_in_round: 1, snoozed: 1, too_soon: 3 };
    const send = { greeting: 0, not_started: over, in_progress: 0 };
    const shown = reminderPreview({ people: 40 + over, leftOut, send });
    return previewMessages(shown, { organisation: ORGANISATION, at: BEGIN_AT }, th)[1]?.text;
  };
  expect(reasons(0)).toContain("ไม่ส่งให้ในครั้งนี้ด้วยเหตุอื่น: 4 คน");
  expect(reasons(0)).toContain("ผู้ที่ยังทำไม่ครบมีไม่ถึง 5 คน");
  expect(reasons(1)).toContain("ไม่รับหรือรับการเตือนไม่ได้ในขณะนี้: 1 คน\nเพิ่งได้รับการเตือน หรือกำลังจะได้รับ: 3 คน");
});

test("a preview that would end after the round has closed says who gets none", () => {
  const closing = (closesAt: number | null, endsAt: number | null) => {
    const shown = reminderPreview({ round: { ...ROUND, closesAt }, endsAt });
    return previewMessages(shown, { organisation: ORGANISATION, at: BEGIN_AT }, th).at(-1)?.text;
  };
  const closesAt = Date.parse("2026-11-25T00:00:00+07:00");
  expect(closing(closesAt, closesAt + 1)).toContain(
    "รอบจะปิดก่อนส่งครบ ผู้ที่ยังไม่ได้รับข้อความภายใน 24 พฤศจิกายน 2569 จะไม่ได้รับข้อความนี้",
  );
  for (const text of [closing(closesAt, closesAt), closing(null, closesAt), closing(closesAt, null)]) {
    expect(text).not.toContain("รอบจะปิดก่อนส่งครบ");
  }
});

describe("the report", () => {
  const told = { language: "th", plainText: false, at: BEGIN_AT } as const;

  test("says how it came out in one message that can be answered by words", () => {
    const done = reminderRun({ state: "done", sent: 10, planned: 15, seen: 7, endedAt: BEGIN_AT + 600_000 });
    const [message, ...others] = reportMessages({ ...told, run: done }, content);
    expect(others).toEqual([]);
    expect(message?.text).toBe(
      [
        "รายงานการส่งเตือน: ทั้งองค์กร",
        "รอบตัวอย่าง · เริ่ม 23 พฤศจิกายน 2569 เวลา 09:00 น.",
        "สถานะ: ส่งเสร็จแล้ว",
        "",
        "ส่งแล้ว: 10 คน · จากที่วางแผนไว้ 15 คน",
        "",
        "รายละเอียด",
        "เปิดดูแล้ว (ตามที่ LINE แจ้ง): 7 คน",
        "อาจถึงผู้รับแล้ว แต่ LINE ไม่ได้ยืนยัน จึงไม่ส่งซ้ำ: 1 คน",
        "LINE ไม่รับข้อความ: 1 คน",
        "ไม่ได้ส่ง (ทำครบแล้ว): 1 คน",
        "ไม่ได้ส่ง (ไม่รับหรือรับการเตือนไม่ได้ในขณะนี้): 2 คน",
        "",
        "สิ้นสุด 23 พฤศจิกายน 2569 เวลา 09:10 น.",
        "เมื่อวางแผน มีผู้ที่ไม่อยู่ในรายการส่ง 25 คน",
        "รายชื่อผู้ที่ต้องติดต่อทางอื่นอยู่ใน “ไฟล์ความคืบหน้า”",
        "",
        "พิมพ์คำต่อไปนี้ หรือแตะปุ่ม: “ติดตาม” “ไฟล์ความคืบหน้า”",
      ].join("\n"),
    );
  });

  const forms = LANGUAGES.flatMap((language) =>
    [true, false].map((plainText) => ({ language, plainText, at: BEGIN_AT })),
  );
  test.each(forms)(
    "and what is told of a pause is one valid message: $language, as text $plainText",
    (form) => {
      const type = form.plainText ? "text" : "flex";
      const long = RUNS.map((one) => ({ ...one, unit: LONG_UNIT, round: LONG_ROUND }));
      const all = long.flatMap((run) => [
        reportMessages({ ...form, run }, content),
        pausedMessages({ ...form, run }, content),
      ]);
      const rendered = all.map((messages) => render(messages, "cards"));
      expect(rendered.map((messages) => messages.map((message) => message.type))).toEqual(
        all.map(() => [type]),
      );
      expect(rendered.flat().flatMap(validateMessage)).toEqual([]);
    },
  );
});

test.each(["quota", "trouble"] as const)(
  "a pause because of %s says that nothing is lost and how to go on",
  (reason) => {
    const paused = reminderRun({ state: "paused", pauseReason: reason });
    const [message] = pausedMessages({ run: paused, language: "th", plainText: true }, content);
    expect(message?.text).toContain("ส่งแล้ว 6 จาก 15 คน");
    expect(message?.text).toContain("ไม่มีรายการใดหายไป");
    expect(message?.text).toContain("“ส่งส่วนที่เหลือ”");
  },
);

test("numbers have commas and money two digits", () => {
  expect([0, 999, 1_000, 2_000_000].map(countText)).toEqual(["0", "999", "1,000", "2,000,000"]);
  expect([0, 1, 15.4, 99.5, 123_456].map(bahtText)).toEqual(["0.00", "0.01", "0.15", "1.00", "1,234.56"]);
});

test("a round with nobody in it has no heading over rows that are not there", () => {
  const view = progressView({ counts: progressCounts({ people: 0, completed: 0 }) });
  const [card] = progressMessages(view, { organisation: "กรมตัวอย่าง", at: BEGIN_AT }, th);
  expect(card?.type === "card" && card.card === "team-figures" && card.values).toMatchObject({
    rowsLabel: "",
    rows: [],
  });
});

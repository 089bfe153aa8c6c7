import { describe, expect, test } from "vitest";
import { loadTemplates } from "../../../../src/content/load-templates.ts";
import { parseAction } from "../../../../src/core/conversation/action.ts";
import {
  type ReminderWords,
  reminderMessages,
  type StoppedAt,
} from "../../../../src/core/conversation/views/reminder-views.ts";
import { LANGUAGES } from "../../../../src/core/language.ts";
import { REMINDER_TEXTS } from "../../../../src/core/reminder/reminder.ts";
import { createMessageRenderer } from "../../../../src/line/render-message.ts";
import { validateMessage } from "../../../../src/line/validate-message.ts";
import { BEGIN_AT, buttonsOf, content, go, newTalk, typed } from "../../../support/builders.ts";

const silent = { info: () => {}, warn: () => {}, error: () => {} };
const render = createMessageRenderer(loadTemplates(), silent);

const ROUND = { id: "2570-1", name: "รอบที่ 1", opensAt: BEGIN_AT, closesAt: null };
const STOPPED: StoppedAt = { assessment: "E0004", item: "DLit300", position: 4, count: 9 };
const { units, dimensions } = content.framework;

/** The only message of a reminder. */
function reminder(over: Partial<ReminderWords> = {}) {
  const words: ReminderWords = {
    text: "in_progress",
    language: "th",
    plainText: false,
    organisation: { th: "กรมตัวอย่าง", en: "Department of Examples" },
    round: ROUND,
    stoppedAt: STOPPED,
    at: BEGIN_AT,
    ...over,
  };
  const [message, ...others] = reminderMessages(words, content);
  if (message === undefined || others.length > 0) throw new Error("a reminder is one message");
  return message;
}

describe("a reminder", () => {
  test("greets in a new round: who asks, what for, until when, how long, and how to stop it", () => {
    const closesAt = Date.parse("2026-12-16T00:00:00+07:00");
    const { text } = reminder({ text: "greeting", stoppedAt: null, round: { ...ROUND, closesAt } });
    expect(text).toBe(
      [
        "กรมตัวอย่าง · รอบที่ 1",
        "เชิญประเมินทักษะดิจิทัล",
        "",
        "กรมตัวอย่างขอเชิญทำแบบประเมินทักษะดิจิทัล เพื่อค้นหาเรื่องที่ควรพัฒนาเท่านั้น ไม่ใช้ประเมินผลการปฏิบัติงาน",
        "",
        "ทำได้ถึงวันที่ 15 ธันวาคม 2569",
        "ทำครั้งละไม่กี่ข้อก็ได้ พักแล้วกลับมาทำต่อจากเดิมได้",
        "",
        "พิมพ์คำต่อไปนี้ หรือแตะปุ่ม: “เริ่ม” “เลื่อนเตือน” “หยุดเตือน”",
      ].join("\n"),
    );
  });

  test("says where somebody stopped and opens exactly that question", () => {
    const message = reminder({ language: "en", organisation: { th: "-", en: "Example Department" } });
    expect(message.text).toContain("Question 4 of 9\nUse digital technology to work together");
    expect(buttonsOf(message).map(({ data }) => parseAction(data))).toEqual([
      { do: "resume", assessment: "E0004", item: "DLit300" },
      { do: "stop_reminders" },
      { do: "stop_reminders" },
    ]);
  });

  test("without a place to go on at goes on with what is open", () => {
    const message = reminder({ stoppedAt: null });
    expect(buttonsOf(message)[0]?.data).toBe("continue");
    expect(message.text).not.toContain("ข้อ ");
  });

  test.each([
    [{ position: 1, count: 28 }, []],
    [{ position: 20, count: 28 }, ["minutes"]],
    [{ position: 26, count: 28 }, ["left", "minutes"]],
    [{ position: 2, count: 28, open: 3 }, ["left", "minutes"]],
  ] as const)(
    "says minutes when they are few, and questions only when very few are left: %j",
    (at, wanted) => {
      const { text } = reminder({ stoppedAt: { ...STOPPED, ...at } });
      const parts = { left: "เหลืออีก 3 ข้อ", minutes: /อีกประมาณ \d+ นาที/u } as const;
      const said = (["left", "minutes"] as const).filter((part) => new RegExp(parts[part], "u").test(text));
      expect(said).toEqual(wanted);
    },
  );

  test("says when the last day is today, and nothing of a day where none is set", () => {
    const closesAt = Date.parse("2026-11-23T16:30:00+07:00");
    expect(reminder({ round: { ...ROUND, closesAt } }).text).toContain("วันนี้ (23 พฤศจิกายน 2569) เป็นวันสุดท้าย");
    expect(reminder().text).not.toMatch(/วันที่|วันนี้/u);
  });

  test("is text for whoever reads text only, with the same meaning", () => {
    for (const text of REMINDER_TEXTS) {
      expect(reminder({ text, plainText: true })).toEqual({ type: "text", text: reminder({ text }).text });
    }
  });
});

describe.each(LANGUAGES)("in %s a reminder", (language) => {
  const byLength = [...units, ...dimensions.map(({ id, name }) => ({ code: id, name }))].toSorted(
    (a, b) => b.name[language].length - a.name[language].length,
  );
  const name = "สำนักงานตัวอย่าง ".repeat(20).trim();

  test.each(REMINDER_TEXTS)("%s is a card LINE takes, with the longest names there may be", (text) => {
    const item = byLength[0]?.code ?? "";
    const message = reminder({
      text,
      language,
      organisation: { th: name, en: name },
      round: { ...ROUND, name: "ร".repeat(200), closesAt: BEGIN_AT },
      stoppedAt: { assessment: "E".repeat(60), item, position: 27, count: 28 },
    });
    const [card, ...others] = render([message], "cards");
    expect(others).toEqual([]);
    expect(card).toMatchObject({ type: "flex" });
    expect(validateMessage(card)).toEqual([]);
    // Cut by LINE it would lose how to answer by typing.
    expect(message.text.length).toBeLessThan(1500);
    for (const { data } of buttonsOf(message)) expect(parseAction(data)).toBeDefined();
  });

  test("names only words that are understood", () => {
    const talk = newTalk();
    const start = { ...talk, turn: { ...talk.turn, session: { ...talk.turn.session, language } } };
    const choice = content.texts[language]["reminders.title"] ?? "";
    for (const button of ["reminder.snooze", "reminder.stop"]) {
      const { turn } = go(start, typed(content.texts[language][button] ?? ""));
      expect(turn.messages[0]?.text).toContain(choice);
    }
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayMeant, readDate } from "../../../src/core/conversation/read-date.ts";
import { createVoice } from "../../../src/core/conversation/voice.ts";
import { dateOf, dayOf, startOfDay } from "../../../src/core/reminder/bangkok-day.ts";
import { BEGIN_AT, content } from "../../support/builders.ts";

/** The date text means on 23 November 2026, or what else it is. */
function meaning(text: string, at: number = BEGIN_AT): string {
  const typed = readDate(text, content.keywords);
  if (typed === undefined) return "no day";
  if (typed.type !== "date") return typed.type;
  const day = dayMeant(typed, at);
  return day === undefined ? "no such day" : dateOf(day);
}

describe("a day is read from", () => {
  test.each([
    "15/12/2569",
    "๑๕/๑๒/๒๕๖๙",
    " 15 / 12 / 2569 ครับ",
    "15-12-69",
    "15–12–2569",
    "15.12.2026",
    "15 12 26",
    "15/12/26",
    "15/12",
    "2026-12-15",
    "2569/12/15",
    "15 ธ.ค. 2569",
    "15ธ.ค.69",
    "15 ธค 69",
    "๑๕ ธันวาคม ๒๕๖๙",
    "15 ธันวาคม",
    "15 ธันวาคมนะคะ",
    "วันที่ 15 เดือนธันวาคม ปี 2569",
    "วันที่15ธันวาคมพ.ศ.2569",
    "วันอังคารที่ 15 ธันวาคม พ.ศ. 2569",
    "15 December 2026",
    "15th of December",
    "DEC 15, 2026",
    "Dec. 15",
    "Tuesday, 15 December 2026, please",
    "until the 15 dec",
    "“15/12/2569”",
  ])("%s", (text) => {
    expect(meaning(text)).toBe("2026-12-15");
  });

  test.each([
    ["พรุ่งนี้", "tomorrow"],
    ["วันพรุ่งนี้ครับ", "tomorrow"],
    ["Tomorrow please", "tomorrow"],
    ["สัปดาห์หน้า", "next_week"],
    ["อาทิตย์หน้าค่ะ", "next_week"],
    ["next week", "next_week"],
    ["วันนี้", "today"],
    ["5 August", "2027-08-05"],
    ["1 มีนา", "2027-03-01"],
    ["23/11", "2026-11-23"],
    ["22/11", "2027-11-22"],
    ["29/2", "2028-02-29"],
    ["1/1/2568", "2025-01-01"],
    ["29/2/2571", "2028-02-29"],
  ])("%s as %s", (text, wanted) => {
    expect(meaning(text)).toBe(wanted);
  });

  test.each(["31/2", "31/2/2570", "0/1", "32/1/2569", "12/15/2026", "15/0", "29/2/2570", "31 เมษายน"])(
    "%s as no such day",
    (text) => {
      expect(meaning(text)).toBe("no such day");
    },
  );

  test.each([
    "",
    "15",
    "15 12",
    "15122569",
    "15/12/569",
    "15/12/25690",
    "1/2/3/4",
    "115/12",
    "ธันวาคม",
    "ธันวาคม 2569",
    "15 ธันวาคม มกราคม",
    "15 Decembre",
    "ข้อ 3/4",
    "เร็ว ๆ นี้",
    "15/12?2569",
    "15 @ 12 / 69",
  ])("no day from “%s”", (text) => {
    expect(meaning(text)).toBe("no day");
  });
});

describe("whatever the day", () => {
  const th = createVoice("th", content);
  const en = createVoice("en", content);
  const at = fc.integer({ min: Date.parse("2026-01-01"), max: Date.parse("2040-01-01") });
  const ahead = fc.integer({ min: 1, max: 364 });

  test("all ways to write one that lies ahead mean it", () => {
    fc.assert(
      fc.property(at, ahead, (now, days) => {
        const wanted = dateOf(dayOf(now) + days);
        const [year = 0, month = 0, date = 0] = wanted.split("-").map(Number);
        const start = startOfDay(dayOf(now) + days);
        const texts = [
          wanted,
          `${date}/${month}`,
          `${date}/${month}/${year}`,
          `${date}/${month}/${year + 543}`,
          `${date}-${month}-${String(year + 543).slice(2)}`,
          `${date}.${month}.${String(year).slice(2)}`,
          th.date(start),
          en.date(start),
          th.date(start).replace(/ \d+$/u, ""),
        ];
        expect(texts.map((text) => meaning(text, now))).toEqual(texts.map(() => wanted));
      }),
    );
  });

  test("without a year it is today or later, and the first such day", () => {
    fc.assert(
      fc.property(
        at,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        (now, month, date) => {
          const day = dayMeant({ type: "date", date, month, year: null }, now) ?? Number.NaN;
          expect(day).toBeGreaterThanOrEqual(dayOf(now));
          expect(day).toBeLessThan(dayOf(now) + 366);
        },
      ),
    );
  });

  test("any text is read or not, without an error", () => {
    const pieces = fc.constantFrom(
      ...Object.values(content.keywords).flat(),
      "15",
      "/",
      "2569",
      " ",
      ".",
      "ๆ",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(pieces, { maxLength: 12 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(text, at, (typed, now) => {
        expect(meaning(typed, now)).toMatch(
          /^(?:no day|no such day|today|tomorrow|next_week|\d{4}-\d{2}-\d{2})$/u,
        );
      }),
    );
  });
});

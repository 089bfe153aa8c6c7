import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ContentError, describeProblem } from "../../src/content/content-problem.ts";
import type { Holiday, HolidayYear } from "../../src/content/holidays-schema.ts";
import { loadWorkCalendar, readHolidays } from "../../src/content/load-work-calendar.ts";
import { at, linesAfter } from "../support/broken-content.ts";
import { draftHolidays } from "../support/draft-holidays.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "thaksa-holidays-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, list: unknown) => {
  mkdirSync(join(folder, "lists"), { recursive: true });
  writeFileSync(join(folder, "lists", name), typeof list === "string" ? list : JSON.stringify(list));
};
const day = (date: string, kind: Holiday["kind"] = "fixed"): Holiday => ({
  date,
  name: { th: "วันหยุดตัวอย่าง", en: "Example Day" },
  kind,
});
const listOf = (year: number, ...days: readonly Holiday[]): HolidayYear => ({
  year,
  confirmed: true,
  source: "made up",
  days: [...days],
});
const problems = () => readHolidays(join(folder, "lists")).problems.map(describeProblem);

describe("the lists that come with the program", () => {
  test("are sound, and 2026 is confirmed with its lunar, special and substitution days", () => {
    const { years, holidays } = loadWorkCalendar();
    expect(years).toContain(2026);
    expect([...holidays].filter((date) => date.startsWith("2026-"))).toEqual(
      expect.arrayContaining([
        "2026-01-02",
        "2026-03-03",
        "2026-05-13",
        "2026-05-31",
        "2026-06-01",
        "2026-07-29",
        "2026-07-30",
        "2026-12-07",
        "2026-12-10",
        "2026-12-31",
      ]),
    );
    expect(holidays.has("2026-05-01")).toBe(false);
  });

  test("hold every fixed and lunar day that date-holidays knows of 2026, and the substitution days by rule", () => {
    const { holidays } = loadWorkCalendar();
    expect(draftHolidays(2026).days.filter(({ date }) => !holidays.has(date))).toEqual([]);
  });
});

describe("a folder of lists", () => {
  test("gives the years that are confirmed, and the days of all", () => {
    write("2030.json", listOf(2030, day("2030-01-01")));
    write("2031.json", { ...listOf(2031, day("2031-01-01")), confirmed: false });
    write("notes.txt", "not a list");
    expect(loadWorkCalendar(join(folder, "lists"))).toEqual({
      years: [2030],
      holidays: new Set(["2030-01-01", "2031-01-01"]),
    });
  });

  test("is refused with everything that is wrong in it, told so that it can be mended", () => {
    write("2030.json", listOf(2031, day("2031-01-01")));
    write(
      "2032.json",
      listOf(
        2032,
        day("2032-01-01"),
        day("2032-01-01"),
        day("2031-12-31"),
        day("2032-01-03", "substitution"),
      ),
    );
    write("2033.json", listOf(2033, day("2033-01-01"), day("2033-01-10", "substitution")));
    expect(problems()).toEqual([
      "lists/2030.json > year: The file is named for another year than 2031. Rename the file or correct the year.",
      "lists/2032.json > days[1].date: 2032-01-01 stands more than once. Keep one of them, with both names.",
      "lists/2032.json > days[2].date: 2031-12-31 is no day of 2032. Correct it, or move it to the file of its year.",
      "lists/2032.json > days[3].date: The substitution day 2032-01-03 is a Saturday or Sunday. Give the working day that is off instead.",
      "lists/2033.json > days[0].date: 2033-01-01 is a Saturday or Sunday, and no substitution day follows it within a week. Add its substitution day.",
    ]);
    expect(() => loadWorkCalendar(join(folder, "lists"))).toThrow(ContentError);
  });

  test("is refused when a list is not in its shape", () => {
    write("2030.json", "{");
    write("2031.json", { ...listOf(2031, day("2031-02-29"), day("31 Dec")), confirmed: "yes" });
    write("2574.json", listOf(2574, { ...day("2574-01-01"), kind: "holiday" as "fixed" }));
    write("2032.json", { ...listOf(2032), source: "" });
    expect(problems().map((line) => line.replace(/: Cannot be read.*$/u, ": Cannot be read"))).toEqual([
      "lists/2030.json: Cannot be read",
      "lists/2031.json > confirmed: Use true or false. Change it to the shape the README describes.",
      "lists/2031.json > days[0].date: Not a day, e.g. 2027-12-31. Change it to the shape the README describes.",
      "lists/2031.json > days[1].date: Not a day, e.g. 2027-12-31. Change it to the shape the README describes.",
      "lists/2032.json > source: Say where the list comes from. Change it to the shape the README describes.",
      "lists/2032.json > days: No days are listed. Change it to the shape the README describes.",
      "lists/2574.json > year: Use the year of the common era: 2027 for 2570. Change it to the shape the README describes.",
      "lists/2574.json > days[0].kind: Use fixed, lunar, substitution, special. Change it to the shape the README describes.",
    ]);
  });

  test("is refused when it is empty or not there", () => {
    expect(problems()).toEqual(["lists: Nothing is here. Restore the folder's files."]);
  });
});

test("the content check looks at the lists too, names in both languages included", () => {
  const lines = linesAfter((source) => {
    const list = at(source.holidays, "2026");
    at(list.days, 0).name.en = "";
    at(list.days, 1).date = "2026-01-01";
  });
  expect(lines).toEqual([
    "data/holidays/2026.json > days[0].name.en: The text is missing. Write the English text.",
    "data/holidays/2026.json > days[1].date: 2026-01-01 stands more than once. Keep one of them, with both names.",
  ]);
});

describe("a draft of a year", () => {
  const kinds = (year: number, kind: Holiday["kind"]) =>
    draftHolidays(year)
      .days.filter((one) => one.kind === kind)
      .map(({ date }) => date);

  test("is not confirmed, and sound but for what only the cabinet knows", () => {
    for (const year of [2027, 2028, 2029, 2030]) {
      const draft = draftHolidays(year);
      write(`${year}.json`, { ...draft, confirmed: true });
      expect(draft.confirmed).toBe(false);
    }
    expect(problems()).toEqual([]);
  });

  test("has lunar days, by the lunar calendar where the package lacks them", () => {
    expect([2026, 2027].map((year) => kinds(year, "lunar"))).toEqual([
      ["2026-03-03", "2026-05-31", "2026-07-29", "2026-07-30"],
      ["2027-02-21", "2027-05-20", "2027-07-18", "2027-07-19"],
    ]);
  });

  test("has a substitution day for each holiday at a weekend, of Songkran one at most", () => {
    expect([2023, 2027, 2028].map((year) => kinds(year, "substitution"))).toEqual([
      ["2023-01-02", "2023-01-03", "2023-04-17", "2023-06-05", "2023-08-14", "2023-12-11"],
      ["2027-02-22", "2027-07-20", "2027-10-25", "2027-12-06"],
      ["2028-01-03", "2028-04-17", "2028-06-05", "2028-08-14", "2028-12-11"],
    ]);
  });
});

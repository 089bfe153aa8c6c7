import { expect, it } from "vitest";
import { endOfDay } from "../../src/cli/end-of-day.ts";

const year = new Date().getUTCFullYear() + 1;

it("is midnight in Bangkok after the day", () => {
  expect(endOfDay(`${year}-02-28`)).toBe(Date.parse(`${year}-03-01T00:00:00+07:00`) - leapDayMs());
  expect(endOfDay(`${year}-12-31`)).toBe(Date.parse(`${year + 1}-01-01T00:00:00+07:00`));
});

it("refuses what is no day, is past, far off or of the Buddhist calendar", () => {
  const wrong = [
    "",
    "tomorrow",
    `${year}-2-3`,
    `${year}-02-30`,
    `${year}-13-01`,
    "2020-01-01",
    `${year + 543}-01-01`,
  ];
  for (const day of wrong) expect(() => endOfDay(day), day).toThrow("Use a day from today");
});

function leapDayMs(): number {
  const isLeapYear = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  return isLeapYear ? 24 * 60 * 60 * 1_000 : 0;
}

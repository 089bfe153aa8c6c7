import { expect, test } from "vitest";
import { isCron, previousCronTime } from "../../src/jobs/cron-times.ts";

const bangkok = (time: string) => Date.parse(`${time.replace(" ", "T")}+07:00`);

test.each([
  ["0 9 * * 1", "2026-11-23 09:00", "2026-11-23 09:00"],
  ["0 9 * * 1", "2026-11-23 08:59", "2026-11-16 09:00"],
  ["0 9 * * mon", "2026-11-25 12:00", "2026-11-23 09:00"],
  ["30 8 1 * *", "2026-12-01 00:00", "2026-11-01 08:30"],
  ["0 9 L * *", "2028-03-01 00:00", "2028-02-29 09:00"],
  ["0 0 29 2 *", "2027-12-31 00:00", "2024-02-29 00:00"],
  ["*/15 9-16 * * 1-5", "2026-11-22 12:00", "2026-11-20 16:45"],
  ["0 0 1 1 *", "2027-01-01 00:00", "2027-01-01 00:00"],
])("the latest instant of %s at %s in Bangkok is %s", (expression, at, expected) => {
  expect(previousCronTime(expression, bangkok(at))).toBe(bangkok(expected));
});

test("an instant counts from its first millisecond on", () => {
  const at = bangkok("2026-11-23 09:00");
  expect([previousCronTime("0 9 * * *", at - 1), previousCronTime("0 9 * * *", at + 1)]).toEqual([
    bangkok("2026-11-22 09:00"),
    at,
  ]);
});

test("what is no expression of five fields is none, random times and seconds included", () => {
  const wrong = [
    "",
    "9",
    "0 9 * *",
    "0 0 9 * * 1",
    "60 9 * * *",
    "0 9 31 2 *",
    "@daily",
    "H 9 * * *",
    "0 9 * H *",
    "0 9 * * H",
    "a b c d e",
  ];
  expect(wrong.filter((text) => isCron(text) || previousCronTime(text, Date.now()) !== undefined)).toEqual(
    [],
  );
});

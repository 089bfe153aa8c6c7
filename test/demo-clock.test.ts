import { expect, it } from "vitest";
import { USUAL_RULES } from "../src/core/reminder/reminder-policy.ts";
import { nextWorkingMorning } from "../src/demo-clock.ts";

const CALENDAR = { years: [2026], holidays: new Set(["2026-12-07"]) };
const bangkok = (time: string) => Date.parse(`${time}:00+07:00`);

function morningAfter(time: string, rules: Partial<typeof USUAL_RULES> = {}): number | undefined {
  return nextWorkingMorning(bangkok(time), { ...USUAL_RULES, ...rules }, CALENDAR);
}

it.each([
  ["a Sunday", "2026-11-22T05:00", "2026-11-23T09:00"],
  ["a working day before nine", "2026-11-23T08:59", "2026-11-23T09:00"],
  ["nine itself", "2026-11-23T09:00", "2026-11-24T09:00"],
  ["a working day in the evening", "2026-11-23T23:59", "2026-11-24T09:00"],
  ["a Friday before a long weekend", "2026-12-04T09:01", "2026-12-08T09:00"],
])("after %s the next working morning is at nine of the next day people work", (_when, time, morning) => {
  expect(morningAfter(time)).toBe(bangkok(morning));
});

it("is when sending begins where that is not yet at nine, or over by then", () => {
  const late = { fromMinute: 10 * 60, toMinute: 12 * 60 };
  expect(morningAfter("2026-11-23T09:30", late)).toBe(bangkok("2026-11-23T10:00"));
  const early = { fromMinute: 6 * 60, toMinute: 9 * 60 };
  expect(morningAfter("2026-11-23T06:00", early)).toBe(bangkok("2026-11-24T06:00"));
});

it("is not known where the next year's holidays are not", () => {
  expect(morningAfter("2026-12-31T09:00")).toBeUndefined();
});

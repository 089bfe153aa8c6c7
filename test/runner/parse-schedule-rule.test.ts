import { describe, expect, test } from "vitest";
import { isCron } from "../../src/jobs/cron-times.ts";
import { parseScheduleRule, scheduleIdOf } from "../../src/runner/parse-schedule-rule.ts";

const parse = (text: string) => parseScheduleRule(text, isCron);
const afterOpening = (days: number) => ({ type: "after_opening", days }) as const;
const cron = (expression: string) => ({ type: "cron", expression }) as const;

describe("a rule as the operator writes it", () => {
  test.each([
    ["after 7", afterOpening(7)],
    [" After  0 ", afterOpening(0)],
    ["before 3", { type: "before_closing", days: 3 }],
    ["cron 0 9 * * 1", cron("0 9 * * 1")],
    ["cron  30 8 1,15 * *", cron("30 8 1,15 * *")],
  ])("%s is read", (text, rule) => expect(parse(text)).toEqual({ status: "rule", rule }));

  test.each([
    ["", /^Use "after 7"/u],
    ["every monday", /^Use "after 7"/u],
    ["after", /^The number of days is a whole number from 0 to 366\. Use/u],
    ["after -1", /whole number/u],
    ["after 1.5", /whole number/u],
    ["after 367", /whole number/u],
    ["before 3 days", /whole number/u],
    ["cron", /^"" is no cron expression of five fields/u],
    ["cron 0 9 * *", /^"0 9 \* \*" is no cron expression/u],
    ["cron 0 25 * * 1", /no cron expression/u],
  ])("%s is refused with what to do", (text, problem) =>
    expect(parse(text)).toEqual({ status: "problem", problem: expect.stringMatching(problem) }),
  );
});

test("its id is the rule's own, or the first free number", () => {
  expect([
    scheduleIdOf(afterOpening(7), ["after-7"]),
    scheduleIdOf({ type: "before_closing", days: 3 }, []),
    scheduleIdOf(cron("0 9 * * 1"), []),
    scheduleIdOf(cron("0 9 * * 1"), ["cron-1", "after-7", "cron-3"]),
  ]).toEqual(["after-7", "before-3", "cron-1", "cron-2"]);
});

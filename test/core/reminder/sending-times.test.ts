import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ReminderRules } from "../../../src/core/reminder/reminder.ts";
import {
  isSendingTime,
  lastSendingTime,
  nextSendingTime,
  sendingEnd,
  stepDueAt,
  USUAL_RULES,
} from "../../../src/core/reminder/reminder-policy.ts";
import { bangkok, calendarOf, inBangkok, OF_2026 } from "./work-calendars.ts";

const MINUTE_MS = 60_000;
const WHOLE_DAY: ReminderRules = { ...USUAL_RULES, fromMinute: 0, toMinute: 24 * 60 };
const OF_2028 = calendarOf([2027, 2028], "2028-02-10", "2028-03-01");
const BOTH_YEARS = calendarOf([2026, 2027], ...OF_2026.holidays, "2027-01-01");
const next = (time: string, calendar = OF_2026, rules = USUAL_RULES) =>
  inBangkok(nextSendingTime(bangkok(time), rules, calendar));
const last = (time: string, calendar = OF_2026, rules = USUAL_RULES) =>
  inBangkok(lastSendingTime(bangkok(time), rules, calendar));

/** Said in another way than the policy says it. */
function maySend(at: number): boolean {
  const [weekday = "", date = "", time = ""] = inBangkok(at)?.split(" ") ?? [];
  if (weekday.startsWith("S") || OF_2026.holidays.has(date)) return false;
  return time >= "08:30:00" && time < "16:30:00";
}

describe("the next sending time", () => {
  test.each([
    ["in sending hours it is at once", "2026-11-23 09:15", "Mon 2026-11-23 09:15:00"],
    ["the first minute counts", "2026-11-23 08:30", "Mon 2026-11-23 08:30:00"],
    ["before it, it is the first minute", "2026-11-23 08:29", "Mon 2026-11-23 08:30:00"],
    ["the last minute counts", "2026-11-23 16:29", "Mon 2026-11-23 16:29:00"],
    ["after it, it is the next day", "2026-11-23 16:30", "Tue 2026-11-24 08:30:00"],
    ["midnight belongs to the day that begins", "2026-11-24 00:00", "Tue 2026-11-24 08:30:00"],
    ["a weekend is skipped", "2026-11-27 17:00", "Mon 2026-11-30 08:30:00"],
    ["and the end of a month", "2026-11-30 17:00", "Tue 2026-12-01 08:30:00"],
    ["Songkran is skipped", "2026-04-10 16:30", "Thu 2026-04-16 08:30:00"],
    ["lunar holidays are skipped", "2026-07-27 17:00", "Fri 2026-07-31 08:30:00"],
    ["a substitution day is skipped", "2026-05-29 17:00", "Tue 2026-06-02 08:30:00"],
    ["and the one in December", "2026-12-04 17:00", "Tue 2026-12-08 08:30:00"],
    ["the special day of January is skipped", "2026-01-01 09:00", "Mon 2026-01-05 08:30:00"],
    ["Labour Day is a working day", "2026-05-01 09:00", "Fri 2026-05-01 09:00:00"],
  ])("%s", (_, at, expected) => expect(next(at)).toBe(expected));

  test("29 February is a day like others", () => {
    expect([next("2028-02-28 17:00", OF_2028), next("2028-02-29 17:00", OF_2028)]).toEqual([
      "Tue 2028-02-29 08:30:00",
      "Thu 2028-03-02 08:30:00",
    ]);
  });

  test("there is none on the way through a year nobody has confirmed", () => {
    expect([
      next("2026-12-30 16:29"),
      next("2026-12-30 16:30"),
      next("2026-12-30 16:30", BOTH_YEARS),
      next("2027-01-04 09:00"),
      next("2025-12-31 17:00"),
    ]).toEqual(["Wed 2026-12-30 16:29:00", undefined, "Mon 2027-01-04 08:30:00", undefined, undefined]);
  });

  test("hours may be the whole day, and none at all mean never", () => {
    const noHours = { ...USUAL_RULES, fromMinute: 600, toMinute: 600 };
    expect([
      next("2026-11-23 00:00", OF_2026, WHOLE_DAY),
      next("2026-11-20 23:59", OF_2026, WHOLE_DAY),
      next("2026-11-21 00:00", OF_2026, WHOLE_DAY),
      next("2026-11-23 10:00", OF_2026, noHours),
      last("2026-11-23 10:00", OF_2026, noHours),
    ]).toEqual([
      "Mon 2026-11-23 00:00:00",
      "Fri 2026-11-20 23:59:00",
      "Mon 2026-11-23 00:00:00",
      undefined,
      undefined,
    ]);
  });

  test("a calendar without any working day has none", () => {
    const days = Array.from({ length: 800 }, (_, day) => {
      return new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
    });
    expect(next("2026-01-01 00:00", calendarOf([2026, 2027, 2028], ...days))).toBe(undefined);
  });
});

test("the latest sending time is found the same way, backwards", () => {
  expect([
    last("2026-11-23 09:15"),
    last("2026-11-23 08:30"),
    last("2026-11-23 08:29"),
    last("2026-04-16 08:29"),
    last("2026-11-23 23:59"),
    last("2026-01-02 12:00"),
  ]).toEqual([
    "Mon 2026-11-23 09:15:00",
    "Mon 2026-11-23 08:30:00",
    "Fri 2026-11-20 16:29:59",
    "Fri 2026-04-10 16:29:59",
    "Mon 2026-11-23 16:29:59",
    undefined,
  ]);
});

describe("over a year of clock", () => {
  const minuteOf2026 = fc
    .integer({ min: 0, max: 364 * 24 * 60 - 1 })
    .map((minute) => bangkok("2026-01-01 00:00") + minute * MINUTE_MS);

  test("every quarter of an hour is judged right: no weekend, no holiday, no quiet hour", () => {
    const wrong: (string | undefined)[] = [];
    let allowed = 0;
    for (let at = bangkok("2026-01-01 00:00"); at < bangkok("2027-01-01 00:00"); at += 15 * MINUTE_MS) {
      const isAllowed = isSendingTime(at, USUAL_RULES, OF_2026);
      if (isAllowed) allowed += 1;
      if (isAllowed !== maySend(at)) wrong.push(inBangkok(at));
    }
    // 261 weekdays, 20 of them off, 32 quarters each.
    expect({ wrong, allowed }).toEqual({ wrong: [], allowed: 241 * 32 });
  });

  test("the next sending time is allowed, stays where it is, and no earlier minute is allowed", () => {
    fc.assert(
      fc.property(minuteOf2026, (at) => {
        const found = nextSendingTime(at, USUAL_RULES, OF_2026);
        const end = found ?? bangkok("2027-01-01 00:00");
        for (let minute = at; minute < end; minute += MINUTE_MS)
          if (maySend(minute)) throw new Error(`${inBangkok(minute)} is earlier`);
        if (found === undefined) return;
        expect(maySend(found)).toBe(true);
        expect(nextSendingTime(found, USUAL_RULES, OF_2026)).toBe(found);
      }),
    );
  });

  test("the latest sending time is the last instant whose next sending time is not in the future", () => {
    fc.assert(
      fc.property(minuteOf2026, (at) => {
        const found = lastSendingTime(at, USUAL_RULES, OF_2026);
        if (found === undefined) return;
        expect(maySend(found)).toBe(true);
        const following = found === at ? undefined : nextSendingTime(found + 1, USUAL_RULES, OF_2026);
        expect(following === undefined || following > at).toBe(true);
      }),
    );
  });
});

describe("when sending is through", () => {
  const end = (startsAt: string, messages: number, perSecond = 10, calendar = OF_2026) =>
    inBangkok(sendingEnd(bangkok(startsAt), messages, perSecond, USUAL_RULES, calendar));

  test.each([
    ["at once where nothing is to be sent", "2026-11-23 09:00", 0, "Mon 2026-11-23 09:00:00"],
    ["a started second counts whole milliseconds", "2026-11-23 09:00", 25, "Mon 2026-11-23 09:00:02"],
    ["on the same day where it is done", "2026-11-23 08:30", 8 * 36_000, "Mon 2026-11-23 16:30:00"],
    ["on the next working day", "2026-11-23 08:30", 8 * 36_000 + 600, "Tue 2026-11-24 08:31:00"],
    ["over weekends and holidays", "2026-12-04 16:00", 36_000, "Tue 2026-12-08 09:00:00"],
    ["over several days", "2026-11-20 16:29", 600 + 2 * 8 * 36_000 + 10, "Wed 2026-11-25 08:30:01"],
    ["from the next sending time on", "2026-11-21 12:00", 600, "Mon 2026-11-23 08:31:00"],
  ])("%s", (_, startsAt, messages, expected) => expect(end(startsAt, messages)).toBe(expected));

  test("it is not known when it goes on into a year nobody has confirmed", () => {
    expect([end("2026-12-30 16:00", 18_000), end("2026-12-30 16:00", 18_001)]).toEqual([
      "Wed 2026-12-30 16:30:00",
      undefined,
    ]);
    expect(end("2026-12-30 16:00", 18_600, 10, BOTH_YEARS)).toBe("Mon 2027-01-04 08:31:00");
  });
});

describe("when a step of a round is due", () => {
  const round = (opens: string, closes: string | null) => ({
    opensAt: bangkok(opens),
    closesAt: closes === null ? null : bangkok(closes),
  });
  const afterOpening = (days: number, opens: string, closes: string | null = null, calendar = OF_2026) =>
    inBangkok(stepDueAt({ type: "after_opening", days }, round(opens, closes), USUAL_RULES, calendar));
  /** @param closes the first instant after the last day */
  const beforeClosing = (days: number, opens: string, closes: string | null, calendar = OF_2026) =>
    inBangkok(stepDueAt({ type: "before_closing", days }, round(opens, closes), USUAL_RULES, calendar));

  test("after the opening", () => {
    expect([
      afterOpening(0, "2026-11-23 10:05"),
      afterOpening(0, "2026-11-21 10:05"),
      afterOpening(1, "2026-11-23 23:59"),
      afterOpening(7, "2026-11-23 10:05"),
      afterOpening(5, "2026-11-23 10:05"),
      afterOpening(14, "2026-11-23 10:05"),
    ]).toEqual([
      "Mon 2026-11-23 10:05:00",
      "Mon 2026-11-23 08:30:00",
      "Tue 2026-11-24 08:30:00",
      "Mon 2026-11-30 08:30:00",
      "Mon 2026-11-30 08:30:00",
      "Tue 2026-12-08 08:30:00",
    ]);
  });

  test("after the opening, but not once the round is closed or in a year nobody has confirmed", () => {
    expect([
      afterOpening(7, "2026-11-23 10:05", "2026-12-01 00:00"),
      afterOpening(7, "2026-11-23 10:05", "2026-11-30 00:00"),
      afterOpening(7, "2026-12-25 10:05"),
      afterOpening(5, "2026-12-25 10:05"),
    ]).toEqual(["Mon 2026-11-30 08:30:00", undefined, undefined, "Wed 2026-12-30 08:30:00"]);
  });

  test("before the closing, counted from the last day", () => {
    const closes = "2026-12-19 00:00";
    expect([0, 1, 3, 5, 6, 8].map((days) => beforeClosing(days, "2026-11-23 10:05", closes))).toEqual([
      "Fri 2026-12-18 08:30:00",
      "Thu 2026-12-17 08:30:00",
      "Tue 2026-12-15 08:30:00",
      "Mon 2026-12-14 08:30:00",
      "Mon 2026-12-14 08:30:00",
      "Fri 2026-12-11 08:30:00",
    ]);
  });

  test("before the closing, moved back to the last working day where the days until then are off", () => {
    expect([
      beforeClosing(0, "2026-11-23 10:05", "2026-12-08 00:00"),
      beforeClosing(2, "2026-11-23 10:05", "2026-12-08 00:00"),
      beforeClosing(0, "2026-11-23 10:05", "2027-01-01 00:00"),
      beforeClosing(0, "2026-11-23 10:05", "2026-12-14 08:00"),
    ]).toEqual([
      "Fri 2026-12-04 08:30:00",
      "Fri 2026-12-04 08:30:00",
      "Wed 2026-12-30 08:30:00",
      "Fri 2026-12-11 08:30:00",
    ]);
  });

  test("before the closing, never before the opening", () => {
    expect([
      beforeClosing(7, "2026-11-23 10:05", "2026-11-28 00:00"),
      beforeClosing(4, "2026-11-23 10:05", "2026-11-28 00:00"),
      beforeClosing(4, "2026-11-23 17:00", "2026-11-28 00:00"),
      beforeClosing(0, "2026-11-28 10:05", "2026-11-30 00:00"),
    ]).toEqual([undefined, "Mon 2026-11-23 10:05:00", undefined, undefined]);
  });

  test("there is none without a closing date, or where a year is not confirmed", () => {
    expect([
      beforeClosing(3, "2026-11-23 10:05", null),
      beforeClosing(3, "2026-11-23 10:05", "2027-01-09 00:00"),
      beforeClosing(9, "2026-11-23 10:05", "2027-01-10 00:00"),
      beforeClosing(10, "2026-11-23 10:05", "2027-01-10 00:00"),
      beforeClosing(9, "2026-11-23 10:05", "2027-01-10 00:00", BOTH_YEARS),
      beforeClosing(20, "2026-11-23 10:05", "2027-01-10 00:00"),
    ]).toEqual([
      undefined,
      undefined,
      undefined,
      "Wed 2026-12-30 08:30:00",
      "Mon 2027-01-04 08:30:00",
      "Mon 2026-12-21 08:30:00",
    ]);
  });

  test("whatever the rule and the round, it is a sending time while the round is open", () => {
    const instant = fc.integer({ min: bangkok("2026-01-01 00:00"), max: bangkok("2026-12-31 23:59") });
    const type = fc.constantFrom("after_opening", "before_closing");
    fc.assert(
      fc.property(type, fc.nat(60), instant, fc.nat(90), (kind, days, opensAt, length) => {
        const closesAt = opensAt + length * 24 * 60 * MINUTE_MS;
        const due = stepDueAt({ type: kind, days }, { opensAt, closesAt }, USUAL_RULES, OF_2026);
        if (due === undefined) return;
        expect({ may: maySend(due), isInRound: due >= opensAt && due < closesAt }).toEqual({
          may: true,
          isInRound: true,
        });
      }),
    );
  });
});

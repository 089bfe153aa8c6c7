import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  LEFT_OUT,
  type LeftOut,
  NO_CHOICE,
  type ReminderFacts,
  type ReminderRules,
} from "../../../src/core/reminder/reminder.ts";
import {
  gapCutoff,
  judgeReminder,
  QUIET_AFTER_ACTIVITY_MS,
  snoozedUntil,
  USUAL_RULES,
} from "../../../src/core/reminder/reminder-policy.ts";
import { dueFacts } from "../../support/reminder-facts.ts";
import { bangkok, inBangkok } from "./work-calendars.ts";

const NOW = bangkok("2026-11-26 09:00");
const READY: ReminderFacts = { ...dueFacts(), lastActiveAt: null };
/** What makes each reason fit. */
const CAUSES: { readonly [R in LeftOut]: (facts: ReminderFacts) => ReminderFacts } = {
  round_closed: (facts) => ({ ...facts, isRoundOpen: false }),
  not_in_round: (facts) => ({ ...facts, isInRound: false }),
  completed: (facts) => ({ ...facts, isCompleted: true }),
  not_linked: (facts) => ({ ...facts, isLinked: false }),
  declined: (facts) => ({ ...facts, hasDeclined: true }),
  no_notice: (facts) => ({ ...facts, hasNotice: false }),
  blocked: (facts) => ({ ...facts, isReachable: false }),
  undeliverable: (facts) => ({ ...facts, isDeliverable: false }),
  opted_out: (facts) => ({ ...facts, choice: { ...facts.choice, stoppedFor: "always" } }),
  snoozed: (facts) => ({ ...facts, choice: { ...facts.choice, snoozedUntil: NOW + 1 } }),
  enough: (facts) => ({ ...facts, sent: USUAL_RULES.mostPerRound }),
  too_soon: (facts) => ({ ...facts, isOnItsWay: true }),
};

const judge = (facts: Partial<ReminderFacts>, at = NOW, rules: ReminderRules = USUAL_RULES) =>
  judgeReminder({ ...READY, ...facts }, rules, at);
const leftOut = (reason: LeftOut) => ({ type: "leave_out", reason });
const send = (text: string) => ({ type: "send", text });

describe("who is reminded", () => {
  test("whatever reasons there are, the first in the order of the list is given", () => {
    for (let mask = 0; mask < 2 ** LEFT_OUT.length; mask += 1) {
      const causes = LEFT_OUT.filter((_, index) => mask & (1 << index));
      const facts = causes.reduce((before, reason) => CAUSES[reason](before), READY);
      const verdict = judgeReminder(facts, USUAL_RULES, NOW);
      expect(verdict, causes.join()).toEqual(causes[0] ? leftOut(causes[0]) : send("greeting"));
    }
  });

  test("any reason comes before waiting for somebody who is busy with it", () => {
    for (const reason of LEFT_OUT)
      expect(judge(CAUSES[reason]({ ...READY, lastActiveAt: NOW }))).toEqual(leftOut(reason));
  });

  test("the text is a greeting at first, then goes by how far they are", () => {
    const texts = [0, 1].flatMap((sent) =>
      [false, true].map((isUnderWay) => judge({ sent, isUnderWay, lastSentAt: sent ? 0 : null })),
    );
    expect(texts).toEqual([send("greeting"), send("in_progress"), send("not_started"), send("in_progress")]);
  });

  test("a wish to stop counts for its round, or for all", () => {
    const wish = (stoppedFor: string | null) => judge({ choice: { ...NO_CHOICE, stoppedFor } });
    expect([wish("2569-1"), wish("always"), wish("2569-2"), wish(null)]).toEqual([
      leftOut("opted_out"),
      leftOut("opted_out"),
      send("greeting"),
      send("greeting"),
    ]);
  });

  test("a snooze counts until its instant and no longer", () => {
    const snoozed = { choice: { ...NO_CHOICE, snoozedUntil: NOW } };
    expect([judge(snoozed, NOW - 1), judge(snoozed, NOW)]).toEqual([leftOut("snoozed"), send("greeting")]);
  });

  test("nobody gets more messages than the rules allow", () => {
    const judgeAfter = (sent: number) => judge({ sent, lastSentAt: 0 });
    expect([judgeAfter(4), judgeAfter(5), judgeAfter(6)]).toEqual([
      send("not_started"),
      leftOut("enough"),
      leftOut("enough"),
    ]);
  });

  test("within an hour of what they did last nobody is reminded", () => {
    const active = (lastActiveAt: number) => judge({ lastActiveAt });
    expect([
      active(NOW),
      active(NOW - QUIET_AFTER_ACTIVITY_MS + 1),
      active(NOW - QUIET_AFTER_ACTIVITY_MS),
    ]).toEqual([
      { type: "later", at: NOW + QUIET_AFTER_ACTIVITY_MS },
      { type: "later", at: NOW + 1 },
      send("greeting"),
    ]);
  });
});

describe("days between two reminders", () => {
  const at = (time: string, last: string, minGapDays = 3) =>
    judge({ sent: 1, lastSentAt: bangkok(last) }, bangkok(time), { ...USUAL_RULES, minGapDays });

  test.each([
    ["Thursday is the first day again after Monday", "2026-11-23 16:29", "2026-11-26 00:00", 3],
    ["whatever the hour on Monday", "2026-11-23 00:00", "2026-11-26 00:00", 3],
    ["over the end of a month", "2026-11-30 09:00", "2026-12-03 00:00", 3],
    ["over the end of a year", "2026-12-30 09:00", "2027-01-02 00:00", 3],
    ["over 29 February", "2028-02-28 09:00", "2028-03-02 00:00", 3],
    ["over the end of February of another year", "2027-02-26 09:00", "2027-03-01 00:00", 3],
    ["the next day with a gap of one", "2026-11-23 16:29", "2026-11-24 00:00", 1],
  ])("%s", (_, last, first, gap) => {
    const justBefore = inBangkok(bangkok(first) - 1)?.slice(4) ?? "";
    expect([at(justBefore, last, gap), at(first, last, gap)]).toEqual([
      leftOut("too_soon"),
      send("not_started"),
    ]);
  });

  test("who counts as too soon is exactly who got one at the cutoff or later", () => {
    const instant = fc.integer({ min: bangkok("2026-01-01 00:00"), max: bangkok("2028-12-31 00:00") });
    fc.assert(
      fc.property(
        instant,
        fc.nat(10 * 24 * 60 * 60 * 1_000),
        fc.integer({ min: 0, max: 9 }),
        (now, ago, minGapDays) => {
          const rules = { ...USUAL_RULES, minGapDays };
          const verdict = judge({ sent: 1, lastSentAt: now - ago }, now, rules);
          const days = [now, now - ago].map(
            (one) => Date.parse(`${inBangkok(one)?.slice(4, 14)}T00:00:00Z`) / 86_400_000,
          );
          const isTooSoon = (days[0] ?? 0) - (days[1] ?? 0) < minGapDays;
          expect(verdict).toEqual(isTooSoon ? leftOut("too_soon") : send("not_started"));
          expect(now - ago >= gapCutoff(now, rules)).toBe(isTooSoon);
        },
      ),
    );
  });
});

describe("a snooze", () => {
  test.each([
    ["tomorrow", "2026-11-23 00:00", "Tue 2026-11-24 00:00:00"],
    ["tomorrow", "2026-11-23 23:59", "Tue 2026-11-24 00:00:00"],
    ["tomorrow", "2028-02-28 12:00", "Tue 2028-02-29 00:00:00"],
    ["tomorrow", "2026-12-31 12:00", "Fri 2027-01-01 00:00:00"],
    ["next_week", "2026-11-23 00:00", "Mon 2026-11-30 00:00:00"],
    ["next_week", "2026-11-28 12:00", "Mon 2026-11-30 00:00:00"],
    ["next_week", "2026-11-29 23:59", "Mon 2026-11-30 00:00:00"],
    ["next_week", "2026-12-29 12:00", "Mon 2027-01-04 00:00:00"],
  ] as const)("until %s, chosen on %s, ends on %s", (choice, at, until) => {
    expect(inBangkok(snoozedUntil(choice, bangkok(at)))).toBe(until);
  });
});

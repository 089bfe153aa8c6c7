import type { Snooze } from "../conversation/action.ts";
import type { Round } from "../people/round.ts";
import {
  type BangkokDay,
  DAY_MS,
  dateOf,
  dayOf,
  MINUTE_MS,
  startOfDay,
  weekdayOf,
  yearOfDay,
} from "./bangkok-day.ts";
import {
  LEFT_OUT,
  type LeftOut,
  type ReminderFacts,
  type ReminderRules,
  type ReminderText,
  type ReminderVerdict,
  type WorkCalendar,
} from "./reminder.ts";

/** How long after what they did last in the chat nobody is reminded. */
export const QUIET_AFTER_ACTIVITY_MS = 60 * MINUTE_MS;

/**
 * How long after the first attempt a message may be tried again: LINE knows a retry key for 24 hours.
 * @see https://developers.line.biz/en/docs/messaging-api/retrying-api-request/
 */
export const RETRY_UNTIL_MS = 23 * 60 * MINUTE_MS;

/** The rules where the settings say nothing else: 8:30 to 16:30, every third day, five messages a round. */
export const USUAL_RULES: ReminderRules = {
  fromMinute: 8 * 60 + 30,
  toMinute: 16 * 60 + 30,
  minGapDays: 3,
  mostPerRound: 5,
};

/** How far ahead or back a working day is looked for; no calendar has as many days off in a row. */
const MOST_DAYS_OFF = 366;

/** The part of a schedule rule that counts in days. */
export interface DayRule {
  readonly type: "after_opening" | "before_closing";
  /** Calendar days; 0 is the day of opening, or the last day of the round. */
  readonly days: number;
}

/**
 * What is to be done about a person at an instant (epoch ms).
 * @returns the first reason of LEFT_OUT that fits, where any does
 */
export function judgeReminder(facts: ReminderFacts, rules: ReminderRules, at: number): ReminderVerdict {
  const reason = LEFT_OUT.find((one) => REASONS[one](facts, rules, at));
  if (reason !== undefined) return { type: "leave_out", reason };
  const quietUntil = facts.lastActiveAt === null ? at : facts.lastActiveAt + QUIET_AFTER_ACTIVITY_MS;
  return quietUntil > at ? { type: "later", at: quietUntil } : { type: "send", text: textFor(facts) };
}

const REASONS: {
  readonly [R in LeftOut]: (facts: ReminderFacts, rules: ReminderRules, at: number) => boolean;
} = {
  round_closed: ({ isRoundOpen }) => !isRoundOpen,
  not_in_round: ({ isInRound }) => !isInRound,
  completed: ({ isCompleted }) => isCompleted,
  not_linked: ({ isLinked }) => !isLinked,
  declined: ({ hasDeclined }) => hasDeclined,
  no_notice: ({ hasNotice }) => !hasNotice,
  blocked: ({ isReachable }) => !isReachable,
  undeliverable: ({ isDeliverable }) => !isDeliverable,
  opted_out: ({ choice, round }) => choice.stoppedFor === "always" || choice.stoppedFor === round,
  snoozed: ({ choice }, _rules, at) => choice.snoozedUntil !== null && at < choice.snoozedUntil,
  enough: ({ sent }, { mostPerRound }) => sent >= mostPerRound,
  too_soon: ({ isOnItsWay, lastSentAt }, rules, at) =>
    isOnItsWay || (lastSentAt !== null && lastSentAt >= gapCutoff(at, rules)),
};

function textFor({ isUnderWay, sent }: ReminderFacts): ReminderText {
  if (isUnderWay) return "in_progress";
  return sent === 0 ? "greeting" : "not_started";
}

/**
 * Whoever got their latest message at this instant (epoch ms) or later gets none now. Whole days in Bangkok count:
 * with a gap of 3 days and a message on Monday, whatever the hour, Thursday is the first day again.
 */
export function gapCutoff(at: number, { minGapDays }: Pick<ReminderRules, "minGapDays">): number {
  return startOfDay(dayOf(at) - minGapDays + 1);
}

/**
 * Until when (epoch ms) somebody wants no reminders: the beginning of a day in Bangkok.
 * @param choice `next_week` is Monday of the next week
 */
export function snoozedUntil(choice: Exclude<Snooze, "date">, at: number): number {
  const today = dayOf(at);
  if (choice === "tomorrow") return startOfDay(today + 1);
  const daysSinceMonday = (weekdayOf(today) + 6) % 7;
  return startOfDay(today - daysSinceMonday + 7);
}

/** Whether messages may be sent at an instant (epoch ms): sending hours of a working day of a confirmed year. */
export function isSendingTime(at: number, rules: ReminderRules, calendar: WorkCalendar): boolean {
  const day = dayOf(at);
  return at >= firstInstant(day, rules) && at < endInstant(day, rules) && isWorkingDay(day, calendar);
}

/**
 * The earliest instant (epoch ms), `at` or later, at which messages may be sent; undefined when the way to it goes
 * through a year whose holidays nobody has confirmed.
 */
export function nextSendingTime(
  at: number,
  rules: ReminderRules,
  calendar: WorkCalendar,
): number | undefined {
  const today = dayOf(at);
  const first = at < endInstant(today, rules) ? today : today + 1;
  if (!isConfirmed(today, calendar)) return undefined;
  const day = findWorkingDay(first, 1, calendar);
  return day === undefined || !hasHours(rules) ? undefined : Math.max(at, firstInstant(day, rules));
}

/**
 * The latest instant (epoch ms), `at` or earlier, at which messages might be sent; undefined when the way to it goes
 * through a year whose holidays nobody has confirmed.
 */
export function lastSendingTime(
  at: number,
  rules: ReminderRules,
  calendar: WorkCalendar,
): number | undefined {
  const today = dayOf(at);
  const last = at >= firstInstant(today, rules) ? today : today - 1;
  if (!isConfirmed(today, calendar)) return undefined;
  const day = findWorkingDay(last, -1, calendar);
  return day === undefined || !hasHours(rules) ? undefined : Math.min(at, endInstant(day, rules) - 1);
}

/**
 * When (epoch ms) a number of messages is through, in the sending hours of as many days as it takes; undefined when
 * they would go on into a year whose holidays nobody has confirmed.
 * @param perSecond messages; more than 0
 */
export function sendingEnd(
  startsAt: number,
  messages: number,
  perSecond: number,
  rules: ReminderRules,
  calendar: WorkCalendar,
): number | undefined {
  let left = Math.ceil((messages * 1_000) / perSecond);
  let at = nextSendingTime(startsAt, rules, calendar);
  // Every turn is another day of a confirmed year, so there are not many.
  while (at !== undefined) {
    const end = endInstant(dayOf(at), rules);
    if (at + left <= end) return at + left;
    left -= end - at;
    at = nextSendingTime(end, rules, calendar);
  }
  return undefined;
}

/**
 * When (epoch ms) a step of a round is due: on its day, or as soon as sending is allowed after it. What would come
 * too late for the closing is due at the beginning of the last working day before its own instead.
 * @returns undefined when it cannot be: no closing date, before the opening, after the closing, no confirmed year
 */
export function stepDueAt(
  rule: DayRule,
  round: Pick<Round, "opensAt" | "closesAt">,
  rules: ReminderRules,
  calendar: WorkCalendar,
): number | undefined {
  const due =
    rule.type === "after_opening"
      ? afterOpening(rule.days, round.opensAt, rules, calendar)
      : beforeClosing(rule.days, round.closesAt, rules, calendar);
  if (due === undefined) return undefined;
  const at = dayOf(due) === dayOf(round.opensAt) ? Math.max(due, round.opensAt) : due;
  const isInRound = at >= round.opensAt && (round.closesAt === null || at < round.closesAt);
  return isInRound && isSendingTime(at, rules, calendar) ? at : undefined;
}

function afterOpening(days: number, opensAt: number, rules: ReminderRules, calendar: WorkCalendar) {
  const from = days === 0 ? opensAt : startOfDay(dayOf(opensAt) + days);
  return nextSendingTime(from, rules, calendar);
}

function beforeClosing(
  days: number,
  closesAt: number | null,
  rules: ReminderRules,
  calendar: WorkCalendar,
): number | undefined {
  if (closesAt === null || !hasHours(rules)) return undefined;
  // A round closes as its last day ends, which is the first instant of the next.
  const target = dayOf(closesAt - 1) - days;
  for (let day = target; firstInstant(day, rules) < closesAt; day += 1) {
    if (!isConfirmed(day, calendar)) return undefined;
    if (isWorkingDay(day, calendar)) return firstInstant(day, rules);
  }
  const earlier = findWorkingDay(target - 1, -1, calendar);
  return earlier === undefined ? undefined : firstInstant(earlier, rules);
}

/** Whether the civil service works on a day of a confirmed year. */
function isWorkingDay(day: BangkokDay, calendar: WorkCalendar): boolean {
  const weekday = weekdayOf(day);
  if (weekday === 0 || weekday === 6) return false;
  return isConfirmed(day, calendar) && !calendar.holidays.has(dateOf(day));
}

function isConfirmed(day: BangkokDay, { years }: WorkCalendar): boolean {
  return years.includes(yearOfDay(day));
}

/** The first working day from `start` on, in one direction; undefined when an unconfirmed year comes first. */
function findWorkingDay(start: BangkokDay, step: 1 | -1, calendar: WorkCalendar): BangkokDay | undefined {
  for (let count = 0; count < MOST_DAYS_OFF; count += 1) {
    const day = start + count * step;
    if (!isConfirmed(day, calendar)) return undefined;
    if (isWorkingDay(day, calendar)) return day;
  }
  return undefined;
}

function hasHours({ fromMinute, toMinute }: ReminderRules): boolean {
  return 0 <= fromMinute && fromMinute < toMinute && toMinute * MINUTE_MS <= DAY_MS;
}

function firstInstant(day: BangkokDay, { fromMinute }: ReminderRules): number {
  return startOfDay(day) + fromMinute * MINUTE_MS;
}

function endInstant(day: BangkokDay, { toMinute }: ReminderRules): number {
  return startOfDay(day) + toMinute * MINUTE_MS;
}

import type { Round } from "../../core/people/round.ts";
import { DAY_MS } from "../../core/reminder/bangkok-day.ts";
import type { ScheduleRule } from "../../runner/reminders.ts";
import type { PageText } from "../page-text-ids.ts";
import { startOfDay } from "./read-day.ts";

/** The most days a rule may wait. */
export const MOST_DAYS = 365;

/** A number of days somebody typed. */
export type DayCount = number | "none" | "unreadable";

/** A rule that counts days. */
export type DayRule = Extract<ScheduleRule, { readonly days: number }>;

/** Reads a number of days, in Thai numerals too; none where nothing is typed. */
export function readDays(typed: string): DayCount {
  const text = typed.replace(/[๐-๙]/gu, (digit) => String(digit.charCodeAt(0) - 0x0e50));
  if (text === "") return "none";
  const days = /^\d{1,4}$/u.test(text) ? Number(text) : Number.NaN;
  return days <= MOST_DAYS ? days : "unreadable";
}

/**
 * The day a rule is about, as its beginning (epoch ms), or the opening itself; undefined before a closing nobody has
 * set. When messages go out on that day, or on which one after it, is told by stepDueAt.
 */
export function dueAt(
  { type, days }: DayRule,
  { opensAt, closesAt }: Pick<Round, "opensAt" | "closesAt">,
): number | undefined {
  if (type === "after_opening") return days === 0 ? opensAt : startOfDay(opensAt) + days * DAY_MS;
  return closesAt === null ? undefined : startOfDay(closesAt - 1) - days * DAY_MS;
}

/** Why a rule could never be kept; undefined when it can. */
export function checkRule(
  rule: DayRule,
  round: Pick<Round, "opensAt" | "closesAt">,
  at: number,
): PageText | undefined {
  const due = dueAt(rule, round);
  if (due === undefined) return "rounds.problem.days_no_closing";
  if (round.closesAt !== null && due >= round.closesAt) return "rounds.problem.days_after_closing";
  if (due < startOfDay(round.opensAt)) return "rounds.problem.days_before_opening";
  return due < at ? "rounds.problem.days_past" : undefined;
}

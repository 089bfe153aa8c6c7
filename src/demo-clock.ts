import { dayOf, MINUTE_MS, startOfDay } from "./core/reminder/bangkok-day.ts";
import type { ReminderRules, WorkCalendar } from "./core/reminder/reminder.ts";
import { nextSendingTime } from "./core/reminder/reminder-policy.ts";

const NINE = 9 * 60;

/**
 * The next working morning in Bangkok after an instant (epoch ms): 9:00, or the beginning of the sending hours where
 * 9:00 is outside them. Undefined when the way there goes through a year whose holidays nobody has confirmed.
 */
export function nextWorkingMorning(
  at: number,
  rules: ReminderRules,
  calendar: WorkCalendar,
): number | undefined {
  const { fromMinute, toMinute } = rules;
  const isNineAmong = fromMinute <= NINE && NINE < toMinute;
  const morning = isNineAmong ? NINE : fromMinute;
  const isOver = at >= startOfDay(dayOf(at)) + morning * MINUTE_MS;
  const from = isOver ? startOfDay(dayOf(at) + 1) : at;
  return nextSendingTime(from, { ...rules, fromMinute: morning }, calendar);
}

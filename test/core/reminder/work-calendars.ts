import type { WorkCalendar } from "../../../src/core/reminder/reminder.ts";

/** An instant in Bangkok: `2026-11-23 09:00`. */
export function bangkok(time: string): number {
  const at = Date.parse(`${time.replace(" ", "T")}+07:00`);
  if (Number.isNaN(at)) throw new Error(`no time: ${time}`);
  return at;
}

/** An instant as Bangkok's clocks show it: `Mon 2026-11-23 09:00:00`. */
export function inBangkok(at: number | undefined): string | undefined {
  if (at === undefined) return undefined;
  const shown = new Date(at + 7 * 60 * 60 * 1_000);
  return `${shown.toUTCString().slice(0, 3)} ${shown.toISOString().slice(0, 19).replace("T", " ")}`;
}

/** A calendar made up for a test. */
export function calendarOf(years: readonly number[], ...holidays: readonly string[]): WorkCalendar {
  return { years, holidays: new Set(holidays) };
}

/** Days off in 2026, as they were known when the tests were written. */
const DAYS_OFF_2026 =
  "01-01 01-02 03-03 04-06 04-13 04-14 04-15 05-04 05-13 05-31 06-01 06-03 07-28 07-29 07-30 08-12 10-13 10-23 12-05 12-07 12-10 12-31";

/** The civil service's calendar of 2026, with nothing known of other years. */
export const OF_2026 = calendarOf([2026], ...DAYS_OFF_2026.split(" ").map((day) => `2026-${day}`));

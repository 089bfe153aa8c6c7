/** One minute in ms. */
export const MINUTE_MS = 60 * 1_000;
/** One day in ms. */
export const DAY_MS = 24 * 60 * MINUTE_MS;
/** Bangkok is seven hours ahead of UTC and has no summer time. */
export const BANGKOK_MS = 7 * 60 * MINUTE_MS;
/** 1 January 1970, day 0, was a Thursday. */
const WEEKDAY_OF_DAY_0 = 4;

/** A calendar day in Bangkok: days since 1 January 1970. */
export type BangkokDay = number;

/** The day in Bangkok an instant (epoch ms) lies in. */
export function dayOf(at: number): BangkokDay {
  return Math.floor((at + BANGKOK_MS) / DAY_MS);
}

/** The first instant (epoch ms) of a day in Bangkok. */
export function startOfDay(day: BangkokDay): number {
  return day * DAY_MS - BANGKOK_MS;
}

/** 0 is Sunday, 6 is Saturday. */
export function weekdayOf(day: BangkokDay): number {
  return (((day + WEEKDAY_OF_DAY_0) % 7) + 7) % 7;
}

/** The year (A.D.) a day lies in. */
export function yearOfDay(day: BangkokDay): number {
  return new Date(day * DAY_MS).getUTCFullYear();
}

/** A day as calendars list it: `2026-12-31`. */
export function dateOf(day: BangkokDay): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The day of a date `2026-12-31` (A.D.); undefined when there is no such day. */
export function dayOfDate(date: string): BangkokDay | undefined {
  const at = /^\d{4}-\d{2}-\d{2}$/u.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  const day = Math.floor(at / DAY_MS);
  return Number.isNaN(at) || dateOf(day) !== date ? undefined : day;
}

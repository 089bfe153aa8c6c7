import { BANGKOK_MS, startOfDay as beginningOf, dayOf } from "../../core/reminder/bangkok-day.ts";

const BUDDHIST_ERA = 543;
/** No year of the common era anybody means is as late as this. */
const FIRST_BUDDHIST_YEAR = 2_400;

const NUMBERS = /^(\d{1,2})[\s/.-]+(\d{1,2})[\s/.-]+(\d{4})$/u;
const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})$/u;
const WITH_NAME = /^(\d{1,2})\s*([\p{L}\p{M}.]+)\s*(\d{4})$/u;

const MONTHS = monthNames();

/**
 * When a day begins in Bangkok (epoch ms), as people write it: 15/12/2569, 15-12-2026, ๑๕ ธันวาคม ๒๕๖๙, 2026-12-15.
 * Undefined for what is no day.
 */
export function readDay(typed: string): number | undefined {
  const text = typed.trim().replace(/[๐-๙]/gu, (digit) => String(digit.charCodeAt(0) - 0x0e50));
  const [, day, month, year] = NUMBERS.exec(text) ?? [];
  if (day !== undefined) return startOf(Number(year), Number(month), Number(day));
  const iso = ISO.exec(text);
  if (iso !== null) return startOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const named = WITH_NAME.exec(text);
  const number = MONTHS.get(named?.[2]?.toLowerCase() ?? "");
  return number === undefined ? undefined : startOf(Number(named?.[3]), number, Number(named?.[1]));
}

/** When the day of an instant began in Bangkok. */
export function startOfDay(at: number): number {
  return beginningOf(dayOf(at));
}

/** The day of an instant in Bangkok, in the Buddhist era: "2569-11-22". */
export function buddhistDay(at: number): string {
  const day = new Date(at + BANGKOK_MS).toISOString();
  return `${Number(day.slice(0, 4)) + BUDDHIST_ERA}${day.slice(4, 10)}`;
}

function startOf(writtenYear: number, month: number, day: number): number | undefined {
  const year = writtenYear >= FIRST_BUDDHIST_YEAR ? writtenYear - BUDDHIST_ERA : writtenYear;
  const start = Date.UTC(year, month - 1, day);
  const date = new Date(start);
  const isDay =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isDay ? start - BANGKOK_MS : undefined;
}

/** Months by their long and short names in both languages. */
function monthNames(): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const locale of ["th-TH", "en-GB"])
    for (const month of ["long", "short"] as const) {
      const format = new Intl.DateTimeFormat(locale, { month, timeZone: "UTC" });
      for (let number = 1; number <= 12; number += 1)
        names.set(format.format(Date.UTC(2026, number - 1, 1)).toLowerCase(), number);
    }
  return names;
}

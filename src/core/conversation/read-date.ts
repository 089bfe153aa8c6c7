import { type BangkokDay, dayOf, dayOfDate, yearOfDay } from "../reminder/bangkok-day.ts";
import { normaliseText, oneSpelling, POLITE_ENDINGS } from "./normalise-text.ts";

/** A day as somebody typed it. */
export type TypedDay =
  | { readonly type: "today" | "tomorrow" | "next_week" }
  | {
      readonly type: "date";
      /** As it was typed, whether or not there is such a day. */
      readonly date: number;
      /** 1 to 12 when it was a word. */
      readonly month: number;
      /** A.D. or B.E., of two or four digits; null for the next such day. */
      readonly year: number | null;
    };

/** Words by meaning, normalised: `day_…`, `month_1` to `month_12`. */
type Keywords = Readonly<Record<string, readonly string[]>>;

/** Words alone; a week begins on Monday. */
const RELATIVE = ["today", "tomorrow", "next_week"] as const;

/**
 * The day in typed text: `15/12/2569`, `15-12-69`, `15/12`, `2026-12-15`, `15 ธ.ค. 2569`, `Dec 15`, `tomorrow`, in
 * Thai numerals too. Undefined for text that is no day; a date there is none of, such as 31/2, is found out later.
 */
export function readDate(text: string, keywords: Keywords): TypedDay | undefined {
  const word = normaliseText(text);
  const relative = RELATIVE.find((type) => keywords[`day_${type}`]?.includes(word));
  return relative === undefined ? readParts(text, keywords) : { type: relative };
}

function readParts(text: string, keywords: Keywords): TypedDay | undefined {
  const parts = partsOf(text);
  const words = parts.filter((part) => /^\p{L}/u.test(part)).map((part) => withoutFillers(part, keywords));
  const [name, ...others] = words.filter((word) => word !== "");
  const numbers = parts.filter((part) => /^\d/u.test(part));
  if (others.length > 0) return undefined;
  if (name === undefined) return readNumbers(numbers, parts.some(isSeparator));
  const month = monthOf(name, keywords);
  return month === undefined ? undefined : readBesideMonth(numbers, month);
}

/** Abbreviations lose their dots; what cannot stand in a date makes a word that is none. */
function partsOf(text: string): readonly string[] {
  const bare = oneSpelling(text).trim().replace(POLITE_ENDINGS, "");
  const plain = bare.replace(/(?<=[\p{L}\p{M}])\./gu, "");
  const parts = plain.match(/\d+|[\p{L}\p{M}]+|[^\d\p{L}\p{M}\s]/gu) ?? [];
  return parts.map((part) => (/^[\d\p{L}\p{M}]|^[-–./,“”"']/u.test(part) ? part : "x"));
}

function isSeparator(part: string): boolean {
  return /^[-–./]$/u.test(part);
}

/** Without "the", "of", the day of the week and the like, which say nothing more. */
function withoutFillers(part: string, keywords: Keywords): string {
  const fillers = keywords.day_filler ?? [];
  let rest = normaliseText(part);
  while (rest !== "" && monthOf(rest, keywords) === undefined) {
    const filler = fillers.find((one) => rest.startsWith(one) || rest.endsWith(one));
    if (filler === undefined) return rest;
    rest = rest.startsWith(filler) ? rest.slice(filler.length) : rest.slice(0, -filler.length);
  }
  return rest;
}

function monthOf(word: string, keywords: Keywords): number | undefined {
  for (let month = 1; month <= 12; month += 1) {
    if (keywords[`month_${month}`]?.some((one) => one.replaceAll(".", "") === word)) return month;
  }
  return undefined;
}

/** Two numbers are a date only with something between them. */
function readNumbers(numbers: readonly string[], isSeparated: boolean): TypedDay | undefined {
  const [first = "", second = "", third] = numbers;
  if (numbers.length > 3 || numbers.length < 2 || second.length > 2) return undefined;
  if (first.length === 4 && third !== undefined) return dateOf(third, Number(second), first);
  return third === undefined && !isSeparated ? undefined : dateOf(first, Number(second), third);
}

function readBesideMonth(numbers: readonly string[], month: number): TypedDay | undefined {
  const [first = "", second, ...others] = numbers;
  if (others.length > 0) return undefined;
  return first.length === 4 && second !== undefined
    ? dateOf(second, month, first)
    : dateOf(first, month, second);
}

function dateOf(date: string, month: number, year: string | undefined): TypedDay | undefined {
  const isDate = /^\d{1,2}$/u.test(date) && (year === undefined || /^(?:\d{2}|\d{4})$/u.test(year));
  if (!isDate) return undefined;
  return { type: "date", date: Number(date), month, year: year === undefined ? null : Number(year) };
}

/** How far ahead a next 29 February can be. */
const YEARS_TO_LEAP_DAY = 8;

/** The day in Bangkok a date means at an instant (epoch ms); undefined when the calendar has none. */
export function dayMeant(
  { date, month, year }: Extract<TypedDay, { type: "date" }>,
  at: number,
): BangkokDay | undefined {
  const today = dayOf(at);
  if (year !== null) return dayIn(yearMeant(year, yearOfDay(today)), month, date);
  const years = Array.from({ length: YEARS_TO_LEAP_DAY + 1 }, (_, ahead) => yearOfDay(today) + ahead);
  return years
    .map((one) => dayIn(one, month, date))
    .find((day): day is BangkokDay => day !== undefined && day >= today);
}

function dayIn(year: number, month: number, date: number): BangkokDay | undefined {
  const digits = (value: number, length: number) => String(value).padStart(length, "0");
  return dayOfDate(`${digits(year, 4)}-${digits(month, 2)}-${digits(date, 2)}`);
}

/** The Buddhist era is 543 years ahead. */
const BUDDHIST_ERA = 543;
/** No year of ours is so high in A.D., nor so low in B.E. */
const FIRST_BUDDHIST_YEAR = 2400;

/** Of two digits the nearer of both eras is meant. */
function yearMeant(year: number, present: number): number {
  if (year >= FIRST_BUDDHIST_YEAR) return year - BUDDHIST_ERA;
  if (year >= 100) return year;
  const [inOurEra, inBuddhistEra] = [2000 + year, 2500 + year - BUDDHIST_ERA];
  return Math.abs(inOurEra - present) < Math.abs(inBuddhistEra - present) ? inOurEra : inBuddhistEra;
}

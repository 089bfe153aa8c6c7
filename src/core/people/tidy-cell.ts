import { problemAt, type RosterColumn, type RosterProblem } from "./roster-problem.ts";

/** Longest texts, in UTF-16 code units. */
const MOST_CHARACTERS: Readonly<Record<RosterColumn, number>> = {
  staff_number: 40,
  name: 150,
  email: 254,
  unit: 40,
  unit_name: 200,
  parent: 40,
  group: 100,
  role: 60,
  manages: 2_000,
};

/** What nobody sees and nobody meant to type: zero-width spaces and joiners, soft hyphens, byte order marks. */
const INVISIBLE = /[\u00ad\u200b-\u200d\u2060\ufeff]/gu;
/** Nothing but visible ASCII. */
const PLAIN = /^[!-~]*$/u;
/** Control characters, marks that turn the reading direction, and what a wrong encoding leaves behind. */
const NOT_TEXT = /[\p{Cc}\u202a-\u202e\u2066-\u2069\ufffd]/u;
/** A spreadsheet would run it. */
const FORMULA = /^[=+\-@]/u;
/** Filled in to say that there is nothing. */
const NOTHING = /^[-–—]+$/u;
/** What a spreadsheet makes of a long number. */
const SHORTENED = /^\d(?:[.,]\d+)?E\+\d+$/iu;
const CODES: readonly RosterColumn[] = ["staff_number", "unit", "parent", "manages"];

/** One spelling: composed characters, ำ as one, single spaces, nothing invisible. */
export function tidyText(text: string): string {
  // Most cells are codes and addresses, and there may be a million of them.
  if (PLAIN.test(text)) return text;
  return text
    .normalize("NFC")
    .replace(INVISIBLE, "")
    .replace(/\u0e4d([\u0e48-\u0e4b]?)\u0e32/gu, "$1\u0e33")
    .replace(/\s+/gu, " ")
    .trim();
}

/** A tidied cell, "" when there is nothing in it, or what is wrong with it. */
export function tidyCell(row: number, column: RosterColumn, raw: string): string | RosterProblem {
  // Before the costly steps: a cell may hold megabytes.
  if (raw.length > 10 * MOST_CHARACTERS[column]) return tooLong(row, column);
  const text = CODES.includes(column) ? arabicDigits(tidyText(raw)) : tidyText(raw);
  if (NOTHING.test(text)) return "";
  if (text.length > MOST_CHARACTERS[column]) return tooLong(row, column);
  if (NOT_TEXT.test(text)) return problemAt(row, column, "control_character");
  if (FORMULA.test(text)) return problemAt(row, column, "formula", { begins: text.slice(0, 1) });
  if (CODES.includes(column) && SHORTENED.test(text)) return problemAt(row, column, "shortened_number");
  return text;
}

function tooLong(row: number, column: RosterColumn): RosterProblem {
  return problemAt(row, column, "too_long", { most: MOST_CHARACTERS[column] });
}

/** Thai numerals as Arabic ones: both are typed for the same number. */
function arabicDigits(text: string): string {
  return text.replace(/[๐-๙]/gu, (digit) => String(digit.charCodeAt(0) - 0x0e50));
}

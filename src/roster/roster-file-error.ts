import { z } from "zod";
import type { Localized } from "../core/language.ts";
import { fillPlaces, readRosterData } from "./roster-data.ts";

/** Why a file cannot be read as a roster; `data/roster/files.json` says each in words. */
export const ROSTER_FILE_CODES = [
  "ROSTER_FILE_MISSING",
  "ROSTER_FILE_EMPTY",
  "ROSTER_FILE_TOO_LARGE",
  "ROSTER_FILE_CHANGED",
  "ROSTER_ROWS_TOO_MANY",
  "ROSTER_COLUMNS_TOO_MANY",
  "ROSTER_OLD_OR_LOCKED_WORKBOOK",
  "ROSTER_WORKBOOK_LOCKED",
  "ROSTER_NOT_A_WORKBOOK",
  "ROSTER_WORKBOOK_DAMAGED",
  "ROSTER_WORKBOOK_TOO_LARGE",
  "ROSTER_NOT_TEXT",
  "ROSTER_QUOTES",
] as const;

/** @see ROSTER_FILE_CODES */
export type RosterFileCode = (typeof ROSTER_FILE_CODES)[number];

const sentences = readRosterData(
  "files.json",
  z.record(z.enum(ROSTER_FILE_CODES), z.strictObject({ th: z.string(), en: z.string() })),
);

/** A file that cannot be read as a roster. The message is English; `told` says it in both languages. */
export class RosterFileError extends Error {
  readonly code: RosterFileCode;
  readonly told: Localized;
  /** What the sentences mention, e.g. the number of a row. */
  readonly values: Readonly<Record<string, string | number>>;

  constructor(code: RosterFileCode, values: Readonly<Record<string, string | number>> = {}, cause?: unknown) {
    const { th, en } = sentences[code];
    const told = { th: fillPlaces(th, values), en: fillPlaces(en, values) };
    super(told.en, { cause });
    this.name = "RosterFileError";
    this.code = code;
    this.told = told;
    this.values = values;
  }
}

import { stringify } from "csv-stringify/sync";
import { z } from "zod";
import type { Language } from "../core/language.ts";
import { ROSTER_COLUMNS } from "../core/people/roster-problem.ts";
import { columnHeading, type RosterContent } from "./roster-content.ts";
import { readRosterData } from "./roster-data.ts";

const examplesSchema = z.record(
  z.enum(["th", "en"]),
  z.array(z.array(z.string()).length(ROSTER_COLUMNS.length)),
);

/**
 * A roster file to start from: headings and a few made-up people, CSV in UTF-8 with a byte order mark, which
 * Excel needs to show Thai.
 */
export function rosterTemplate(content: RosterContent, language: Language): string {
  const headings = ROSTER_COLUMNS.map((column) => columnHeading(column, content.words, language));
  const examples = readRosterData("examples.json", examplesSchema)[language];
  return toCsv([headings, ...examples]);
}

/** Cells a spreadsheet would run as formulas are made harmless. */
function toCsv(rows: readonly (readonly string[])[]): string {
  return stringify([...rows], { bom: true, escape_formulas: true, record_delimiter: "\r\n" });
}

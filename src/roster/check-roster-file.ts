import { checkRoster, type RosterCheck } from "../core/people/check-roster.ts";
import { problemAt } from "../core/people/roster-problem.ts";
import type { RosterEntry } from "../core/people/roster-row.ts";
import type { RosterWords } from "../core/people/roster-words.ts";
import type { Roster } from "../runner/directory.ts";
import { RosterSource } from "./roster-source.ts";

/** What a roster file would do to an organisation. */
export interface CheckedRosterFile extends RosterCheck {
  /** The revision of the roster it was compared with. */
  readonly revision: number;
  /** Headings that mean nothing here. */
  readonly ignored: readonly string[];
}

/**
 * Reads a roster file and compares it with the people of an organisation, holding both; changes nothing. See
 * planRoster for files and organisations of any size.
 * @throws RosterFileError
 */
export async function checkRosterFile(
  path: string,
  existing: Roster,
  words: RosterWords,
): Promise<CheckedRosterFile> {
  const source = new RosterSource(path, words);
  const entries: RosterEntry[] = [];
  for await (const entry of source.entries()) entries.push(entry);
  const { reader } = source;
  const check = checkRoster(entries, existing);
  const problems = reader === undefined ? [problemAt(1, null, "no_rows")] : reader.problems;
  const found = problems.length > 0 ? { ...check, problems } : check;
  return { ...found, revision: existing.revision, ignored: reader?.ignored ?? [] };
}

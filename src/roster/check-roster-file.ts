import { checkRoster, type RosterCheck } from "../core/people/check-roster.ts";
import { problemAt, type RosterProblem } from "../core/people/roster-problem.ts";
import { type RosterReader, type RosterRecord, rosterReader } from "../core/people/roster-reader.ts";
import type { RosterEntry } from "../core/people/roster-row.ts";
import { type RosterWords, spellingOf } from "../core/people/roster-words.ts";
import type { Roster } from "../runner/directory.ts";
import { readRosterFile } from "./read-roster-file.ts";

/** How often the caller hears how far the reading is, in rows. */
const STEP = 500;

/** What a roster file would do to an organisation. */
export interface CheckedRosterFile extends RosterCheck {
  /** The revision of the roster it was compared with. */
  readonly revision: number;
  /** Headings that mean nothing here. */
  readonly ignored: readonly string[];
}

/**
 * Reads a roster file and compares it with the people of an organisation; changes nothing.
 * @param onRows how many rows have been read
 * @throws RosterFileError
 */
export async function checkRosterFile(
  path: string,
  existing: Roster,
  words: RosterWords,
  onRows: (rows: number) => void = () => {},
): Promise<CheckedRosterFile> {
  const { entries, reader, problems } = await readEntries(path, words, onRows);
  const check = checkRoster(entries, existing);
  const ignored = reader?.ignored ?? [];
  const found = problems.length > 0 ? { ...check, problems } : check;
  return { ...found, revision: existing.revision, ignored };
}

interface Entries {
  readonly entries: readonly RosterEntry[];
  readonly reader: RosterReader | undefined;
  /** Of the headings. */
  readonly problems: readonly RosterProblem[];
}

async function readEntries(
  path: string,
  words: RosterWords,
  onRows: (rows: number) => void,
): Promise<Entries> {
  const entries: RosterEntry[] = [];
  let reader: RosterReader | undefined;
  for await (const record of readRosterFile(path)) {
    if (reader === undefined) {
      if (isBlank(record)) continue;
      reader = rosterReader(record, words);
      if (reader.problems.length > 0) break;
      continue;
    }
    const entry = reader.read(record);
    if (entry !== undefined) entries.push(entry);
    if (record.row % STEP === 0) onRows(record.row);
  }
  const problems = reader === undefined ? [problemAt(1, null, "no_rows")] : reader.problems;
  return { entries, reader, problems };
}

function isBlank({ cells }: RosterRecord): boolean {
  return cells.every((cell) => spellingOf(cell) === "");
}

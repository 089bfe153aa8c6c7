import { problemAt, REQUIRED_COLUMNS, type RosterColumn, type RosterProblem } from "./roster-problem.ts";
import { type RosterEntry, type RowWords, readRosterRow } from "./roster-row.ts";
import { type RosterWords, spellingOf, wordIndex } from "./roster-words.ts";

/** A row of a file as it stands there. */
export interface RosterRecord {
  /** As a spreadsheet counts: 1 is the row of headings. */
  readonly row: number;
  readonly cells: readonly string[];
}

/** Reads the rows of one file. */
export interface RosterReader {
  /** What is wrong with the headings; then no row need be read. */
  readonly problems: readonly RosterProblem[];
  /** Headings that mean nothing here; their columns are not looked at. */
  readonly ignored: readonly string[];
  /** What a row says; undefined for an empty one. */
  read(record: RosterRecord): RosterEntry | undefined;
}

/** A reader for a file with these headings. */
export function rosterReader(headings: RosterRecord, words: RosterWords): RosterReader {
  const { places, problems, ignored } = findColumns(headings, words);
  const missing = REQUIRED_COLUMNS.filter((column) => !places.has(column));
  const known: RowWords = { groups: wordIndex(words.groups), roles: wordIndex(words.roles) };
  return {
    problems: [...missing.map((column) => problemAt(headings.row, column, "column_missing")), ...problems],
    ignored,
    read: (record) => readRosterRow(record, places, known),
  };
}

function findColumns({ row, cells }: RosterRecord, words: RosterWords) {
  const meanings = wordIndex(words.columns);
  const places = new Map<RosterColumn, number>();
  const problems: RosterProblem[] = [];
  const ignored: string[] = [];
  for (const [place, cell] of cells.entries()) {
    const column = meanings.get(spellingOf(cell));
    if (column === undefined) ignored.push(cell);
    else if (places.has(column)) problems.push(problemAt(row, column, "column_twice"));
    else places.set(column, place);
  }
  return { places, problems, ignored: ignored.filter((heading) => spellingOf(heading) !== "") };
}

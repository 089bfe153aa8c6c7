import type { Group } from "../framework/framework.ts";
import type { MemberRole } from "./member.ts";
import { problemAt, type RosterColumn, type RosterProblem } from "./roster-problem.ts";
import type { RosterRecord } from "./roster-reader.ts";
import { type RosterRoleWord, spellingOf } from "./roster-words.ts";
import { tidyCell } from "./tidy-cell.ts";

/**
 * What one row says. Undefined means that nothing is said, because the file has no such column; null that there
 * is none. A cell that is wrong says nothing.
 */
export interface RosterEntry {
  readonly row: number;
  /** A row without a person only describes a unit. */
  readonly kind: "person" | "unit";
  readonly problems: readonly RosterProblem[];
  readonly staffNumber: string | undefined;
  readonly name: string | undefined;
  readonly email: string | null | undefined;
  readonly unit: string | undefined;
  readonly unitName: string | undefined;
  readonly parent: string | null | undefined;
  readonly group: Group | null | undefined;
  readonly role: MemberRole | undefined;
  readonly manages: readonly string[] | undefined;
}

/** Meanings of the words for groups and roles. */
export interface RowWords {
  readonly groups: ReadonlyMap<string, Group>;
  readonly roles: ReadonlyMap<string, RosterRoleWord>;
}

/** Which column stands where. */
export type ColumnPlaces = ReadonlyMap<RosterColumn, number>;

const EMAIL = /^[^\s@<>()[\],;:"]+@[^\s@<>()[\],;:".]+(?:\.[^\s@<>()[\],;:".]+)+$/u;
const MOST_MANAGED = 50;
const NO_PROBLEMS: readonly RosterProblem[] = [];

/** Collects what is wrong with a row while its cells are read. */
interface Reading {
  readonly row: number;
  readonly problems: RosterProblem[];
  /** "" for an empty cell; undefined where there is no such column or the cell is wrong. */
  cell(column: RosterColumn): string | undefined;
}

/** What a row says and what is wrong with its cells; undefined for a row without any text. */
export function readRosterRow(
  record: RosterRecord,
  places: ColumnPlaces,
  words: RowWords,
): RosterEntry | undefined {
  const reading = startReading(record, places);
  const texts = [...places.keys()].map((column) => [column, reading.cell(column)] as const);
  if (texts.every(([, text]) => text === "")) return undefined;
  const cells = new Map(texts);
  const kind = reading.problems.length === 0 && isUnitOnly(cells) ? "unit" : "person";
  const role = kind === "unit" ? undefined : roleOf(reading, cells, words);
  return {
    row: record.row,
    kind,
    staffNumber: required(reading, cells, "staff_number", kind),
    name: required(reading, cells, "name", kind),
    email: emailOf(reading, cells.get("email")),
    unit: required(reading, cells, "unit", "person"),
    unitName: cells.get("unit_name") || undefined,
    parent: cells.get("parent") === "" ? null : cells.get("parent"),
    group: groupOf(reading, cells.get("group"), words),
    role,
    manages: managesOf(reading, cells.get("manages")),
    problems: reading.problems.length === 0 ? NO_PROBLEMS : reading.problems,
  };
}

function startReading({ row, cells }: RosterRecord, places: ColumnPlaces): Reading {
  const problems: RosterProblem[] = [];
  return {
    row,
    problems,
    cell(column) {
      const place = places.get(column);
      if (place === undefined) return undefined;
      const tidied = tidyCell(row, column, cells[place] ?? "");
      if (typeof tidied === "string") return tidied;
      problems.push(tidied);
      return undefined;
    },
  };
}

type Cells = ReadonlyMap<RosterColumn, string | undefined>;

const ABOUT_PEOPLE = ["staff_number", "name", "email", "group", "role", "manages"] as const;

function isUnitOnly(cells: Cells): boolean {
  return Boolean(cells.get("unit")) && ABOUT_PEOPLE.every((column) => !cells.get(column));
}

function required(
  { row, problems }: Reading,
  cells: Cells,
  column: RosterColumn,
  kind: RosterEntry["kind"],
): string | undefined {
  const text = cells.get(column);
  if (text === "" && kind === "person") problems.push(problemAt(row, column, "missing"));
  return text || undefined;
}

function emailOf({ row, problems }: Reading, text: string | undefined): string | null | undefined {
  if (text === undefined || text === "") return text === "" ? null : undefined;
  if (EMAIL.test(text)) return text.toLowerCase();
  problems.push(problemAt(row, "email", "bad_email"));
  return undefined;
}

function groupOf(
  { row, problems }: Reading,
  text: string | undefined,
  words: RowWords,
): Group | null | undefined {
  if (text === undefined || text === "") return text === "" ? null : undefined;
  const group = words.groups.get(spellingOf(text));
  if (group === undefined)
    problems.push(problemAt(row, "group", "unknown_group", { found: text.slice(0, 40) }));
  return group;
}

function roleOf({ row, problems }: Reading, cells: Cells, words: RowWords): MemberRole | undefined {
  const text = cells.get("role");
  if (text === undefined || text === "") return text === "" ? "officer" : undefined;
  const word = words.roles.get(spellingOf(text));
  switch (word) {
    case undefined:
      problems.push(problemAt(row, "role", "unknown_role", { found: text.slice(0, 40) }));
      return undefined;
    case "manager":
      // Who sees figures of which unit is said, never guessed.
      if (!cells.get("manages")) problems.push(problemAt(row, "manages", "manages_missing"));
      return "officer";
    case "officer":
    case "hr":
      return word;
    default:
      return word satisfies never;
  }
}

function managesOf({ row, problems }: Reading, text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const codes = text.split(/[,;|/\s]+/u).filter((code) => code !== "");
  const units = [...new Set(codes)].toSorted();
  if (units.length <= MOST_MANAGED) return units;
  problems.push(problemAt(row, "manages", "manages_too_many", { most: MOST_MANAGED }));
  return undefined;
}

/** What a column of a roster file holds. */
export type RosterColumn =
  | "staff_number"
  | "name"
  | "email"
  | "unit"
  | "unit_name"
  | "parent"
  | "group"
  | "role"
  | "manages";

/** Every column, in the order of the template. */
export const ROSTER_COLUMNS: readonly RosterColumn[] = [
  "staff_number",
  "name",
  "email",
  "unit",
  "unit_name",
  "parent",
  "group",
  "role",
  "manages",
];

/** Columns a file cannot do without. An e-mail address and a group may be unknown. */
export const REQUIRED_COLUMNS: readonly RosterColumn[] = ["staff_number", "name", "unit"];

/** Everything that can be wrong with a roster; `data/roster/problems.json` says each in words. */
export const ROSTER_PROBLEMS = [
  "no_rows",
  "column_missing",
  "column_twice",
  "missing",
  "too_long",
  "control_character",
  "formula",
  "shortened_number",
  "bad_email",
  "unknown_group",
  "unknown_role",
  "manages_missing",
  "manages_unknown",
  "manages_too_many",
  "staff_number_twice",
  "unit_two_names",
  "unit_two_parents",
  "unit_name_missing",
  "unit_parent_unknown",
  "unit_cycle",
  "unit_above_wrong",
] as const;

/** @see ROSTER_PROBLEMS */
export type RosterProblemCode = (typeof ROSTER_PROBLEMS)[number];

/** Something in a roster file that has to be mended. */
export interface RosterProblem {
  /** As a spreadsheet counts: 1 is the row of headings. */
  readonly row: number;
  /** Null when it is about the file as a whole. */
  readonly column: RosterColumn | null;
  readonly code: RosterProblemCode;
  /** What the words about it mention: codes of units, other rows, limits. */
  readonly values: Readonly<Record<string, string | number>>;
}

/** A problem with nothing more to say. */
export function problemAt(
  row: number,
  column: RosterColumn | null,
  code: RosterProblemCode,
  values: RosterProblem["values"] = {},
): RosterProblem {
  return { row, column, code, values };
}

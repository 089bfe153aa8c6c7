import type { RosterChanges } from "../core/people/roster-changes.ts";
import { textTable } from "./text-table.ts";

/** People named one by one; with more of them the numbers say more. */
const MOST_NAMED = 50;

/** What a roster does, in numbers. */
export function summariseChanges(changes: RosterChanges, deactivateMissing: boolean): string {
  const { addedUnits, changedUnits, added, changed, unchanged, unlisted } = changes;
  const missing = `${unlisted.length} no longer listed${deactivateMissing ? " (deactivated)" : " (kept)"}`;
  return [
    `Units:  ${addedUnits.length} added, ${changedUnits.length} changed`,
    `People: ${added.length} added, ${changed.length} changed, ${unchanged} unchanged, ${missing}`,
  ].join("\n");
}

/** What a roster would do, in numbers and then by name. */
export function describeChanges(changes: RosterChanges, deactivateMissing: boolean): string {
  const { changedUnits, changed, unlisted } = changes;
  const tables = [
    namedTable(
      ["changed unit", "name", "parent"],
      changedUnits.map(({ after }) => [after.id, after.name, after.parent ?? ""]),
    ),
    namedTable(
      ["changed person", "name", "what"],
      changed.map(({ after, fields }) => [after.staffNumber, after.name, fields.join(", ")]),
    ),
    namedTable(
      ["no longer listed", "name", "unit"],
      unlisted.map(({ staffNumber, name, unit }) => [staffNumber, name, unit]),
    ),
  ];
  return [summariseChanges(changes, deactivateMissing), ...tables.filter((table) => table !== "")].join(
    "\n\n",
  );
}

function namedTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const rest = rows.length - MOST_NAMED;
  const table = textTable(headings, rows.slice(0, MOST_NAMED));
  return rest > 0 ? `${table}\nand ${rest} more` : table;
}

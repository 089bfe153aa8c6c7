import type { RosterPreview } from "../core/people/roster-changes.ts";
import { textTable } from "./text-table.ts";

/** Units and people named one by one; with more of them the numbers say more. */
const MOST_NAMED = 50;

/** What a roster does, in numbers. */
export function summariseChanges(preview: RosterPreview, deactivateMissing: boolean): string {
  const { addedUnits, changedUnits, added, changed, unchanged, unlisted } = preview;
  const missing = `${unlisted} no longer listed${deactivateMissing ? " (deactivated)" : " (kept)"}`;
  return [
    `Units:  ${addedUnits.length} added, ${changedUnits.length} changed`,
    `People: ${added} added, ${changed} changed, ${unchanged} unchanged, ${missing}`,
  ].join("\n");
}

/** What a roster would do, in numbers and then by name. */
export function describeChanges(preview: RosterPreview, deactivateMissing: boolean): string {
  const { changedUnits, changed, firstChanged, unlisted, firstUnlisted } = preview;
  const tables = [
    namedTable(
      ["changed unit", "name", "parent"],
      changedUnits.slice(0, MOST_NAMED).map(({ after }) => [after.id, after.name, after.parent ?? ""]),
      changedUnits.length,
    ),
    namedTable(
      ["changed person", "name", "what"],
      firstChanged.map(({ after, fields }) => [after.staffNumber, after.name, fields.join(", ")]),
      changed,
    ),
    namedTable(
      ["no longer listed", "name", "unit"],
      firstUnlisted.map(({ staffNumber, name, unit }) => [staffNumber, name, unit]),
      unlisted,
    ),
  ];
  return [summariseChanges(preview, deactivateMissing), ...tables.filter((table) => table !== "")].join(
    "\n\n",
  );
}

function namedTable(headings: readonly string[], rows: readonly (readonly string[])[], all: number): string {
  if (all === 0) return "";
  const rest = all - rows.length;
  const table = textTable(headings, rows);
  return rest > 0 ? `${table}\nand ${rest} more` : table;
}

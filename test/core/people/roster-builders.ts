import { checkRoster, type ExistingRoster, type RosterCheck } from "../../../src/core/people/check-roster.ts";
import type { Member, OrgUnit } from "../../../src/core/people/member.ts";
import type { RosterChanges } from "../../../src/core/people/roster-changes.ts";
import { problemAt, type RosterProblem } from "../../../src/core/people/roster-problem.ts";
import { type RosterRecord, rosterReader } from "../../../src/core/people/roster-reader.ts";
import type { RosterEntry } from "../../../src/core/people/roster-row.ts";
import { loadRosterContent } from "../../../src/roster/roster-content.ts";

/** The headings of most rosters in these tests. */
export const HEADINGS = [
  "รหัสพนักงาน",
  "ชื่อ",
  "อีเมล",
  "รหัสหน่วยงาน",
  "หน่วยงาน",
  "รหัสหน่วยงานแม่",
  "กลุ่ม",
  "บทบาท",
  "หน่วยงานที่ดูแล",
] as const;

/** Nobody and nothing. */
export const NOBODY: ExistingRoster = { units: [], members: [] };

const { words } = loadRosterContent();

/** Reads and checks rows of cells, headings first. */
export function check(rows: readonly (readonly string[])[], existing = NOBODY): RosterCheck {
  const records = rows.map((cells, place) => ({ row: place + 1, cells }));
  const { entries, problems } = readRosterRows(records);
  if (problems.length === 0) return checkRoster(entries, existing);
  return { ...checkRoster([], existing), problems };
}

/** The headings and rows of a file that is read as a whole. */
function readRosterRows([headings, ...rest]: readonly RosterRecord[]): {
  readonly entries: readonly RosterEntry[];
  readonly problems: readonly RosterProblem[];
} {
  if (headings === undefined) return { entries: [], problems: [problemAt(1, null, "no_rows")] };
  const reader = rosterReader(headings, words);
  if (reader.problems.length > 0) return { entries: [], problems: reader.problems };
  const entries = rest.map((record) => reader.read(record)).filter((entry) => entry !== undefined);
  return { entries, problems: [] };
}

/** Rows below the usual headings. */
export function checkRows(rows: readonly (readonly string[])[], existing = NOBODY): RosterCheck {
  return check([HEADINGS, ...rows], existing);
}

/** `[row, column, code, values]` of every problem. */
export function told({ problems }: RosterCheck) {
  return problems.map(({ row, column, code, values }) => [row, column, code, values]);
}

/** What would be there after applying changes. */
export function applied(
  before: ExistingRoster,
  changes: RosterChanges,
  deactivateMissing = false,
): ExistingRoster {
  const units = new Map(before.units.map((unit): [string, OrgUnit] => [unit.id, unit]));
  for (const unit of [...changes.addedUnits, ...changes.changedUnits.map(({ after }) => after)])
    units.set(unit.id, unit);
  const members = new Map(before.members.map((one): [string, Member] => [one.staffNumber, one]));
  for (const one of changes.added)
    members.set(one.staffNumber, { ...one, id: `id-${one.staffNumber}`, active: true });
  for (const { before: was, after } of changes.changed)
    members.set(after.staffNumber, { ...after, id: was.id, active: true });
  for (const one of deactivateMissing ? changes.unlisted : [])
    members.set(one.staffNumber, { ...one, active: false });
  return { units: [...units.values()], members: [...members.values()] };
}

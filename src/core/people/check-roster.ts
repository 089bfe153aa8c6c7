import { type Member, type OrgUnit, type RosterMember, sameField } from "./member.ts";
import type { ChangedMember, MemberField, RosterChanges } from "./roster-changes.ts";
import { problemAt, type RosterProblem } from "./roster-problem.ts";
import type { RosterEntry } from "./roster-row.ts";
import { judgeUnits, type UnitVerdict } from "./roster-units.ts";

/** Units and people before. */
export interface ExistingRoster {
  readonly units: readonly OrgUnit[];
  readonly members: readonly Member[];
}

/** What a roster would do and what is wrong with it. */
export interface RosterCheck {
  /** How many people the file lists, wrong rows included. */
  readonly people: number;
  /** By row. */
  readonly problems: readonly RosterProblem[];
  /** How many rows are wrong. */
  readonly badRows: number;
  /** What the other rows would do; people in wrong rows count as listed. */
  readonly changes: RosterChanges;
}

/**
 * Compares a roster with what is there. Applying the changes and checking the same roster again finds none; the
 * order of rows does not matter.
 */
export function checkRoster(entries: readonly RosterEntry[], existing: ExistingRoster): RosterCheck {
  const verdict = judgeUnits(entries, existing.units);
  const people = entries.filter(({ kind }) => kind === "person");
  const problems = [
    ...(people.length === 0 ? [problemAt(1, null, "no_rows")] : []),
    ...entries.flatMap((entry) => entry.problems),
    ...repeatedStaffNumbers(people),
    ...verdict.problems,
    ...unknownManaged(people, verdict),
  ].toSorted((a, b) => a.row - b.row);
  const bad = badRowNumbers(entries, problems, verdict);
  const good = people.filter(({ row }) => !bad.has(row));
  return {
    people: people.length,
    problems,
    badRows: bad.size,
    changes: {
      ...unitChanges(entries, existing.units, verdict),
      ...memberChanges(people, good, existing.members),
    },
  };
}

function repeatedStaffNumbers(people: readonly RosterEntry[]): readonly RosterProblem[] {
  const rows = new Map<string, number | number[]>();
  for (const { row, staffNumber } of people) {
    if (staffNumber === undefined) continue;
    const known = rows.get(staffNumber);
    // Nearly all stand once: a list for each of them would be most of the memory.
    if (known === undefined) rows.set(staffNumber, row);
    else if (typeof known === "number") rows.set(staffNumber, [known, row]);
    else known.push(row);
  }
  const repeated = [...rows.values()].filter((found) => typeof found !== "number");
  return repeated.flatMap((found) =>
    found.map((row, place) =>
      problemAt(row, "staff_number", "staff_number_twice", { otherRow: found[place === 0 ? 1 : 0] ?? row }),
    ),
  );
}

function unknownManaged(
  people: readonly RosterEntry[],
  { units, wrong }: UnitVerdict,
): readonly RosterProblem[] {
  return people.flatMap(({ row, manages = [] }) =>
    manages
      .filter((unit) => !units.has(unit) || wrong.has(unit))
      .map((unit) => problemAt(row, "manages", "manages_unknown", { unit: unit.slice(0, 40) })),
  );
}

/** Rows with a problem of their own, and all rows of a unit that cannot be used. */
function badRowNumbers(
  entries: readonly RosterEntry[],
  problems: readonly RosterProblem[],
  { wrong }: UnitVerdict,
): ReadonlySet<number> {
  const bad = new Set(
    problems.filter(({ code }) => code !== "no_rows" && !ABOUT_A_UNIT.has(code)).map(({ row }) => row),
  );
  for (const { row, unit } of entries) if (unit === undefined || wrong.has(unit)) bad.add(row);
  return bad;
}

/** They stand at the first row of the unit; that the unit is wrong makes its rows wrong. */
const ABOUT_A_UNIT: ReadonlySet<string> = new Set([
  "unit_name_missing",
  "unit_parent_unknown",
  "unit_cycle",
  "unit_above_wrong",
]);

function unitChanges(
  entries: readonly RosterEntry[],
  existing: readonly OrgUnit[],
  { units, wrong }: UnitVerdict,
): Pick<RosterChanges, "addedUnits" | "changedUnits"> {
  const before = new Map(existing.map((unit) => [unit.id, unit]));
  const spokenOf = new Set(entries.map(({ unit }) => unit ?? "").filter((id) => id !== "" && !wrong.has(id)));
  const after = [...spokenOf].toSorted().flatMap((id) => units.get(id) ?? []);
  return {
    addedUnits: after.filter(({ id }) => !before.has(id)),
    changedUnits: after.flatMap((unit) => {
      const was = before.get(unit.id);
      const isSame = was === undefined || (was.name === unit.name && was.parent === unit.parent);
      return isSame ? [] : [{ before: was, after: unit }];
    }),
  };
}

function memberChanges(
  people: readonly RosterEntry[],
  good: readonly RosterEntry[],
  existing: readonly Member[],
): Omit<RosterChanges, "addedUnits" | "changedUnits"> {
  const before = new Map(existing.map((member) => [member.staffNumber, member]));
  const added: RosterMember[] = [];
  const changed: ChangedMember[] = [];
  for (const entry of good) {
    const was = before.get(entry.staffNumber ?? "");
    const after = memberAfter(entry, was);
    const fields = was === undefined ? [] : changedFields(was, after);
    if (was === undefined) added.push(after);
    else if (fields.length > 0) changed.push({ before: was, after, fields });
  }
  const listed = new Set(people.map(({ staffNumber }) => staffNumber));
  return {
    added: added.toSorted(byStaffNumber),
    changed: changed.toSorted((a, b) => byStaffNumber(a.after, b.after)),
    unchanged: good.length - added.length - changed.length,
    unlisted: existing
      .filter(({ active, staffNumber }) => active && !listed.has(staffNumber))
      .toSorted(byStaffNumber),
  };
}

/** What the file does not speak of stays as it was. */
function memberAfter(entry: RosterEntry, was: Member | undefined): RosterMember {
  const { staffNumber = "", name = "", unit = "", email = was?.email, group = was?.group } = entry;
  return {
    staffNumber,
    name,
    email: email ?? null,
    unit,
    group: group ?? null,
    role: entry.role ?? was?.role ?? "officer",
    manages: entry.manages ?? was?.manages ?? [],
  };
}

const COMPARED = ["name", "email", "unit", "group", "role", "manages"] as const;

function changedFields(was: Member, after: RosterMember): readonly MemberField[] {
  const fields: MemberField[] = COMPARED.filter((field) => !sameField(field, was, after));
  return was.active ? fields : [...fields, "active"];
}

function byStaffNumber(a: RosterMember, b: RosterMember): number {
  if (a.staffNumber === b.staffNumber) return 0;
  return a.staffNumber < b.staffNumber ? -1 : 1;
}

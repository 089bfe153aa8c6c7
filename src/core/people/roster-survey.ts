import type { OrgUnit } from "./member.ts";
import type { RosterChanges } from "./roster-changes.ts";
import { problemAt, type RosterProblem } from "./roster-problem.ts";
import type { RosterEntry } from "./roster-row.ts";
import { UnitSurvey, type UnitVerdict } from "./roster-units.ts";
import { StaffNumbers } from "./staff-numbers.ts";

/** What a roster as a whole says of its rows; what it was made from need not be held any more. */
export interface RosterVerdict extends Pick<RosterChanges, "addedUnits" | "changedUnits"> {
  /** How many people the file lists, wrong rows included. */
  readonly people: number;
  /** What is wrong with the file as a whole. */
  readonly problems: readonly RosterProblem[];
  /** What is wrong with a row. */
  judge(entry: RosterEntry): JudgedRow;
  /** Whether some row has this staff number, right or wrong. */
  readonly isListed: (staffNumber: string) => boolean;
}

/** What is wrong with a row; it can be bad without a problem that is told there. */
export interface JudgedRow {
  readonly problems: readonly RosterProblem[];
  /** It has a problem of its own, or its unit cannot be used. */
  readonly isBad: boolean;
}

/**
 * The first of two looks at a roster: gathers from all rows what judging one of them takes. It holds units, staff
 * numbers and nothing else.
 */
export class RosterSurvey {
  readonly #numbers: StaffNumbers;
  readonly #units = new UnitSurvey();
  #people = 0;

  /** @param seed see StaffNumbers */
  constructor(seed = 0) {
    this.#numbers = new StaffNumbers(seed);
  }

  note(entry: RosterEntry): void {
    this.#units.note(entry);
    if (entry.kind !== "person") return;
    this.#people += 1;
    if (entry.staffNumber !== undefined) this.#numbers.add(entry.staffNumber, entry.row);
  }

  /** After all rows. */
  judge(existing: readonly OrgUnit[]): RosterVerdict {
    const numbers = this.#numbers;
    const verdict = this.#units.judge(existing);
    return {
      people: this.#people,
      problems: this.#people === 0 ? [problemAt(1, null, "no_rows")] : [],
      judge: (entry) => judgeRow(entry, numbers, verdict),
      isListed: (staffNumber) => numbers.has(staffNumber),
      ...unitChanges(existing, verdict),
    };
  }
}

function judgeRow(entry: RosterEntry, numbers: StaffNumbers, verdict: UnitVerdict): JudgedRow {
  const { unit } = entry;
  const problems = [
    ...entry.problems,
    ...repeated(entry, numbers),
    ...verdict.problemsOf(entry),
    ...unknownManaged(entry, verdict),
  ];
  const isBad = unit === undefined || verdict.wrong.has(unit);
  return { problems, isBad: isBad || problems.some(({ code }) => !ABOUT_A_UNIT.has(code)) };
}

/** They stand at the first row of the unit; that the unit is wrong makes its rows wrong. */
const ABOUT_A_UNIT: ReadonlySet<string> = new Set([
  "unit_name_missing",
  "unit_parent_unknown",
  "unit_cycle",
  "unit_above_wrong",
]);

function repeated({ row, kind, staffNumber }: RosterEntry, numbers: StaffNumbers): readonly RosterProblem[] {
  if (kind !== "person" || staffNumber === undefined) return [];
  const otherRow = numbers.otherRow(staffNumber, row);
  return otherRow === undefined ? [] : [problemAt(row, "staff_number", "staff_number_twice", { otherRow })];
}

function unknownManaged(
  { row, kind, manages = [] }: RosterEntry,
  { units, wrong }: UnitVerdict,
): readonly RosterProblem[] {
  if (kind !== "person") return [];
  return manages
    .filter((unit) => !units.has(unit) || wrong.has(unit))
    .map((unit) => problemAt(row, "manages", "manages_unknown", { unit: unit.slice(0, 40) }));
}

function unitChanges(
  existing: readonly OrgUnit[],
  { units, spokenOf, wrong }: UnitVerdict,
): Pick<RosterChanges, "addedUnits" | "changedUnits"> {
  const before = new Map(existing.map((unit) => [unit.id, unit]));
  const usable = spokenOf.filter((id) => !wrong.has(id)).toSorted();
  const after = usable.flatMap((id) => units.get(id) ?? []);
  return {
    addedUnits: after.filter(({ id }) => !before.has(id)),
    changedUnits: after.flatMap((unit) => {
      const was = before.get(unit.id);
      const isSame = was === undefined || (was.name === unit.name && was.parent === unit.parent);
      return isSame ? [] : [{ before: was, after: unit }];
    }),
  };
}

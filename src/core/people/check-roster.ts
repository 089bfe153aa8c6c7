import { compareMembers } from "./compare-members.ts";
import { byStaffNumber, type Member, type OrgUnit } from "./member.ts";
import type { RosterChanges } from "./roster-changes.ts";
import type { RosterProblem } from "./roster-problem.ts";
import type { RosterEntry } from "./roster-row.ts";
import { RosterSurvey } from "./roster-survey.ts";

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
 * Compares a roster with what is there, all of it at once. Applying the changes and checking the same roster again
 * finds none; the order of rows does not matter. See RosterSurvey for rosters that are too large to be held.
 */
export function checkRoster(entries: readonly RosterEntry[], existing: ExistingRoster): RosterCheck {
  const survey = new RosterSurvey();
  for (const entry of entries) survey.note(entry);
  const verdict = survey.judge(existing.units);
  const judged = entries.map((entry) => ({ entry, ...verdict.judge(entry) }));
  const problems = [...verdict.problems, ...judged.flatMap((row) => row.problems)];
  const good = judged.filter(({ entry, isBad }) => entry.kind === "person" && !isBad);
  const { added, changed, unchanged } = compareMembers(
    good.map(({ entry }) => entry),
    existing.members,
  );
  const unlisted = existing.members.filter(
    (member) => member.active && !verdict.isListed(member.staffNumber),
  );
  return {
    people: verdict.people,
    problems: problems.toSorted((a, b) => a.row - b.row),
    badRows: judged.filter(({ isBad }) => isBad).length,
    changes: {
      addedUnits: verdict.addedUnits,
      changedUnits: verdict.changedUnits,
      added: added.toSorted(byStaffNumber),
      changed: changed.toSorted((a, b) => byStaffNumber(a.after, b.after)),
      unchanged,
      unlisted: unlisted.toSorted(byStaffNumber),
    },
  };
}

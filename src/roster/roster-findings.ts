import { compareMembers } from "../core/people/compare-members.ts";
import type { Member, RosterMember } from "../core/people/member.ts";
import type { ChangedMember, RosterChanges, RosterPreview } from "../core/people/roster-changes.ts";
import type { RosterProblem } from "../core/people/roster-problem.ts";
import type { RosterEntry } from "../core/people/roster-row.ts";
import type { RosterVerdict } from "../core/people/roster-survey.ts";
import { FirstPeople } from "./first-people.ts";
import type { RosterPlan } from "./roster-plan.ts";

/** Problems and people of each kind that are held to be shown. */
const MOST_PROBLEMS = 1_000;
const MOST_NAMED = 50;

/** What would happen to some people. */
export type PeopleChanges = Pick<RosterChanges, "added" | "changed" | "unlisted">;

/** Counts what is found in a roster and holds the first of each kind. */
export class RosterFindings {
  readonly #verdict: RosterVerdict;
  readonly #problems: RosterProblem[] = [];
  readonly #added = new FirstPeople<RosterMember>(MOST_NAMED, (member) => member);
  readonly #changed = new FirstPeople<ChangedMember>(MOST_NAMED, ({ after }) => after);
  readonly #unlisted = new FirstPeople<Member>(MOST_NAMED, (member) => member);
  readonly #counts = { problems: 0, badRows: 0, added: 0, changed: 0, unchanged: 0, unlisted: 0 };

  constructor(verdict: RosterVerdict) {
    this.#verdict = verdict;
  }

  noteProblems(problems: readonly RosterProblem[], badRows: number): void {
    this.#problems.push(...problems.slice(0, MOST_PROBLEMS - this.#problems.length));
    this.#counts.problems += problems.length;
    this.#counts.badRows += badRows;
  }

  /** @param existing everybody with the staff number of one of these rows */
  notePeople(good: readonly RosterEntry[], existing: readonly Member[]): PeopleChanges {
    const { added, changed, unchanged } = compareMembers(good, existing);
    this.#added.add(added);
    this.#changed.add(changed);
    this.#counts.added += added.length;
    this.#counts.changed += changed.length;
    this.#counts.unchanged += unchanged;
    return { added, changed, unlisted: [] };
  }

  /** To be told of everybody, so that those are found whom the roster does not list. */
  noteExisting(members: readonly Member[]): PeopleChanges {
    const unlisted = members.filter(
      ({ active, staffNumber }) => active && !this.#verdict.isListed(staffNumber),
    );
    this.#unlisted.add(unlisted);
    this.#counts.unlisted += unlisted.length;
    return { added: [], changed: [], unlisted };
  }

  /** What has been found. */
  found(): Pick<RosterPlan, "problemCount" | "problems" | "badRows" | "preview"> {
    const { problems: problemCount, badRows, ...counts } = this.#counts;
    const { addedUnits, changedUnits } = this.#verdict;
    const preview: RosterPreview = {
      addedUnits,
      changedUnits,
      ...counts,
      firstAdded: this.#added.all(),
      firstChanged: this.#changed.all(),
      firstUnlisted: this.#unlisted.all(),
    };
    return { problemCount, problems: this.#problems, badRows, preview };
  }
}

import type { ChangedMember } from "../../core/people/roster-changes.ts";
import type { RosterColumn, RosterProblem } from "../../core/people/roster-problem.ts";
import type { PeopleChanges } from "../../roster/roster-findings.ts";
import type { RosterPlan } from "../../roster/roster-plan.ts";

/** Problems the page shows; all of them are in the download. */
export const MOST_PROBLEMS_SHOWN = 200;

/** Units and unused headings the page names; beyond it the number says more. */
const MOST_NAMED = 50;

/** A list too long to be kept as a whole. */
export interface Beginning<T> {
  readonly count: number;
  readonly first: readonly T[];
}

/** Somebody in a list of changes. */
export interface NamedPerson {
  readonly staffNumber: string;
  readonly name: string;
}

/** Somebody and what changes about them. */
interface NamedChange extends NamedPerson {
  readonly columns: readonly (RosterColumn | "active")[];
}

/** A unit in a list of changes. */
interface NamedUnit {
  readonly id: string;
  readonly name: string;
}

/** What is remembered of a file that was uploaded and checked; the file itself lies where `path` says. */
export interface RosterUpload {
  readonly path: string;
  /** As the browser called it. */
  readonly fileName: string;
  /** The revision of the roster it was compared with. */
  readonly revision: number;
  /** What was looked at; see RosterPlan. */
  readonly fingerprint: string | undefined;
  readonly people: number;
  readonly badRows: number;
  readonly problems: Beginning<RosterProblem>;
  /** Headings that mean nothing here. */
  readonly ignored: readonly string[];
  readonly addedUnits: Beginning<NamedUnit>;
  readonly changedUnits: Beginning<NamedUnit>;
  readonly added: Beginning<NamedPerson>;
  readonly changed: Beginning<NamedChange>;
  readonly unlisted: Beginning<NamedPerson>;
  readonly unchanged: number;
  readonly concernsUploader: Concern;
}

/** Whether whoever uploads a file would lose their own role, or their place when the unlisted lose theirs. */
export type Concern = "no" | "role" | "unlisted";

/** What an import did. */
export interface RosterOutcome {
  readonly addedUnits: number;
  readonly changedUnits: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly deactivated: number;
  readonly skippedRows: number;
}

/** What is remembered of a check. The plan itself would hold every staff number. */
export function rosterUpload(
  file: Pick<RosterUpload, "fileName" | "path">,
  { revision, fingerprint, people, badRows, ignored, problemCount, problems, preview }: RosterPlan,
  concernsUploader: Concern,
): RosterUpload {
  const { addedUnits, changedUnits, added, changed, unlisted, unchanged } = preview;
  const { firstAdded, firstChanged, firstUnlisted } = preview;
  return {
    ...file,
    revision,
    fingerprint,
    people,
    badRows,
    ignored: ignored.slice(0, MOST_NAMED),
    problems: { count: problemCount, first: problems.slice(0, MOST_PROBLEMS_SHOWN) },
    addedUnits: units(addedUnits),
    changedUnits: units(changedUnits.map(({ after }) => after)),
    added: { count: added, first: firstAdded.map(named) },
    changed: { count: changed, first: firstChanged.map(namedChange) },
    unlisted: { count: unlisted, first: firstUnlisted.map(named) },
    unchanged,
    concernsUploader,
  };
}

/** What applying a plan has done. */
export function rosterOutcome({ preview, badRows }: RosterPlan, deactivateMissing: boolean): RosterOutcome {
  const { addedUnits, changedUnits, added, changed, unchanged, unlisted } = preview;
  return {
    addedUnits: addedUnits.length,
    changedUnits: changedUnits.length,
    added,
    changed,
    unchanged,
    deactivated: deactivateMissing ? unlisted : 0,
    skippedRows: badRows,
  };
}

function units(all: readonly NamedUnit[]): Beginning<NamedUnit> {
  return { count: all.length, first: all.slice(0, MOST_NAMED).map(({ id, name }) => ({ id, name })) };
}

function named({ staffNumber, name }: NamedPerson): NamedPerson {
  return { staffNumber, name };
}

function namedChange({ after, fields }: ChangedMember): NamedChange {
  const columns = fields.map((field) => (field === "staffNumber" ? "staff_number" : field));
  return { ...named(after), columns };
}

/** What changes, of some people or all, mean for whoever uploads them. */
export function concernOf({ changed, unlisted }: PeopleChanges, uploader: string): Concern {
  if (changed.some(({ before, after }) => before.id === uploader && after.role !== "hr")) return "role";
  return unlisted.some(({ id }) => id === uploader) ? "unlisted" : "no";
}

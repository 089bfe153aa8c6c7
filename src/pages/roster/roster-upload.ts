import type { RosterChanges } from "../../core/people/roster-changes.ts";
import type { RosterColumn, RosterProblem } from "../../core/people/roster-problem.ts";
import type { CheckedRosterFile } from "../../roster/check-roster-file.ts";

/** Problems the page shows; all of them are in the download. */
export const MOST_PROBLEMS_SHOWN = 200;

/** People and units the page names of each kind; beyond it the number says more. */
export const MOST_NAMED = 50;

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

/** What is remembered of a file that was uploaded and checked; the file itself lies where `path` says. */
export interface RosterUpload {
  readonly path: string;
  /** As the browser called it. */
  readonly fileName: string;
  /** The revision of the roster it was compared with. */
  readonly revision: number;
  readonly people: number;
  readonly badRows: number;
  readonly problems: Beginning<RosterProblem>;
  /** Headings that mean nothing here. */
  readonly ignored: readonly string[];
  readonly addedUnits: Beginning<{ readonly id: string; readonly name: string }>;
  readonly changedUnits: Beginning<{ readonly id: string; readonly name: string }>;
  readonly added: Beginning<NamedPerson>;
  readonly changed: Beginning<NamedPerson & { readonly columns: readonly (RosterColumn | "active")[] }>;
  readonly unlisted: Beginning<NamedPerson>;
  readonly unchanged: number;
  /** Whether whoever uploads it would lose their own role, or their place when the unlisted lose theirs. */
  readonly concernsUploader: "no" | "role" | "unlisted";
}

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

/** What is remembered of a check. */
export function rosterUpload(
  file: Pick<RosterUpload, "fileName" | "path">,
  { changes, problems, people, badRows, ignored, revision }: CheckedRosterFile,
  uploader: string,
): RosterUpload {
  const { addedUnits, changedUnits, added, changed, unlisted, unchanged } = changes;
  return {
    ...file,
    revision,
    people,
    badRows,
    ignored: ignored.slice(0, MOST_NAMED),
    problems: beginning(problems, MOST_PROBLEMS_SHOWN, (problem) => problem),
    addedUnits: beginning(addedUnits, MOST_NAMED, ({ id, name }) => ({ id, name })),
    changedUnits: beginning(changedUnits, MOST_NAMED, ({ after: { id, name } }) => ({ id, name })),
    added: beginning(added, MOST_NAMED, named),
    changed: beginning(changed, MOST_NAMED, ({ after, fields }) => ({
      ...named(after),
      columns: fields.map((field) => (field === "staffNumber" ? "staff_number" : field)),
    })),
    unlisted: beginning(unlisted, MOST_NAMED, named),
    unchanged,
    concernsUploader: concernsUploader(changes, uploader),
  };
}

/** What applying the changes has done. */
export function rosterOutcome(
  { changes, badRows }: Pick<CheckedRosterFile, "badRows" | "changes">,
  deactivateMissing: boolean,
): RosterOutcome {
  const { addedUnits, changedUnits, added, changed, unchanged, unlisted } = changes;
  return {
    addedUnits: addedUnits.length,
    changedUnits: changedUnits.length,
    added: added.length,
    changed: changed.length,
    unchanged,
    deactivated: deactivateMissing ? unlisted.length : 0,
    skippedRows: badRows,
  };
}

/** Copied: a part of a list would keep the whole of it in memory. */
function beginning<T, U>(all: readonly T[], most: number, keep: (one: T) => U): Beginning<U> {
  return { count: all.length, first: all.slice(0, most).map(keep) };
}

function named({ staffNumber, name }: NamedPerson): NamedPerson {
  return { staffNumber, name };
}

function concernsUploader(
  { changed, unlisted }: RosterChanges,
  uploader: string,
): RosterUpload["concernsUploader"] {
  if (changed.some(({ before, after }) => before.id === uploader && after.role !== "hr")) return "role";
  return unlisted.some(({ id }) => id === uploader) ? "unlisted" : "no";
}

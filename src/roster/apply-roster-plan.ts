import type { RosterEntry } from "../core/people/roster-row.ts";
import type { Directory, RosterProgress } from "../runner/directory.ts";
import { judgedRows } from "./judged-rows.ts";
import type { RosterPlan } from "./roster-plan.ts";

/** Who applies a plan, when and how. */
export interface PlanApplication {
  /** Whether people no longer listed lose their place; not with bad rows, whose people would look as if they had left. */
  readonly deactivateMissing: boolean;
  readonly actor: string;
  /** Epoch ms. */
  readonly at: number;
  /** Goes into the audit entry of the import, beside the counts. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * Does what a plan says, leaving out bad rows: whether they may be left out is for the caller to say before. Reads
 * the file once more, and all or nothing is changed.
 * @returns false when the roster was changed since the plan was made
 * @throws RosterFileError (ROSTER_FILE_CHANGED when it is not the file of the plan), UnavailableError
 */
export function applyRosterPlan(
  directory: Pick<Directory, "importRoster">,
  plan: RosterPlan,
  { deactivateMissing, actor, at, detail }: PlanApplication,
  onProgress?: RosterProgress,
): Promise<boolean> {
  const { organisation, revision, verdict, preview } = plan;
  const { addedUnits, changedUnits, added, changed, unchanged, unlisted } = preview;
  const units = [...addedUnits, ...changedUnits.map(({ after }) => after)];
  const deactivated = deactivateMissing ? unlisted : 0;
  const roster = {
    organisation,
    revision,
    units,
    counts: { units: units.length, added, changed, unchanged, deactivated },
    people: () => goodPeople(plan),
    isListed: deactivateMissing ? verdict.isListed : undefined,
    actor,
    at,
    detail,
  };
  return directory.importRoster(roster, onProgress);
}

async function* goodPeople({ source, verdict }: RosterPlan): AsyncGenerator<readonly RosterEntry[]> {
  for await (const { good } of judgedRows(source.entries(), verdict)) yield good;
}

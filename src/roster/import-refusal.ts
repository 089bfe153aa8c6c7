import type { RosterPlan } from "./roster-plan.ts";

/** Why a checked file is not imported. */
export type ImportRefusal = "mend_file" | "mend_or_skip" | "no_deactivation_with_bad_rows";

/** What the person who imports has decided. */
export interface ImportChoices {
  readonly skipBadRows: boolean;
  readonly deactivateMissing: boolean;
}

/** Why nothing of a file may be imported; undefined when it may. */
export function importRefusal(
  { problemCount, badRows }: Pick<RosterPlan, "badRows" | "problemCount">,
  { skipBadRows, deactivateMissing }: ImportChoices,
): ImportRefusal | undefined {
  if (problemCount === 0) return undefined;
  if (badRows === 0) return "mend_file";
  if (!skipBadRows) return "mend_or_skip";
  // Somebody whose staff number cannot be read would look as if they had left.
  return deactivateMissing ? "no_deactivation_with_bad_rows" : undefined;
}

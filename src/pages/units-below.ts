import type { OrgUnit } from "../core/people/member.ts";

/** The ids of these units and of everything below them. */
export function unitsBelow(units: readonly OrgUnit[], chosen: readonly string[]): ReadonlySet<string> {
  const below = Map.groupBy(units, ({ parent }) => parent);
  const found = new Set(chosen);
  // A set hands out what is added while it is walked.
  for (const id of found) for (const unit of below.get(id) ?? []) found.add(unit.id);
  return found;
}

import type { Cell } from "./disclosure-state.ts";
import { isManagedBy, type TeamPerson } from "./population.ts";
import type { UnitTree } from "./unit-tree.ts";

/** Who must no longer be in a figure. */
export interface Departures {
  /** People whose values have to go. */
  readonly erased: ReadonlySet<string>;
  /** Active people by key. */
  readonly people: ReadonlyMap<string, TeamPerson>;
}

/**
 * Drops every cell with somebody who was erased, or who now manages the unit it counts at. It goes as a whole,
 * for good: the difference to what was shown before is the whole cell. Its members stay on record, so that
 * nobody of it comes back in another cell.
 */
export function dropCells(cells: readonly Cell[], departures: Departures, tree: UnitTree): readonly Cell[] {
  return cells.map((cell) => (mustGo(cell, departures, tree) ? { ...cell, tally: null } : cell));
}

function mustGo({ unit, members }: Cell, { erased, people }: Departures, tree: UnitTree): boolean {
  return members.some((key) => {
    const person = people.get(key);
    return erased.has(key) || (person !== undefined && isManagedBy(person, unit, tree));
  });
}

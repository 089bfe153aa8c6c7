import { eachCell, poolName } from "./cell-text.ts";
import type { DroppedCells } from "./dropped-cells.ts";
import type { RoundPerson } from "./round-person.ts";
import type { RoundSums } from "./round-sums.ts";

/** Completion is counted anew every time, over the people of its cells; those that are dropped must be known. */
export function countCompletion(
  { marks, response }: RoundPerson,
  drops: DroppedCells,
  sums: RoundSums,
): void {
  for (const { snapshot, pools } of marks) {
    for (const [unit, group, cells] of pools) {
      // Completion has the first place.
      if (cells === "" || cells.startsWith(",")) continue;
      const dropped = drops.isNone() ? undefined : drops.of(poolName(snapshot, { unit, group }))?.get("");
      if (dropped?.has(firstCell(cells))) continue;
      sums.addCompletion({ unit, group }, response !== null);
    }
  }
}

function firstCell(cells: string): number {
  const [first = ""] = cells.split(",", 1);
  let found = -1;
  eachCell(first, (_, cell) => {
    found = cell;
  });
  return found;
}

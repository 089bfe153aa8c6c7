import type { Cell, DisclosureState, Tally } from "./disclosure-state.ts";
import { type UnitTree, unitInTree } from "./unit-tree.ts";

/** Sums by unit or by staff group, to look up. What has no published cell is absent. */
export interface SumLookup {
  get(key: string): Tally | undefined;
  has(key: string): boolean;
}

/** The sums of one quantity as far as figures need them. */
export interface QuantityLookup {
  readonly byUnit: SumLookup;
  readonly byGroup: SumLookup;
}

/** Exact sums of one quantity. What has no published cell is absent. */
export interface QuantitySums extends QuantityLookup {
  /** All cells of a unit and of everything below it. */
  readonly byUnit: ReadonlyMap<string, Tally>;
  /** All cells of the organisation that hold one staff group only. */
  readonly byGroup: ReadonlyMap<string, Tally>;
}

/** The exact sums behind everything a snapshot shows; nothing else of the answers reaches it. */
export interface TeamSums {
  readonly audience: QuantitySums;
  /** By item. */
  readonly items: ReadonlyMap<string, QuantitySums>;
}

/** Sums of all cells that are published now. */
export function sumState(state: DisclosureState, tree: UnitTree): TeamSums {
  const items = Object.entries(state.items).map(([item, cells]) => [item, sumCells(cells, tree)] as const);
  return { audience: sumCells(state.audience, tree), items: new Map(items) };
}

/** Sums of some cells, or of anything else that has a unit, a staff group and a tally. */
export function sumCells(
  cells: readonly Pick<Cell, "unit" | "group" | "tally">[],
  tree: UnitTree,
): QuantitySums {
  const byUnit = new Map<string, Tally>();
  const byGroup = new Map<string, Tally>();
  for (const { unit, group, tally } of cells) {
    if (tally === null) continue;
    add(byUnit, unitInTree(tree, unit), tally);
    if (group !== null) add(byGroup, group, tally);
  }
  for (const unit of tree.bottomUp) {
    const [tally, parent] = [byUnit.get(unit), tree.parentOf.get(unit) ?? null];
    if (tally !== undefined && parent !== null) add(byUnit, parent, tally);
  }
  return { byUnit, byGroup };
}

function add(sums: Map<string, Tally>, key: string, tally: Tally): void {
  const before = sums.get(key);
  sums.set(key, before === undefined ? tally : tally.map((count, value) => count + (before[value] ?? 0)));
}

/** People behind a tally. */
export function peopleIn(tally: Tally): number {
  return tally.reduce((sum, count) => sum + count, 0);
}

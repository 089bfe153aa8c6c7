import type { UnitTree } from "./unit-tree.ts";

/** How many people of a unit, who are in no cell yet, count at this unit (see `placeOf`). */
export interface UnitCounts {
  /** People whose answer waits to be published. */
  readonly waiting: number;
  /** The waiting ones and those who may still answer. */
  readonly potential: number;
}

/** When people are enough, and whether anybody can still join them. */
export interface GatherRule {
  readonly minPeople: number;
  readonly isClosed: boolean;
}

interface Pool extends UnitCounts {
  /** The units the waiting people came from. */
  readonly sources: readonly string[];
}

/**
 * Where waiting answers of one quantity come together, decided from counts alone, from the lowest units up:
 * a unit with enough waiting people publishes them; one that can never have enough, or any unit once the
 * round is closed, passes its people up. Source unit to publishing unit; sources that must wait are absent.
 */
export function gather(
  tree: UnitTree,
  counts: ReadonlyMap<string, UnitCounts>,
  { minPeople, isClosed }: GatherRule,
): ReadonlyMap<string, string> {
  const passed = new Map<string | null, Pool[]>();
  const gathered = new Map<string, string>();
  for (const unit of tree.bottomUp) {
    const pool = together([...ownPool(unit, counts.get(unit)), ...(passed.get(unit) ?? [])]);
    const isEnough = pool.waiting >= minPeople;
    if (isEnough) for (const source of pool.sources) gathered.set(source, unit);
    const rest = isEnough ? withoutWaiting(pool) : pool;
    const parent = tree.parentOf.get(unit) ?? null;
    if (isClosed || rest.potential < minPeople) passTo(parent, rest, passed);
  }
  return gathered;
}

function ownPool(unit: string, counts: UnitCounts | undefined): readonly Pool[] {
  return counts === undefined ? [] : [{ ...counts, sources: counts.waiting > 0 ? [unit] : [] }];
}

function withoutWaiting({ waiting, potential }: Pool): Pool {
  return { waiting: 0, potential: potential - waiting, sources: [] };
}

function together(pools: readonly Pool[]): Pool {
  return {
    waiting: pools.reduce((sum, { waiting }) => sum + waiting, 0),
    potential: pools.reduce((sum, { potential }) => sum + potential, 0),
    sources: pools.flatMap(({ sources }) => sources),
  };
}

function passTo(parent: string | null, pool: Pool, passed: Map<string | null, Pool[]>): void {
  const there = passed.get(parent);
  if (there === undefined) passed.set(parent, [pool]);
  else there.push(pool);
}

import { GROUPS } from "../framework/framework.ts";
import type { UnitTree } from "./unit-tree.ts";

/** Units and staff groups by number, so that millions of people can be counted in plain arrays. */
export interface UnitNumbers {
  readonly tree: UnitTree;
  /** In the tree's order: a unit has a lower number than the one above it, the root the highest. */
  readonly numberOf: ReadonlyMap<string, number>;
  /** By number: the number of the unit above, -1 for the root. */
  readonly parents: Int32Array;
}

/** How many numbers of staff groups there are; the last stands for an unknown group. */
export const GROUP_NUMBERS = GROUPS.length + 1;

/** Staff groups by name. */
export const GROUP_NUMBER: ReadonlyMap<string, number> = new Map(GROUPS.map((group, at) => [group, at]));

/** Numbers the units of a tree. */
export function numberUnits(tree: UnitTree): UnitNumbers {
  const numberOf = new Map(tree.bottomUp.map((unit, at) => [unit, at]));
  const parents = Int32Array.from(tree.bottomUp, (unit) => {
    const parent = tree.parentOf.get(unit) ?? null;
    return parent === null ? -1 : (numberOf.get(parent) ?? -1);
  });
  return { tree, numberOf, parents };
}

/** The number of a unit, or the root's for one the tree does not have. */
export function unitNumber({ numberOf, parents }: UnitNumbers, unit: string): number {
  return numberOf.get(unit) ?? parents.length - 1;
}

/** The number of a staff group; unknown ones share the last. */
export function groupNumber(group: string | null): number {
  return group === null ? GROUPS.length : (GROUP_NUMBER.get(group) ?? GROUPS.length);
}

/** The staff group of a number; null for the last. */
export function groupOfNumber(number: number): string | null {
  return GROUPS[number] ?? null;
}

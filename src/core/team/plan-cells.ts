import { CellPlan } from "./cell-plan.ts";
import { type CellClass, divideByGroup } from "./divide-by-group.ts";
import { type GatherRule, gather, type UnitCounts } from "./gather.ts";
import { GROUP_NUMBERS, groupNumber, groupOfNumber, type UnitNumbers, unitNumber } from "./unit-numbers.ts";
import type { WaitingCounts } from "./waiting-counts.ts";

/** Decides from counts alone which cells a snapshot forms, quantity by quantity. */
export class CellPlanner {
  readonly #units: UnitNumbers;
  readonly #quantities: number;
  readonly #rule: GatherRule;
  /** By unit, staff group and quantity, both: how many cells, and 1 + where those who wait there get theirs. */
  readonly #cells: Int32Array;
  readonly #goesTo: Int32Array;

  /** @param quantities how many, completion included */
  constructor(units: UnitNumbers, quantities: number, rule: GatherRule) {
    this.#units = units;
    this.#quantities = quantities;
    this.#rule = rule;
    const size = units.parents.length * GROUP_NUMBERS * quantities;
    this.#cells = new Int32Array(size);
    this.#goesTo = new Int32Array(size);
  }

  /** Plans one quantity. */
  decide(quantity: number, counts: WaitingCounts): void {
    const { tree } = this.#units;
    const gathered = gather(tree, this.#countsOf(quantity, counts), this.#rule);
    const sources = new Map<string, number[]>();
    for (const [source, unit] of gathered) {
      const there = sources.get(unit);
      if (there === undefined) sources.set(unit, [unitNumber(this.#units, source)]);
      else there.push(unitNumber(this.#units, source));
    }
    for (const [unit, from] of sources) {
      for (const one of divideByGroup(groupsOf(quantity, from, counts), this.#rule.minPeople)) {
        this.#plan(quantity, unitNumber(this.#units, unit), from, one);
      }
    }
  }

  #countsOf(quantity: number, counts: WaitingCounts): ReadonlyMap<string, UnitCounts> {
    const byUnit = new Map<string, UnitCounts>();
    for (const [number, unit] of this.#units.tree.bottomUp.entries()) {
      const there = counts.ofUnit(quantity, number);
      if (there !== null) byUnit.set(unit, there);
    }
    return byUnit;
  }

  /** Of one quantity, unit and staff group (or none) there is one class: groups that mix are divided together. */
  #plan(quantity: number, unit: number, from: readonly number[], { groups, group, cells }: CellClass): void {
    const at = this.#at(quantity, unit, groupNumber(group));
    this.#cells[at] = cells;
    for (const source of from)
      for (const one of groups) this.#goesTo[this.#at(quantity, source, groupNumber(one))] = at + 1;
  }

  #at(quantity: number, unit: number, group: number): number {
    return (unit * GROUP_NUMBERS + group) * this.#quantities + quantity;
  }

  /** The plan, once every quantity is decided; the planner is of no use any more. */
  plan(): CellPlan {
    return new CellPlan(this.#units, this.#quantities, this.#cells, this.#goesTo);
  }
}

function groupsOf(
  quantity: number,
  units: readonly number[],
  counts: WaitingCounts,
): ReadonlyMap<string | null, number> {
  const people = new Map<string | null, number>();
  for (let group = 0; group < GROUP_NUMBERS; group += 1) {
    const there = units.reduce((sum, unit) => sum + counts.waiting(quantity, unit, group), 0);
    if (there > 0) people.set(groupOfNumber(group), there);
  }
  return people;
}

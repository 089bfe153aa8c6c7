import { type Pool, writeAudience, writeTallies } from "./cell-text.ts";
import { type CellClass, divideByGroup } from "./divide-by-group.ts";
import { type GatherRule, gather, type UnitCounts } from "./gather.ts";
import { GROUP_NUMBERS, groupNumber, groupOfNumber, type UnitNumbers, unitNumber } from "./unit-numbers.ts";
import type { WaitingCounts } from "./waiting-counts.ts";

/** A pool to be, with the numbers of its unit and staff group. */
export interface PlannedPool extends Pool {
  readonly unitNumber: number;
  readonly groupNumber: number;
}

/** People of a class take its cells in turn. */
interface PlannedClass {
  readonly pool: PlannedPool;
  readonly quantity: number;
  readonly cells: number;
  /** Where its tallies begin. */
  readonly from: number;
  taken: number;
}

const LEVELS = 4;

/**
 * The cells a snapshot forms, decided from counts alone; then the people who wait are given to it, every
 * quantity's in the order of their keys. It holds numbers by quantity, unit and staff group, and the tallies of
 * the new cells: less than a byte and a half for each person and item.
 */
export class CellPlan {
  readonly #units: UnitNumbers;
  readonly #rule: GatherRule;
  /** By quantity, place and staff group: one more than the number of the class. */
  readonly #classAt: Int32Array;
  readonly #classes: PlannedClass[] = [];
  readonly #byPool = new Map<number, { readonly pool: PlannedPool; readonly classes: PlannedClass[] }>();
  #tallyLength = 0;
  #tallies: Uint8Array | undefined;

  /** @param quantities how many, completion included */
  constructor(units: UnitNumbers, quantities: number, rule: GatherRule) {
    this.#units = units;
    this.#rule = rule;
    this.#classAt = new Int32Array(quantities * units.parents.length * GROUP_NUMBERS);
  }

  /** Plans one quantity; all of them come before the first person. */
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
        this.#plan(quantity, unit, from, one);
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

  #plan(
    quantity: number,
    unit: string,
    sources: readonly number[],
    { groups, group, cells }: CellClass,
  ): void {
    const entry = this.#poolOf(unit, group);
    const planned = { pool: entry.pool, quantity, cells, from: this.#tallyLength, taken: 0 };
    entry.classes.push(planned);
    this.#classes.push(planned);
    if (quantity > 0) this.#tallyLength += cells * LEVELS;
    for (const source of sources) {
      for (const one of groups)
        this.#classAt[this.#at(quantity, source, groupNumber(one))] = this.#classes.length;
    }
  }

  #poolOf(unit: string, group: string | null) {
    const numbers = { unitNumber: unitNumber(this.#units, unit), groupNumber: groupNumber(group) };
    const key = numbers.unitNumber * GROUP_NUMBERS + numbers.groupNumber;
    let entry = this.#byPool.get(key);
    if (entry === undefined) {
      entry = { pool: { unit, group, ...numbers }, classes: [] };
      this.#byPool.set(key, entry);
    }
    return entry;
  }

  /** The pool the people who wait at a place are published in; undefined when they have to wait on. */
  poolAt(quantity: number, place: number, group: number): PlannedPool | undefined {
    return this.#classFor(quantity, place, group)?.pool;
  }

  /** The cell of the next person who waits at a place with a pool. */
  assign(quantity: number, place: number, group: number, value: number): number {
    const planned = this.#classFor(quantity, place, group);
    if (planned === undefined) throw new RangeError("Who waits here has no pool");
    const cell = planned.taken % planned.cells;
    planned.taken += 1;
    if (quantity > 0) {
      this.#tallies ??= new Uint8Array(this.#tallyLength);
      const at = planned.from + cell * LEVELS + value;
      this.#tallies[at] = (this.#tallies[at] ?? 0) + 1;
    }
    return cell;
  }

  #classFor(quantity: number, place: number, group: number): PlannedClass | undefined {
    const number = this.#classAt[this.#at(quantity, place, group)] ?? 0;
    // An index of -1 is slow to find nothing at.
    return number === 0 ? undefined : this.#classes[number - 1];
  }

  /** The pools of the new cells, with the text of each quantity's, once everybody has been assigned. */
  *pools(
    quantities: readonly string[],
  ): Generator<Pool & { readonly tallies: Readonly<Record<string, string>> }> {
    for (const { pool, classes } of this.#byPool.values()) {
      const texts = classes.map((one) => [quantities[one.quantity] ?? "", this.#textOf(one)] as const);
      yield { unit: pool.unit, group: pool.group, tallies: Object.fromEntries(texts) };
    }
  }

  #textOf({ quantity, cells, from }: PlannedClass): string {
    if (quantity === 0) return writeAudience(cells);
    return writeTallies((this.#tallies ?? new Uint8Array()).subarray(from, from + cells * LEVELS));
  }

  #at(quantity: number, unit: number, group: number): number {
    return (quantity * this.#units.parents.length + unit) * GROUP_NUMBERS + group;
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

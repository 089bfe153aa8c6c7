import type { Tally } from "./disclosure-state.ts";
import type { SumLookup } from "./sum-cells.ts";
import { GROUP_NUMBER, type UnitNumbers } from "./unit-numbers.ts";

/** Tallies by unit or staff group in one array, for sums over very many people. */
export class TallyTable implements SumLookup {
  readonly #numberOf: ReadonlyMap<string, number>;
  readonly #size: number;
  readonly #counts: Int32Array;

  constructor(numberOf: ReadonlyMap<string, number>, size: number) {
    this.#numberOf = numberOf;
    this.#size = size;
    this.#counts = new Int32Array(numberOf.size * size);
  }

  /** Counts people with a value at a row. */
  add(row: number, value: number, people: number): void {
    const at = row * this.#size + value;
    this.#counts[at] = (this.#counts[at] ?? 0) + people;
  }

  /** Adds every unit to the one above it, once and at the end. */
  addUp(parents: Int32Array): void {
    for (const [row, parent] of parents.entries()) {
      if (parent < 0) continue;
      for (let value = 0; value < this.#size; value += 1) {
        this.add(parent, value, this.#counts[row * this.#size + value] ?? 0);
      }
    }
  }

  get(key: string): Tally | undefined {
    const row = this.#numberOf.get(key);
    if (row === undefined) return undefined;
    if (!this.#hasPeople(row)) return undefined;
    return [...this.#counts.subarray(row * this.#size, (row + 1) * this.#size)];
  }

  /** What has a tally, in alphabetical order. */
  keys(): readonly string[] {
    return [...this.#numberOf.keys()].filter((key) => this.has(key)).toSorted();
  }

  has(key: string): boolean {
    const row = this.#numberOf.get(key);
    return row !== undefined && this.#hasPeople(row);
  }

  #hasPeople(row: number): boolean {
    for (let at = row * this.#size; at < (row + 1) * this.#size; at += 1) {
      if ((this.#counts[at] ?? 0) > 0) return true;
    }
    return false;
  }
}

/** The sums of one quantity by unit and by staff group. */
export class QuantityTable {
  readonly byUnit: TallyTable;
  readonly byGroup: TallyTable;

  /** @param size how many values there are */
  constructor(units: UnitNumbers, size: number) {
    this.byUnit = new TallyTable(units.numberOf, size);
    this.byGroup = new TallyTable(GROUP_NUMBER, size);
  }

  /** Counts people with a value at a unit and, unless their group is unknown or mixed, in their staff group. */
  add(unit: number, group: number, value: number, people = 1): void {
    this.byUnit.add(unit, value, people);
    if (group < GROUP_NUMBER.size) this.byGroup.add(group, value, people);
  }
}

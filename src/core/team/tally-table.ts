import type { Tally } from "./disclosure-state.ts";
import type { QuantityLookup, SumLookup } from "./sum-cells.ts";
import { GROUP_NUMBER, type UnitNumbers } from "./unit-numbers.ts";

/**
 * Tallies of several quantities by unit or staff group in one array, for sums over very many people. Those of a
 * unit lie side by side: a person who is counted touches few places of the memory.
 */
class TallyTable {
  readonly numberOf: ReadonlyMap<string, number>;
  readonly #quantities: number;
  readonly #size: number;
  readonly #counts: Int32Array;

  constructor(numberOf: ReadonlyMap<string, number>, quantities: number, size: number) {
    this.numberOf = numberOf;
    this.#quantities = quantities;
    this.#size = size;
    this.#counts = new Int32Array(numberOf.size * quantities * size);
  }

  add(row: number, quantity: number, value: number, people: number): void {
    const at = this.#at(row, quantity) + value;
    this.#counts[at] = (this.#counts[at] ?? 0) + people;
  }

  addUp(parents: Int32Array): void {
    const width = this.#quantities * this.#size;
    for (const [row, parent] of parents.entries()) {
      if (parent < 0) continue;
      for (let at = 0; at < width; at += 1) {
        const sum = parent * width + at;
        this.#counts[sum] = (this.#counts[sum] ?? 0) + (this.#counts[row * width + at] ?? 0);
      }
    }
  }

  get(row: number, quantity: number): Tally {
    const from = this.#at(row, quantity);
    return Array.from(this.#counts.subarray(from, from + this.#size));
  }

  hasPeople(row: number, quantity: number): boolean {
    const from = this.#at(row, quantity);
    for (let at = from; at < from + this.#size; at += 1) if ((this.#counts[at] ?? 0) > 0) return true;
    return false;
  }

  #at(row: number, quantity: number): number {
    return (row * this.#quantities + quantity) * this.#size;
  }
}

/** What a table has of one quantity. */
class TableLookup implements SumLookup {
  readonly #table: TallyTable;
  readonly #quantity: number;

  constructor(table: TallyTable, quantity: number) {
    this.#table = table;
    this.#quantity = quantity;
  }

  get(key: string): Tally | undefined {
    const row = this.#table.numberOf.get(key);
    if (row === undefined || !this.#table.hasPeople(row, this.#quantity)) return undefined;
    return this.#table.get(row, this.#quantity);
  }

  has(key: string): boolean {
    const row = this.#table.numberOf.get(key);
    return row !== undefined && this.#table.hasPeople(row, this.#quantity);
  }
}

/** The sums of quantities by unit and by staff group. */
export class QuantityTable {
  readonly #byUnit: TallyTable;
  readonly #byGroup: TallyTable;

  /**
   * @param quantities how many there are
   * @param size how many values each has
   */
  constructor(units: UnitNumbers, quantities: number, size: number) {
    this.#byUnit = new TallyTable(units.numberOf, quantities, size);
    this.#byGroup = new TallyTable(GROUP_NUMBER, quantities, size);
  }

  /** Counts people with a value at a unit and, unless their group is unknown or mixed, in their staff group. */
  add(unit: number, group: number, quantity: number, value: number, people = 1): void {
    this.#byUnit.add(unit, quantity, value, people);
    if (group < GROUP_NUMBER.size) this.#byGroup.add(group, quantity, value, people);
  }

  /** Adds every unit to the one above it, once and at the end. */
  addUp({ parents }: UnitNumbers): void {
    this.#byUnit.addUp(parents);
  }

  /** The sums of one quantity. */
  lookup(quantity: number): QuantityLookup {
    return {
      byUnit: new TableLookup(this.#byUnit, quantity),
      byGroup: new TableLookup(this.#byGroup, quantity),
    };
  }

  /** The staff groups that have anybody with a quantity, in alphabetical order. */
  groups(quantity: number): readonly string[] {
    const { byGroup } = this.lookup(quantity);
    return [...GROUP_NUMBER.keys()].filter((group) => byGroup.has(group)).toSorted();
  }
}

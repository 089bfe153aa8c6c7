import { type Pool, writeAudience, writeTallies } from "./cell-text.ts";
import { LEVEL_COUNT } from "./disclosure-state.ts";
import { GROUP_NUMBERS, groupOfNumber, type UnitNumbers } from "./unit-numbers.ts";

/** A pool to be, with the numbers of its unit and staff group. */
export interface PlannedPool extends Pool {
  readonly unitNumber: number;
  readonly groupNumber: number;
  /** Its first class and the one after its last. */
  readonly from: number;
  readonly to: number;
}

/**
 * The cells a snapshot forms. People who wait take the cells of their class in turn, every quantity's in the order
 * of their keys. It holds numbers by unit, staff group and quantity, and the tallies of the new cells: less than a
 * byte and a half for each person and item. What is of one unit lies side by side.
 */
export class CellPlan {
  readonly #quantities: number;
  /** By place, staff group and quantity: 1 + the number of the class. */
  readonly #classAt: Int32Array;
  readonly #pools: PlannedPool[] = [];
  /** By class: its pool, its quantity, its first cell (of all cells; that of the next class ends it), who is next. */
  readonly #poolOf: Int32Array;
  readonly #quantityOf: Int32Array;
  readonly #firstCell: Int32Array;
  readonly #next: Int32Array;
  readonly #tallies: Uint8Array;

  /**
   * Takes over both arrays, which are by unit, staff group and quantity.
   *
   * @param cells how many cells there are; becomes the number of the class
   * @param goesTo 1 + the index of the cells for those who wait; becomes 1 + the number of the class
   */
  constructor(units: UnitNumbers, quantities: number, cells: Int32Array, goesTo: Int32Array) {
    const count = cells.reduce((sum, there) => sum + (there > 0 ? 1 : 0), 0);
    this.#quantities = quantities;
    this.#poolOf = new Int32Array(count);
    this.#quantityOf = new Int32Array(count);
    this.#firstCell = new Int32Array(count + 1);
    this.#next = new Int32Array(count);
    this.#numberClasses(units, cells);
    for (let at = 0; at < goesTo.length; at += 1) {
      const to = goesTo[at] ?? 0;
      if (to > 0) goesTo[at] = (cells[to - 1] ?? 0) + 1;
    }
    this.#classAt = goesTo;
    this.#tallies = new Uint8Array((this.#firstCell[count] ?? 0) * LEVEL_COUNT);
  }

  #numberClasses({ tree }: UnitNumbers, cells: Int32Array): void {
    let number = 0;
    for (const [unitNumber, unit] of tree.bottomUp.entries()) {
      for (let group = 0; group < GROUP_NUMBERS; group += 1) {
        const from = number;
        number = this.#numberPool((unitNumber * GROUP_NUMBERS + group) * this.#quantities, from, cells);
        const pool = { unit, group: groupOfNumber(group), unitNumber, groupNumber: group };
        if (number > from) this.#pools.push({ ...pool, from, to: number });
      }
    }
  }

  /** Numbers the classes of one pool and returns the number after the last. */
  #numberPool(at: number, from: number, cells: Int32Array): number {
    let number = from;
    for (let quantity = 0; quantity < this.#quantities; quantity += 1) {
      const there = cells[at + quantity] ?? 0;
      if (there === 0) continue;
      this.#poolOf[number] = this.#pools.length;
      this.#quantityOf[number] = quantity;
      this.#firstCell[number + 1] = (this.#firstCell[number] ?? 0) + there;
      cells[at + quantity] = number;
      number += 1;
    }
    return number;
  }

  /** The number of the class of people who wait at a place; -1 when they have to wait on. */
  classAt(quantity: number, place: number, group: number): number {
    return (this.#classAt[(place * GROUP_NUMBERS + group) * this.#quantities + quantity] ?? 0) - 1;
  }

  /** The pool the people of a class are published in. */
  poolOf(number: number): PlannedPool {
    const pool = this.#pools[this.#poolOf[number] ?? -1];
    if (pool === undefined) throw new RangeError("There is no such class");
    return pool;
  }

  /** The cell of the next person of a class, who adds a value to it. */
  take(number: number, value: number): number {
    const first = this.#firstCell[number] ?? 0;
    const cell = this.#next[number] ?? 0;
    this.#next[number] = first + cell + 1 === this.#firstCell[number + 1] ? 0 : cell + 1;
    const at = (first + cell) * LEVEL_COUNT + value;
    this.#tallies[at] = (this.#tallies[at] ?? 0) + 1;
    return cell;
  }

  /** The pools of the new cells, with the text of each quantity's, once everybody has been assigned. */
  *pools(
    quantities: readonly string[],
  ): Generator<Pool & { readonly tallies: Readonly<Record<string, string>> }> {
    for (const { unit, group, from, to } of this.#pools) {
      const tallies: Record<string, string> = {};
      for (let number = from; number < to; number += 1) {
        tallies[quantities[this.#quantityOf[number] ?? -1] ?? ""] = this.#textOf(number);
      }
      yield { unit, group, tallies };
    }
  }

  #textOf(number: number): string {
    const [first = 0, end = 0] = this.#firstCell.subarray(number, number + 2);
    if (this.#quantityOf[number] === 0) return writeAudience(end - first);
    return writeTallies(this.#tallies.subarray(first * LEVEL_COUNT, end * LEVEL_COUNT));
  }
}

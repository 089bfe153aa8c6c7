import { isDropped, type Pool, poolName, sumOfCells, withoutCells } from "./cell-text.ts";
import { LEVEL_COUNT, STANDING_COUNT } from "./disclosure-state.ts";
import type { DroppedCells } from "./dropped-cells.ts";
import type { QuantityLookup } from "./sum-cells.ts";
import { QuantityTable } from "./tally-table.ts";
import { groupNumber, type UnitNumbers, unitNumber } from "./unit-numbers.ts";

/** Texts of a pool's cells by quantity. */
export type PoolTallies = Readonly<Record<string, string>>;

/** The exact sums behind a snapshot, of all cells that are not dropped. */
export class RoundSums {
  readonly audience: QuantityLookup;
  /** By item. */
  readonly items: ReadonlyMap<string, QuantityLookup>;
  readonly #units: UnitNumbers;
  readonly #itemNumber: ReadonlyMap<string, number>;
  readonly #standings: QuantityTable;
  readonly #levels: QuantityTable;

  constructor(units: UnitNumbers, items: readonly string[]) {
    this.#units = units;
    this.#itemNumber = new Map(items.map((item, at) => [item, at]));
    this.#standings = new QuantityTable(units, 1, STANDING_COUNT);
    this.#levels = new QuantityTable(units, items.length, LEVEL_COUNT);
    this.audience = this.#standings.lookup(0);
    this.items = new Map(items.map((item, at) => [item, this.#levels.lookup(at)]));
  }

  /**
   * Adds the items' cells of a pool an earlier snapshot formed, less the dropped ones, and notes which of its
   * cells of completion are no more.
   * @returns the texts without the dropped cells; null when nothing has to be changed
   */
  addPool(snapshot: number, pool: Pool, tallies: PoolTallies, drops: DroppedCells): PoolTallies | null {
    const name = poolName(snapshot, pool);
    const dropped = drops.of(name);
    const kept = dropped === undefined ? tallies : dropFrom(tallies, dropped);
    for (const [quantity, text] of Object.entries(kept)) {
      if (quantity === "") noteDropped(name, text, drops);
      else this.#addItem(quantity, pool, text);
    }
    return dropped === undefined ? null : kept;
  }

  #addItem(item: string, { unit, group }: Pool, text: string): void {
    const number = this.#itemNumber.get(item);
    if (number === undefined) return;
    const [row, column] = [unitNumber(this.#units, unit), groupNumber(group)];
    for (const [level, people] of sumOfCells(text).entries()) {
      this.#levels.add(row, column, number, level, people);
    }
  }

  /** Adds somebody of a cell of completion. */
  addCompletion({ unit, group }: Pool, hasCompleted: boolean): void {
    this.#standings.add(unitNumber(this.#units, unit), groupNumber(group), 0, hasCompleted ? 1 : 0);
  }

  /** Adds somebody of a new cell; quantity 0 is completion, the others are the items in their order. */
  add(quantity: number, unit: number, group: number, value: number): void {
    if (quantity === 0) this.#standings.add(unit, group, 0, value);
    else this.#levels.add(unit, group, quantity - 1, value);
  }

  /** Adds units to those above them, once everything is in. */
  addUp(): void {
    this.#standings.addUp(this.#units);
    this.#levels.addUp(this.#units);
  }
}

function dropFrom(tallies: PoolTallies, dropped: ReadonlyMap<string, ReadonlySet<number>>): PoolTallies {
  const texts = Object.entries(tallies).map(([quantity, text]) => {
    const cells = dropped.get(quantity);
    return [quantity, cells === undefined ? text : withoutCells(text, quantity, cells)] as const;
  });
  return Object.fromEntries(texts);
}

function noteDropped(pool: string, text: string, drops: DroppedCells): void {
  if (!text.includes("-")) return;
  for (let cell = 0; cell < text.length; cell += 1) if (isDropped(text, cell)) drops.drop(pool, "", cell);
}

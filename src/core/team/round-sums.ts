import { cellsIn, isDropped, type Pool, poolName, readTally, withoutCells } from "./cell-text.ts";
import type { DroppedCells } from "./dropped-cells.ts";
import { QuantityTable } from "./tally-table.ts";
import { groupNumber, type UnitNumbers, unitNumber } from "./unit-numbers.ts";

/** Texts of a pool's cells by quantity. */
export type PoolTallies = Readonly<Record<string, string>>;

const LEVELS = 4;
const STANDINGS = 2;

/** The exact sums behind a snapshot, of all cells that are not dropped. */
export class RoundSums {
  readonly audience: QuantityTable;
  /** By item. */
  readonly items: ReadonlyMap<string, QuantityTable>;
  readonly #units: UnitNumbers;
  readonly #tables: readonly QuantityTable[];

  constructor(units: UnitNumbers, items: readonly string[]) {
    this.#units = units;
    this.audience = new QuantityTable(units, STANDINGS);
    this.items = new Map(items.map((item) => [item, new QuantityTable(units, LEVELS)]));
    this.#tables = [this.audience, ...this.items.values()];
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
    const table = this.items.get(item);
    if (table === undefined) return;
    const [row, column] = [unitNumber(this.#units, unit), groupNumber(group)];
    for (let cell = 0; cell < cellsIn(text, item); cell += 1) {
      const tally = readTally(text, cell) ?? [];
      for (const [level, people] of tally.entries()) table.add(row, column, level, people);
    }
  }

  /** Adds somebody of a cell of completion. */
  addCompletion({ unit, group }: Pool, hasCompleted: boolean): void {
    this.audience.add(unitNumber(this.#units, unit), groupNumber(group), hasCompleted ? 1 : 0);
  }

  /** Adds somebody of a new cell; quantity 0 is completion, the others are the items in their order. */
  add(quantity: number, unit: number, group: number, value: number): void {
    this.#tables[quantity]?.add(unit, group, value);
  }

  /** Adds units to those above them, once everything is in. */
  addUp(): void {
    const { parents } = this.#units;
    this.audience.byUnit.addUp(parents);
    for (const { byUnit } of this.items.values()) byUnit.addUp(parents);
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

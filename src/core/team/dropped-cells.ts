import { eachCell, type PoolMark, poolName } from "./cell-text.ts";
import { isManagedBy } from "./population.ts";
import type { RoundBook, RoundPerson } from "./round-person.ts";

type Cells = Map<string, Set<number>>;

/** Collects the cells that are to be dropped, and of completion those that were: see docs/disclosure.md, rule 6. */
export class DroppedCells {
  readonly #book: RoundBook;
  readonly #erased: ReadonlySet<string>;
  /** By name of the pool, then by quantity. */
  readonly #byPool = new Map<string, Cells>();

  /** @param erased people whose answers were erased since the previous snapshot */
  constructor(book: RoundBook, erased: ReadonlySet<string>) {
    this.#book = book;
    this.#erased = erased;
  }

  /** Finds the cells that have to go because of a person. */
  notice(person: RoundPerson): void {
    if (person.marks.length === 0) return;
    const manages = person.active === null ? undefined : this.#book.manages.get(person.key);
    const isErased = this.#erased.has(person.key);
    if (!isErased && manages === undefined) return;
    for (const { snapshot, pools } of person.marks) {
      for (const mark of pools) {
        const isManaged = manages !== undefined && this.#manages(person, manages, mark);
        if (isErased || isManaged) this.#dropAll(snapshot, mark, isManaged || person.active === null);
      }
    }
  }

  #manages({ key }: RoundPerson, manages: readonly string[], [unit]: PoolMark): boolean {
    return isManagedBy({ key, unit, manages, group: null }, unit, this.#book.units.tree);
  }

  /** Who erased their answers and is still in the audience stays in it, as somebody who has not completed. */
  #dropAll(snapshot: number, [unit, group, cells]: PoolMark, withCompletion: boolean): void {
    const quantities = this.#book.markedQuantities.get(snapshot) ?? [];
    const pool = poolName(snapshot, { unit, group });
    eachCell(cells, (place, cell) => {
      const quantity = quantities[place] ?? "";
      if (quantity !== "" || withCompletion) this.drop(pool, quantity, cell);
    });
  }

  drop(pool: string, quantity: string, cell: number): void {
    const cells = this.#byPool.get(pool) ?? new Map<string, Set<number>>();
    this.#byPool.set(pool, cells);
    cells.set(quantity, (cells.get(quantity) ?? new Set()).add(cell));
  }

  /** The dropped cells of a pool by quantity. */
  of(pool: string): ReadonlyMap<string, ReadonlySet<number>> | undefined {
    return this.#byPool.get(pool);
  }

  isNone(): boolean {
    return this.#byPool.size === 0;
  }
}

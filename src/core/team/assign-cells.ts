import type { CellPlan } from "./cell-plan.ts";
import { eachCell, MarkWriter, poolName } from "./cell-text.ts";
import type { DroppedCells } from "./dropped-cells.ts";
import {
  MAY_ANSWER,
  type PersonNumbers,
  PersonReader,
  type RoundBook,
  type RoundPerson,
} from "./round-person.ts";
import type { RoundSums } from "./round-sums.ts";

/** What is to be kept of a person newly published or newly answered. */
export interface NewMark {
  readonly person: string;
  readonly answered: boolean;
  /** JSON of PoolMark[]. */
  readonly cells: string;
}

/** Gives people, in the order of their keys, the cells they were planned to have and adds them to the sums. */
export class CellAssignment {
  readonly #plan: CellPlan;
  readonly #drops: DroppedCells;
  readonly #sums: RoundSums;
  readonly #reader: PersonReader;

  constructor(book: RoundBook, plan: CellPlan, drops: DroppedCells, sums: RoundSums) {
    this.#plan = plan;
    this.#drops = drops;
    this.#sums = sums;
    this.#reader = new PersonReader(book);
  }

  /** What is new about a person; null when nothing is. */
  add(person: RoundPerson): NewMark | null {
    const numbers = this.#reader.read(person);
    this.#countCompletion(person);
    const mark = new MarkWriter();
    if (numbers.place >= 0) this.#assign(numbers, mark);
    const answered = numbers.hasResponse;
    const isNewlyAnswered = answered && person.marks.every((one) => !one.answered);
    return mark.isEmpty && !isNewlyAnswered ? null : { person: person.key, answered, cells: mark.text() };
  }

  /** Completion is counted anew every time, over the people of its cells. */
  #countCompletion({ marks, response }: RoundPerson): void {
    for (const { snapshot, pools } of marks) {
      for (const [unit, group, cells] of pools) {
        // Completion has the first place.
        if (cells.startsWith(",")) continue;
        const cell = firstCell(cells);
        if (cell !== null && !this.#isDropped(snapshot, unit, group, cell)) {
          this.#sums.addCompletion({ unit, group }, response !== null);
        }
      }
    }
  }

  #isDropped(snapshot: number, unit: string, group: string | null, cell: number): boolean {
    if (this.#drops.isNone()) return false;
    return this.#drops.of(poolName(snapshot, { unit, group }))?.get("")?.has(cell) ?? false;
  }

  #assign({ place, group, values, marked }: Readonly<PersonNumbers>, mark: MarkWriter): void {
    for (let quantity = 0; quantity < values.length; quantity += 1) {
      const value = values[quantity] ?? MAY_ANSWER;
      if (value < 0 || marked[quantity] === 1) continue;
      const pool = this.#plan.poolAt(quantity, place, group);
      if (pool === undefined) continue;
      mark.add(pool, quantity, this.#plan.assign(quantity, place, group, value));
      this.#sums.add(quantity, pool.unitNumber, pool.groupNumber, value);
    }
  }
}

function firstCell(cells: string): number | null {
  let first: number | null = null;
  const comma = cells.indexOf(",");
  eachCell(comma === -1 ? cells : cells.slice(0, comma), (_, cell) => {
    first = cell;
  });
  return first;
}

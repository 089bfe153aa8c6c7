import type { CellPlan } from "./cell-plan.ts";
import { MarkWriter } from "./cell-text.ts";
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
  readonly #sums: RoundSums;
  readonly #reader: PersonReader;

  constructor(book: RoundBook, plan: CellPlan, sums: RoundSums) {
    this.#plan = plan;
    this.#sums = sums;
    this.#reader = new PersonReader(book);
  }

  /** What is new about a person; null when nothing is. */
  add(person: RoundPerson): NewMark | null {
    const numbers = this.#reader.read(person);
    const mark = new MarkWriter();
    if (numbers.place >= 0) this.#assign(numbers, mark);
    return mark.isEmpty && !isNewlyAnswered(person)
      ? null
      : { person: person.key, answered: numbers.hasResponse, cells: mark.text() };
  }

  #assign({ place, group, values, marked }: Readonly<PersonNumbers>, mark: MarkWriter): void {
    for (let quantity = 0; quantity < values.length; quantity += 1) {
      const value = values[quantity] ?? MAY_ANSWER;
      if (value < 0 || marked[quantity] === 1) continue;
      const number = this.#plan.classAt(quantity, place, group);
      if (number < 0) continue;
      const pool = this.#plan.poolOf(number);
      mark.add(pool, quantity, this.#plan.take(number, value));
      this.#sums.add(quantity, pool.unitNumber, pool.groupNumber, value);
    }
  }
}

/** Whether no snapshot knew a response of theirs and there is one now. */
export function isNewlyAnswered({ response, marks }: RoundPerson): boolean {
  return response !== null && marks.every(({ answered }) => !answered);
}

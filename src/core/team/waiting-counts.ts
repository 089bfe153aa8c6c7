import type { UnitCounts } from "./gather.ts";
import { MAY_ANSWER, type PersonNumbers } from "./round-person.ts";
import { QuantityTable } from "./tally-table.ts";
import { GROUP_NUMBERS, type UnitNumbers } from "./unit-numbers.ts";

/** Counts, person by person, everything a snapshot is decided from. */
export class WaitingCounts {
  /** Active people who count. */
  readonly people: QuantityTable;
  /** By quantity: those of them who rated it; none for completion. */
  readonly raters: readonly (QuantityTable | undefined)[];
  readonly #unitCount: number;
  /** By quantity, unit and staff group: people who wait. */
  readonly #waiting: Int32Array;
  /** By quantity and unit: those, and who may still answer. */
  readonly #potential: Int32Array;
  /** By unit: people who may still answer every item. */
  readonly #mayAnswerAll: Int32Array;

  /** @param quantities how many, completion included */
  constructor(units: UnitNumbers, quantities: number) {
    this.#unitCount = units.parents.length;
    this.people = new QuantityTable(units, 1);
    this.raters = Array.from({ length: quantities }, (_, at) =>
      at === 0 ? undefined : new QuantityTable(units, 1),
    );
    this.#waiting = new Int32Array(quantities * this.#unitCount * GROUP_NUMBERS);
    this.#potential = new Int32Array(quantities * this.#unitCount);
    this.#mayAnswerAll = new Int32Array(this.#unitCount);
  }

  add({ place, group, hasResponse, values, marked }: Readonly<PersonNumbers>): void {
    if (place < 0) return;
    this.people.add(place, group, 0);
    if (marked[0] === 0) this.#wait(0, place, group);
    if (!hasResponse && !marked.includes(1, 1)) {
      this.#mayAnswerAll[place] = (this.#mayAnswerAll[place] ?? 0) + 1;
      return;
    }
    for (let quantity = 1; quantity < values.length; quantity += 1) {
      const value = values[quantity] ?? MAY_ANSWER;
      if (value >= 0) this.raters[quantity]?.add(place, group, 0);
      if (marked[quantity] === 1) continue;
      if (value >= 0) this.#wait(quantity, place, group);
      else if (value === MAY_ANSWER) this.#mayCome(quantity, place);
    }
  }

  #wait(quantity: number, place: number, group: number): void {
    const at = this.#at(quantity, place, group);
    this.#waiting[at] = (this.#waiting[at] ?? 0) + 1;
    this.#mayCome(quantity, place);
  }

  #mayCome(quantity: number, place: number): void {
    const at = quantity * this.#unitCount + place;
    this.#potential[at] = (this.#potential[at] ?? 0) + 1;
  }

  /** Adds units to those above them, once everybody has been counted; who waits stays where they are. */
  addUp({ parents }: UnitNumbers): void {
    this.people.byUnit.addUp(parents);
    for (const raters of this.raters) raters?.byUnit.addUp(parents);
  }

  /** How many wait for a quantity at a unit; null when nobody does or ever can. */
  ofUnit(quantity: number, unit: number): UnitCounts | null {
    const others = quantity === 0 ? 0 : (this.#mayAnswerAll[unit] ?? 0);
    const potential = (this.#potential[quantity * this.#unitCount + unit] ?? 0) + others;
    if (potential === 0) return null;
    let waiting = 0;
    for (let group = 0; group < GROUP_NUMBERS; group += 1) waiting += this.waiting(quantity, unit, group);
    return { waiting, potential };
  }

  /** How many of a staff group wait for a quantity at a unit. */
  waiting(quantity: number, unit: number, group: number): number {
    return this.#waiting[this.#at(quantity, unit, group)] ?? 0;
  }

  #at(quantity: number, unit: number, group: number): number {
    return (quantity * this.#unitCount + unit) * GROUP_NUMBERS + group;
  }
}

import type { UnitCounts } from "./gather.ts";
import { MAY_ANSWER, type PersonNumbers } from "./round-person.ts";
import { QuantityTable } from "./tally-table.ts";
import { GROUP_NUMBERS, type UnitNumbers } from "./unit-numbers.ts";

/** Counts, person by person, everything a snapshot is decided from. */
export class WaitingCounts {
  /** Active people who count: quantity 0; and by item those of them who rated it. */
  readonly people: QuantityTable;
  readonly #quantities: number;
  /** By unit, staff group and quantity: people who wait. */
  readonly #waiting: Int32Array;
  /** By unit and quantity: those, and who may still answer. */
  readonly #potential: Int32Array;
  /** By unit: people who may still answer every item. */
  readonly #mayAnswerAll: Int32Array;

  /** @param quantities how many, completion included */
  constructor(units: UnitNumbers, quantities: number) {
    const unitCount = units.parents.length;
    this.#quantities = quantities;
    this.people = new QuantityTable(units, quantities, 1);
    this.#waiting = new Int32Array(unitCount * GROUP_NUMBERS * quantities);
    this.#potential = new Int32Array(unitCount * quantities);
    this.#mayAnswerAll = new Int32Array(unitCount);
  }

  /** Returns whether there is anything the person waits to be published with. */
  add({ place, group, hasResponse, values, marked }: Readonly<PersonNumbers>): boolean {
    if (place < 0) return false;
    this.people.add(place, group, 0, 0);
    let waits = marked[0] === 0;
    if (waits) this.#wait(0, place, group);
    if (!hasResponse && !marked.includes(1, 1)) {
      this.#mayAnswerAll[place] = (this.#mayAnswerAll[place] ?? 0) + 1;
      return waits;
    }
    for (let quantity = 1; quantity < values.length; quantity += 1) {
      const value = values[quantity] ?? MAY_ANSWER;
      if (value >= 0) this.people.add(place, group, quantity, 0);
      if (marked[quantity] === 1) continue;
      if (value >= 0) {
        this.#wait(quantity, place, group);
        waits = true;
      } else if (value === MAY_ANSWER) this.#mayCome(quantity, place);
    }
    return waits;
  }

  #wait(quantity: number, place: number, group: number): void {
    const at = this.#at(quantity, place, group);
    this.#waiting[at] = (this.#waiting[at] ?? 0) + 1;
    this.#mayCome(quantity, place);
  }

  #mayCome(quantity: number, place: number): void {
    const at = place * this.#quantities + quantity;
    this.#potential[at] = (this.#potential[at] ?? 0) + 1;
  }

  /** How many wait for a quantity at a unit; null when nobody does or ever can. */
  ofUnit(quantity: number, unit: number): UnitCounts | null {
    const others = quantity === 0 ? 0 : (this.#mayAnswerAll[unit] ?? 0);
    const potential = (this.#potential[unit * this.#quantities + quantity] ?? 0) + others;
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
    return (unit * GROUP_NUMBERS + group) * this.#quantities + quantity;
  }
}

import type { RoundPerson } from "../core/team/round-person.ts";

/** Keeps people who may get a mark, so that they need not be looked for again; none when they are very many. */
export class OpenPeople {
  readonly #limit: number;
  #pages: (readonly RoundPerson[])[] | null = [];
  #count = 0;

  /** @param limit how many are kept at most */
  constructor(limit: number) {
    this.#limit = limit;
  }

  keep(people: readonly RoundPerson[]): void {
    this.#count += people.length;
    if (this.#count > this.#limit) this.#pages = null;
    else if (people.length > 0) this.#pages?.push(people);
  }

  /** All of them in the order they came in; null when they were too many. */
  get pages(): readonly (readonly RoundPerson[])[] | null {
    return this.#pages;
  }
}

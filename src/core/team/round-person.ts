import { eachPlace, type PoolMark } from "./cell-text.ts";
import { placeOf } from "./population.ts";
import { groupNumber, type UnitNumbers, unitNumber } from "./unit-numbers.ts";

/** Everything about one person in a round that a snapshot is decided from. */
export interface RoundPerson {
  readonly key: string;
  /** Their place in the organisation now; null for somebody who left. */
  readonly active: { readonly unit: string; readonly group: string | null } | null;
  readonly response: { readonly group: string | null; readonly levels: string } | null;
  /** What earlier snapshots wrote about them. */
  readonly marks: readonly PersonMark[];
}

/** The cells somebody was published in by one snapshot. */
export interface PersonMark {
  readonly snapshot: number;
  /** Whether the snapshot knew a response of theirs. */
  readonly answered: boolean;
  readonly pools: readonly PoolMark[];
}

/** What people are read by. Quantity 0 is completion, the others are the items. */
export interface RoundBook {
  readonly units: UnitNumbers;
  /** Names: "" and then the codes of the items. */
  readonly quantities: readonly string[];
  /** By quantity: the place of the item in a level string; -1 for completion. */
  readonly levelPlaces: readonly number[];
  /** By earlier snapshot: the names its marks were written by. */
  readonly markedQuantities: ReadonlyMap<number, readonly string[]>;
  /** Units people manage, by person. */
  readonly manages: ReadonlyMap<string, readonly string[]>;
}

/** They have not answered and may still do so. */
export const MAY_ANSWER = -1;
/** They have answered, but not this. */
export const WITHOUT_LEVEL = -2;

/** One person in numbers. The reader uses one and the same for everybody: nothing of it may be kept. */
export interface PersonNumbers {
  /** The unit they count at; -1 for nobody of the figures. */
  place: number;
  group: number;
  hasResponse: boolean;
  /** By quantity: the index into its tally, MAY_ANSWER or WITHOUT_LEVEL. */
  readonly values: Int8Array;
  /** By quantity: 1 for somebody who has been in a cell. */
  readonly marked: Uint8Array;
}

/** Reads people as numbers, one after the other. */
export class PersonReader {
  readonly #book: RoundBook;
  readonly #numbers: PersonNumbers;
  /** By snapshot: quantities by their places in a mark, -1 for items that are no more. */
  readonly #markPlaces: ReadonlyMap<number, readonly number[]>;

  constructor(book: RoundBook) {
    const count = book.quantities.length;
    this.#book = book;
    this.#markPlaces = new Map(
      [...book.markedQuantities].map(([snapshot, names]) => [
        snapshot,
        names.map((name) => book.quantities.indexOf(name)),
      ]),
    );
    this.#numbers = {
      place: -1,
      group: 0,
      hasResponse: false,
      values: new Int8Array(count),
      marked: new Uint8Array(count),
    };
  }

  read(person: RoundPerson): Readonly<PersonNumbers> {
    const numbers = this.#numbers;
    numbers.place = this.#placeOf(person);
    numbers.group = groupNumber(person.response?.group ?? person.active?.group ?? null);
    numbers.hasResponse = person.response !== null;
    this.#readLevels(person);
    this.#readMarks(person);
    return numbers;
  }

  #placeOf({ key, active }: RoundPerson): number {
    if (active === null) return -1;
    const { units, manages } = this.#book;
    const managed = manages.get(key);
    if (managed === undefined) return unitNumber(units, active.unit);
    const place = placeOf({ key, unit: active.unit, manages: managed, group: null }, units.tree);
    return place === null ? -1 : unitNumber(units, place);
  }

  #readLevels({ response }: RoundPerson): void {
    const { values } = this.#numbers;
    values[0] = response === null ? 0 : 1;
    if (response === null) {
      values.fill(MAY_ANSWER, 1);
      return;
    }
    for (let quantity = 1; quantity < values.length; quantity += 1) {
      const level = response.levels.charCodeAt(this.#book.levelPlaces[quantity] ?? -1) - 0x30;
      values[quantity] = level >= 0 && level <= 3 ? level : WITHOUT_LEVEL;
    }
  }

  #readMarks({ marks }: RoundPerson): void {
    const { marked } = this.#numbers;
    marked.fill(0);
    for (const { snapshot, pools } of marks) {
      const places = this.#markPlaces.get(snapshot) ?? [];
      for (const [, , cells] of pools) {
        eachPlace(cells, (place) => {
          const quantity = places[place] ?? -1;
          if (quantity >= 0) marked[quantity] = 1;
        });
      }
    }
  }
}

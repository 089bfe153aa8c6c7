import { placeOf, type TeamPerson, type TeamPopulation } from "./population.ts";
import { type QuantitySums, sumCells } from "./sum-cells.ts";
import type { UnitTree } from "./unit-tree.ts";

/** How many active people count where, and how many of them rated an item: for the reasons given only. */
export interface Presence {
  readonly people: QuantitySums;
  /** By item. */
  readonly raters: ReadonlyMap<string, QuantitySums>;
}

/** An active person and the unit they count at. */
export interface PlacedPerson {
  readonly person: TeamPerson;
  readonly place: string;
}

/** Everybody who is in figures at all. */
export function placePeople(people: readonly TeamPerson[], tree: UnitTree): readonly PlacedPerson[] {
  return people.flatMap((person) => {
    const place = placeOf(person, tree);
    return place === null ? [] : [{ person, place }];
  });
}

/** Counts the people who are placed, by unit and staff group. */
export function presenceOf({ people, responses }: TeamPopulation, tree: UnitTree): Presence {
  const placed = placePeople(people, tree);
  const byKey = new Map(placed.map((one) => [one.person.key, one]));
  const rated = responses.flatMap(({ person, levels }) => {
    const one = byKey.get(person);
    return one === undefined ? [] : Object.keys(levels).map((item) => ({ ...one, item }));
  });
  const byItem = [...Map.groupBy(rated, ({ item }) => item)];
  const raters = byItem.map(([item, some]) => [item, count(some, tree)] as const);
  return { people: count(placed, tree), raters: new Map(raters) };
}

function count(placed: readonly PlacedPerson[], tree: UnitTree): QuantitySums {
  return sumCells(
    placed.map(({ person, place }) => ({ unit: place, group: person.group, tally: [1] })),
    tree,
  );
}

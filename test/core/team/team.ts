import type { Level } from "../../../src/core/assessment/assessment.ts";
import { advanceDisclosure } from "../../../src/core/team/advance-disclosure.ts";
import { type DisclosureState, NOTHING_PUBLISHED } from "../../../src/core/team/disclosure-state.ts";
import type { TeamPerson, TeamPopulation } from "../../../src/core/team/population.ts";
import { CATALOGUE } from "./published-rows.ts";

/** The organisation `org` with divisions `east` and `west`; `east` has the teams `east1` and `east2`. */
export const UNITS = [
  { id: "org", parent: null },
  { id: "east", parent: "org" },
  { id: "west", parent: "org" },
  { id: "east1", parent: "east" },
  { id: "east2", parent: "east" },
];

/** People of a unit with keys from a prefix: people("a", 3, "west") are a1, a2 and a3. */
export function people(prefix: string, count: number, unit: string, some: Partial<TeamPerson> = {}) {
  return Array.from(
    { length: count },
    (_, at): TeamPerson => ({ key: `${prefix}${at + 1}`, unit, manages: [], group: null, ...some }),
  );
}

/** The same answers of several people. */
export function answers(of: readonly TeamPerson[], levels: Readonly<Record<string, Level>>) {
  return of.map(({ key }) => ({ person: key, levels }));
}

/** A round that is open, of the units above, in which nothing happened. */
export function round(some: Partial<TeamPopulation>): TeamPopulation {
  return { units: UNITS, people: [], responses: [], erased: [], isClosed: false, ...some };
}

/** The next snapshot with a threshold of 5. */
export function advance(population: TeamPopulation, state: DisclosureState = NOTHING_PUBLISHED) {
  return advanceDisclosure(state, population, CATALOGUE, { minPeople: 5 });
}

/** What a snapshot shows of an item, by unit: the number of people, or the reason and the unit to look at. */
export function itemByUnit({ snapshot }: ReturnType<typeof advance>, item: string) {
  return Object.fromEntries(
    Object.entries(snapshot.units).map(([unit, { items }]) => {
      const figure = items.find((one) => one.item === item)?.figure;
      return [unit, figure?.status === "shown" ? figure.people : [figure?.reason, figure?.seeUnit]];
    }),
  );
}

/** The same of completion. */
export function completionByUnit({ snapshot }: ReturnType<typeof advance>) {
  return Object.fromEntries(
    Object.entries(snapshot.units).map(([unit, { completion }]) => [
      unit,
      completion.status === "shown"
        ? [completion.people, completion.completed]
        : [completion.reason, completion.seeUnit],
    ]),
  );
}

import { advanceDisclosure } from "../../../src/core/team/advance-disclosure.ts";
import { type DisclosureState, NOTHING_PUBLISHED } from "../../../src/core/team/disclosure-state.ts";
import type { TeamPopulation } from "../../../src/core/team/population.ts";
import { placePeople } from "../../../src/core/team/presence.ts";
import {
  peopleIn,
  type QuantitySums,
  sumCells,
  sumState,
  type TeamSums,
} from "../../../src/core/team/sum-cells.ts";
import { unitTree } from "../../../src/core/team/unit-tree.ts";
import { type History, ITEMS, populations } from "./history.ts";
import type { Row } from "./smallest-group.ts";

/** Turns the populations of one round into the exact sums behind each of its snapshots. */
export type Publisher = (round: readonly TeamPopulation[]) => readonly TeamSums[];

export const CATALOGUE = {
  dimensions: [
    { id: "A", items: ["A1", "A2"] },
    { id: "B", items: ["B1"] },
  ],
  topics: [{ id: "K1", items: ["A1", "B1"] }],
};

/** The rules of the project with a threshold; the state goes through JSON between snapshots. */
export function byTheRules(minPeople: number): Publisher {
  return (round) => {
    let state: DisclosureState = NOTHING_PUBLISHED;
    return round.map((population) => {
      const next = advanceDisclosure(state, population, CATALOGUE, { minPeople });
      state = JSON.parse(JSON.stringify(next.state));
      return sumState(state, unitTree(population.units));
    });
  };
}

/** What many services do: everything as it is now, but no single figure of fewer people. */
export function bySizeAlone(minPeople: number): Publisher {
  return (round) => round.map((population) => currentSums(population, minPeople));
}

function currentSums({ units, people, responses }: TeamPopulation, minPeople: number): TeamSums {
  const tree = unitTree(units);
  const placed = placePeople(people, tree);
  const levels = new Map(responses.map((response) => [response.person, response.levels]));
  const sums = (valueFor: (key: string) => number | undefined, size: number) => {
    const ones = placed.flatMap(({ person, place }) => {
      const value = valueFor(person.key);
      const tally = Array.from({ length: size }, (_, at) => (at === value ? 1 : 0));
      return value === undefined ? [] : [{ unit: place, group: person.group, tally }];
    });
    return bigEnough(sumCells(ones, tree), minPeople);
  };
  const items = ITEMS.map((item) => [item, sums((key) => levels.get(key)?.[item], 4)] as const);
  return { audience: sums((key) => (levels.has(key) ? 1 : 0), 2), items: new Map(items) };
}

function bigEnough({ byUnit, byGroup }: QuantitySums, minPeople: number): QuantitySums {
  const keep = (sums: QuantitySums["byUnit"]) =>
    new Map([...sums].filter(([, tally]) => peopleIn(tally) >= minPeople));
  return { byUnit: keep(byUnit), byGroup: keep(byGroup) };
}

/**
 * Every number ever published in a history as a row over its people's values, found out from outside: the
 * history is played again and again with one value different from all others, and the row's entry is how
 * much of that value arrives in the number. Sums of dimensions add nothing: they are sums of these rows.
 * Columns are "person item version": an answer given again is a new value. Completion is a value of its own
 * at every snapshot.
 */
export function publishedRows(history: History, publish: Publisher): readonly Row[] {
  const rows = new Map<string, Map<string, bigint>>();
  for (const { number, column, amount } of [
    ...answersIn(history, publish),
    ...completionIn(history, publish),
  ]) {
    if (amount > 0) rows.set(number, (rows.get(number) ?? new Map()).set(column, BigInt(amount)));
  }
  return [...rows.values()];
}

/** How much of a value arrived in a number. */
interface Trace {
  readonly number: string;
  readonly column: string;
  readonly amount: number;
}

function answersIn(history: History, publish: Publisher): readonly Trace[] {
  return valuesIn(history).flatMap((value) => {
    const isIt = (person: string, item: string, version: number) =>
      person === value.person && item === value.item && version === value.version;
    const round = populations(history, (...one) => (isIt(...one) ? 3 : 0));
    const column = `${value.person} ${value.item} ${value.version}`;
    return publish(round).flatMap(({ items }, at) =>
      [...items].flatMap(([item, sums]) =>
        numbersIn(sums).map(([name, tally]) => ({
          number: `${at} ${item} ${name}`,
          column,
          amount: tally[3] ?? 0,
        })),
      ),
    );
  });
}

/** One person alone has completed at a time: no answer has a say in who is in the audience. */
function completionIn(history: History, publish: Publisher): readonly Trace[] {
  const round = populations(history, () => 0);
  return history.homes.flatMap((_, index) => {
    const person = `p${index}`;
    const alone = round.map((population) => ({ ...population, responses: [{ person, levels: {} }] }));
    return publish(alone).flatMap(({ audience }, at) =>
      numbersIn(audience).map(([name, tally]) => ({
        number: `${at} completion ${name}`,
        column: `${person} completion ${at}`,
        amount: tally[1] ?? 0,
      })),
    );
  });
}

function numbersIn(sums: QuantitySums | undefined) {
  return [
    ...[...(sums?.byUnit ?? [])].map(([unit, tally]) => [`unit ${unit}`, tally] as const),
    ...[...(sums?.byGroup ?? [])].map(([group, tally]) => [`group ${group}`, tally] as const),
  ];
}

function valuesIn({ steps }: History) {
  const answerings = steps.flatMap((step) => (step.type === "answer" ? [step] : []));
  return answerings.flatMap(({ person }, at) => {
    const version = answerings.slice(0, at + 1).filter((other) => other.person === person).length;
    return ITEMS.map((item) => ({ person: `p${person}`, item, version }));
  });
}

/** The same rows for a reader who takes it that nobody's answer or standing ever changes. */
export function asIfNothingChanged(rows: readonly Row[]): readonly Row[] {
  return rows.map((row) => {
    const merged = new Map<string, bigint>();
    for (const [column, amount] of row) {
      const kept = column.split(" ").slice(0, 2).join(" ");
      merged.set(kept, (merged.get(kept) ?? 0n) + amount);
    }
    return merged;
  });
}

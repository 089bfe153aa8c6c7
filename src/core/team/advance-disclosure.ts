import { advanceCells, type Candidate } from "./advance-cells.ts";
import type { DisclosureSettings } from "./disclosure-settings.ts";
import { type Cell, type DisclosureState, LEVEL_COUNT, STANDING_COUNT } from "./disclosure-state.ts";
import { type Departures, dropCells } from "./drop-cells.ts";
import type { CountingResponse, TeamPopulation } from "./population.ts";
import { type PlacedPerson, placePeople, presenceOf } from "./presence.ts";
import { sumState } from "./sum-cells.ts";
import { takeSnapshot } from "./take-snapshot.ts";
import type { TeamCatalogue, TeamSnapshot } from "./team-snapshot.ts";
import { type UnitTree, unitTree } from "./unit-tree.ts";

/** One round of one organisation at the moment of a snapshot. */
interface Moment {
  readonly tree: UnitTree;
  readonly placed: readonly PlacedPerson[];
  readonly departures: Departures;
  /** By person. */
  readonly responses: ReadonlyMap<string, CountingResponse>;
  readonly rule: { readonly minPeople: number; readonly isClosed: boolean };
}

/**
 * The next snapshot of an organisation's round and the state the one after it starts from. The same input
 * gives the same result; the state of an earlier call must never be used twice for different snapshots.
 * The rules and why they hold: docs/disclosure.md. This is the plain statement of them, in memory; figures are
 * published by the steps described there, and tests hold the two equal.
 * @throws RangeError when the units are no tree.
 */
export function advanceDisclosure(
  state: DisclosureState,
  population: TeamPopulation,
  catalogue: TeamCatalogue,
  { minPeople }: DisclosureSettings,
): { readonly state: DisclosureState; readonly snapshot: TeamSnapshot } {
  const moment = momentOf(population, minPeople);
  const next: DisclosureState = {
    version: 1,
    audience: advanceAudience(state.audience, moment),
    items: advanceItems(state.items, moment, catalogue),
  };
  const { tree } = moment;
  const presence = presenceOf(population, tree);
  return { state: next, snapshot: takeSnapshot(sumState(next, tree), presence, tree, catalogue, minPeople) };
}

function momentOf(population: TeamPopulation, minPeople: number): Moment {
  const tree = unitTree(population.units);
  const people = new Map(population.people.map((person) => [person.key, person]));
  return {
    tree,
    placed: placePeople(population.people, tree),
    departures: { erased: new Set(population.erased), people },
    responses: new Map(population.responses.map((response) => [response.person, response])),
    rule: { minPeople, isClosed: population.isClosed },
  };
}

function advanceItems(
  items: DisclosureState["items"],
  moment: Moment,
  { dimensions }: TeamCatalogue,
): DisclosureState["items"] {
  const all = new Set([...dimensions.flatMap((dimension) => dimension.items), ...Object.keys(items)]);
  return Object.fromEntries([...all].map((item) => [item, advanceItem(items[item] ?? [], item, moment)]));
}

function advanceItem(cells: readonly Cell[], item: string, moment: Moment): readonly Cell[] {
  const { tree, departures, rule, placed, responses } = moment;
  const candidates = placed.flatMap(({ person, place }): readonly Candidate[] => {
    const response = responses.get(person.key);
    const value = response?.levels[item] ?? null;
    // Who answered, but not this item, is not waited for.
    if (response !== undefined && value === null) return [];
    return [{ key: person.key, group: person.group, place, value }];
  });
  return advanceCells(dropCells(cells, departures, tree), candidates, tree, rule, LEVEL_COUNT);
}

/** Who erased their answers and is still in the audience stays in it, as somebody who has not completed. */
function advanceAudience(cells: readonly Cell[], moment: Moment): readonly Cell[] {
  const { tree, rule, placed, responses } = moment;
  const { people, erased } = moment.departures;
  const gone = new Set([...erased].filter((key) => !people.has(key)));
  const standing = (key: string) => (responses.has(key) ? 1 : 0);
  const candidates = placed.map(({ person, place }) => ({
    key: person.key,
    group: person.group,
    place,
    value: standing(person.key),
  }));
  const kept = dropCells(cells, { people, erased: gone }, tree).map((cell) => recount(cell, standing));
  return advanceCells(kept, candidates, tree, rule, STANDING_COUNT);
}

function recount(cell: Cell, standing: (key: string) => 0 | 1): Cell {
  if (cell.tally === null) return cell;
  const completed = cell.members.filter((key) => standing(key) === 1).length;
  return { ...cell, tally: [cell.members.length - completed, completed] };
}

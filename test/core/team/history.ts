import fc from "fast-check";
import type { Level } from "../../../src/core/assessment/assessment.ts";
import type { TeamPopulation } from "../../../src/core/team/population.ts";

export const ITEMS = ["A1", "A2", "B1"];
const GROUPS = ["academic", "service", null];

/** What may happen in an organisation during a round; people and units by number. */
export type Step =
  | { readonly type: "answer"; readonly person: number; readonly rated: readonly string[] }
  | { readonly type: "erase" | "leave" | "join" | "disappear"; readonly person: number }
  | { readonly type: "move"; readonly person: number; readonly unit: number }
  | { readonly type: "manage"; readonly person: number; readonly unit: number | null }
  | { readonly type: "regroup"; readonly person: number; readonly group: string | null }
  | { readonly type: "hang"; readonly unit: number; readonly parent: number }
  | { readonly type: "close_unit"; readonly unit: number }
  | { readonly type: "snapshot" };

/** A made-up round: who is where at the beginning, and what happens. Unit 0 is the root. */
export interface History {
  readonly parents: readonly number[];
  readonly homes: readonly number[];
  readonly steps: readonly Step[];
}

/** The level a person gives an item in their nth answering; which items they rate the history says. */
export type LevelOf = (person: string, item: string, version: number) => Level;

/** Everything as it stands between two steps. */
interface World {
  readonly parents: number[];
  readonly closed: Set<number>;
  readonly people: { unit: number; manages: number | null; group: string | null; isActive: boolean }[];
  readonly answers: Map<number, { readonly version: number; readonly rated: readonly string[] }>;
  readonly versions: Map<number, number>;
  erased: number[];
}

/** Histories of 8 to 13 people in up to six units; answers are frequent, the rest happens now and then. */
export const histories: fc.Arbitrary<History> = fc
  .record({
    parents: fc.array(fc.nat({ max: 5 }), { minLength: 0, maxLength: 5 }),
    homes: fc.array(fc.nat({ max: 5 }), { minLength: 8, maxLength: 13 }),
  })
  .chain(({ parents, homes }) => {
    const units = parents.length + 1;
    const steps = fc.array(stepOf(homes.length, units), { minLength: 15, maxLength: 45 });
    return fc.record({
      parents: fc.constant(parents.map((parent, at) => parent % (at + 1))),
      homes: fc.constant(homes.map((home) => home % units)),
      steps,
    });
  });

function stepOf(people: number, units: number): fc.Arbitrary<Step> {
  const person = fc.nat({ max: people - 1 });
  const unit = fc.nat({ max: units - 1 });
  const some = <T extends string>(...types: readonly T[]) => fc.constantFrom(...types);
  const rated = fc.subarray(ITEMS, { minLength: 1 });
  return fc.oneof(
    { weight: 14, arbitrary: fc.record({ type: some("answer"), person, rated }) },
    { weight: 6, arbitrary: fc.record({ type: some("snapshot") }) },
    { weight: 3, arbitrary: fc.record({ type: some("erase", "leave", "join", "disappear"), person }) },
    { weight: 2, arbitrary: fc.record({ type: some("move"), person, unit }) },
    { weight: 1, arbitrary: fc.record({ type: some("manage"), person, unit: fc.option(unit) }) },
    {
      weight: 1,
      arbitrary: fc.record({ type: some("regroup"), person, group: fc.constantFrom(...GROUPS) }),
    },
    { weight: 1, arbitrary: fc.record({ type: some("hang"), unit, parent: unit }) },
    { weight: 1, arbitrary: fc.record({ type: some("close_unit"), unit }) },
  );
}

/** The population at every snapshot of a history, the last one of the closed round. */
export function populations(history: History, levelOf: LevelOf): readonly TeamPopulation[] {
  const world = beginning(history);
  const taken: TeamPopulation[] = [];
  for (const step of history.steps) {
    if (step.type === "snapshot") taken.push(take(world, levelOf, false));
    else happen(world, step);
  }
  return [...taken, take(world, levelOf, true)];
}

function beginning({ parents, homes }: History): World {
  return {
    parents: [0, ...parents],
    closed: new Set(),
    people: homes.map((unit, at) => ({
      unit,
      manages: at === 0 ? unit : null,
      group: GROUPS[at % 2] ?? null,
      isActive: at % 7 !== 6,
    })),
    answers: new Map(),
    versions: new Map(),
    erased: [],
  };
}

function take(world: World, levelOf: LevelOf, isClosed: boolean): TeamPopulation {
  const { erased } = world;
  world.erased = [];
  return {
    units: world.parents.flatMap((_, unit) =>
      world.closed.has(unit)
        ? []
        : [{ id: `u${unit}`, parent: unit === 0 ? null : `u${openParent(world, unit)}` }],
    ),
    people: world.people.flatMap(({ unit, manages, group, isActive }, at) =>
      isActive
        ? [{ key: `p${at}`, unit: `u${unit}`, manages: manages === null ? [] : [`u${manages}`], group }]
        : [],
    ),
    responses: [...world.answers].map(([at, { version, rated }]) => ({
      person: `p${at}`,
      levels: Object.fromEntries(rated.map((item) => [item, levelOf(`p${at}`, item, version)])),
    })),
    erased: erased.map((at) => `p${at}`),
    isClosed,
  };
}

/** A unit whose parent was closed hangs below the next one above that is open. */
function openParent(world: World, unit: number): number {
  const parent = world.parents[unit] ?? 0;
  return world.closed.has(parent) ? openParent(world, parent) : parent;
}

function happen(world: World, step: Exclude<Step, { type: "snapshot" }>): void {
  switch (step.type) {
    case "hang":
      // Units keep below lower numbers, so that no circle can arise.
      if (step.parent < step.unit) world.parents[step.unit] = step.parent;
      return;
    case "close_unit":
      if (step.unit !== 0) world.closed.add(step.unit);
      return;
    default:
      happenTo(world, step);
  }
}

function happenTo(world: World, step: Extract<Step, { person: number }>): void {
  const person = world.people[step.person];
  if (person === undefined) return;
  switch (step.type) {
    case "answer": {
      const version = (world.versions.get(step.person) ?? 0) + 1;
      world.versions.set(step.person, version);
      if (person.isActive) world.answers.set(step.person, { version, rated: step.rated });
      return;
    }
    case "erase":
    case "disappear":
      world.answers.delete(step.person);
      world.erased.push(step.person);
      if (step.type === "disappear") person.isActive = false;
      return;
    case "leave":
    case "join":
      person.isActive = step.type === "join";
      return;
    case "move":
      person.unit = step.unit;
      return;
    case "manage":
      person.manages = step.unit;
      return;
    case "regroup":
      person.group = step.group;
      return;
    default:
      step satisfies never;
  }
}

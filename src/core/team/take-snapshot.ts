import type { Tally } from "./disclosure-state.ts";
import type { Presence } from "./presence.ts";
import { completionFigure, dimensionFigure, itemFigure, topicFigures } from "./read-sums.ts";
import { peopleIn, type QuantityLookup, type TeamSums } from "./sum-cells.ts";
import type {
  CompletionFigure,
  DimensionFigure,
  Figure,
  ItemFigure,
  TeamCatalogue,
  TeamFigures,
  TeamSnapshot,
  WithheldReason,
} from "./team-snapshot.ts";
import { pathUp, type UnitTree } from "./unit-tree.ts";

/** Everything figures are read from. `presence` decides nothing but which reason is given. */
export interface FigureSource {
  readonly sums: {
    readonly audience: QuantityLookup;
    /** By item. */
    readonly items: ReadonlyMap<string, QuantityLookup>;
  };
  /** How many active people count where, and how many of them rated an item. */
  readonly presence: {
    readonly people: QuantityLookup;
    /** By item. */
    readonly raters: ReadonlyMap<string, QuantityLookup>;
  };
  readonly tree: UnitTree;
  readonly catalogue: TeamCatalogue;
  readonly minPeople: number;
}

/** A unit or a staff group, with all there is to read about it. */
interface View extends FigureSource {
  readonly by: "byUnit" | "byGroup";
  readonly key: string;
  /** Units to look at where there is no figure, nearest first. */
  readonly above: readonly string[];
}

/** What may be shown, from the exact sums. `presence` decides nothing but which reason is given. */
export function takeSnapshot(
  sums: TeamSums,
  presence: Presence,
  tree: UnitTree,
  catalogue: TeamCatalogue,
  minPeople: number,
): TeamSnapshot {
  const source = { sums, presence, tree, catalogue, minPeople };
  const units = tree.bottomUp.toReversed().map((unit) => [unit, unitFigures(source, unit)] as const);
  const groups = [...presence.people.byGroup.keys()]
    .toSorted()
    .map((group) => [group, groupFigures(source, group)] as const);
  return { minPeople, units: Object.fromEntries(units), groups: Object.fromEntries(groups) };
}

/** What may be shown of one unit and all below it. */
export function unitFigures(source: FigureSource, unit: string): TeamFigures {
  const above = pathUp(source.tree, unit).slice(1);
  return figuresOf({ ...source, by: "byUnit", key: unit, above });
}

/** What may be shown of one staff group of the whole organisation. */
export function groupFigures(source: FigureSource, group: string): TeamFigures {
  return figuresOf({ ...source, by: "byGroup", key: group, above: [source.tree.root] });
}

function figuresOf(view: View): TeamFigures {
  const { dimensions, topics } = view.catalogue;
  return {
    completion: completionOf(view),
    dimensions: dimensions.map(({ id, items }) => ({ dimension: id, figure: dimensionOf(view, items) })),
    items: dimensions.flatMap(({ items }) => items.map((item) => ({ item, figure: itemOf(view, item) }))),
    topics: topicFigures(topics, (item) => tallyOf(view, view.sums.items.get(item))),
  };
}

function completionOf(view: View): Figure<CompletionFigure> {
  const tally = tallyOf(view, view.sums.audience);
  if (tally !== undefined) return { status: "shown", ...completionFigure(tally) };
  return withheld(view, [view.sums.audience], [view.presence.people]);
}

function itemOf(view: View, item: string): Figure<ItemFigure> {
  const tally = tallyOf(view, view.sums.items.get(item));
  if (tally !== undefined) return { status: "shown", ...itemFigure(tally) };
  return withheld(view, [view.sums.items.get(item)], [view.presence.raters.get(item)]);
}

function dimensionOf(view: View, items: readonly string[]): Figure<DimensionFigure> {
  const sums = items.map((item) => view.sums.items.get(item));
  const figure = dimensionFigure(
    sums.map((sum) => tallyOf(view, sum)).filter((tally) => tally !== undefined),
  );
  if (figure !== null) return { status: "shown", ...figure };
  return withheld(
    view,
    sums,
    items.map((item) => view.presence.raters.get(item)),
  );
}

type Quantities = readonly (QuantityLookup | undefined)[];

function withheld(view: View, sums: Quantities, answered: Quantities) {
  const seeUnit = view.above.find((unit) => sums.some((sum) => sum?.byUnit.has(unit))) ?? null;
  return { status: "withheld", reason: reasonFor(view, answered), seeUnit } as const;
}

function reasonFor(view: View, answered: Quantities): WithheldReason {
  const count = (sum: QuantityLookup | undefined) => peopleIn(tallyOf(view, sum) ?? []);
  if (count(view.presence.people) < view.minPeople) return "too_few_people";
  const enough = answered.some((sum) => count(sum) >= view.minPeople);
  return enough ? "would_expose_fewer" : "too_few_answers";
}

function tallyOf({ by, key }: View, sum: QuantityLookup | undefined): Tally | undefined {
  return sum?.[by].get(key);
}

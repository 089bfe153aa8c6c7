import type { Cell, Tally } from "./disclosure-state.ts";
import { type CellClass, divideByGroup } from "./divide-by-group.ts";
import { type GatherRule, gather, type UnitCounts } from "./gather.ts";
import type { UnitTree } from "./unit-tree.ts";

/** Somebody who is or may become part of one quantity's figures. */
export interface Candidate {
  readonly key: string;
  /** The unit they count at. */
  readonly place: string;
  readonly group: string | null;
  /** Index into the tally; null while there is no answer. */
  readonly value: number | null;
}

type Waiting = Candidate & { readonly value: number };

/** The cells of one quantity and those that may be formed now from people who were never in one. */
export function advanceCells(
  cells: readonly Cell[],
  candidates: readonly Candidate[],
  tree: UnitTree,
  rule: GatherRule,
  tallySize: number,
): readonly Cell[] {
  const seen = new Set(cells.flatMap(({ members }) => members));
  const fresh = candidates.filter(({ key }) => !seen.has(key));
  const publishingUnit = gather(tree, countsOf(fresh), rule);
  const ready = Map.groupBy(fresh.filter(isWaiting), ({ place }) => publishingUnit.get(place));
  const formed = tree.bottomUp.flatMap((unit) =>
    formCells(unit, ready.get(unit) ?? [], rule.minPeople, tallySize),
  );
  return [...cells, ...formed];
}

function isWaiting(candidate: Candidate): candidate is Waiting {
  return candidate.value !== null;
}

function countsOf(candidates: readonly Candidate[]): ReadonlyMap<string, UnitCounts> {
  const byPlace = Map.groupBy(candidates, ({ place }) => place);
  return new Map(
    [...byPlace].map(([place, there]) => [
      place,
      { waiting: there.filter(isWaiting).length, potential: there.length },
    ]),
  );
}

function formCells(
  unit: string,
  people: readonly Waiting[],
  minPeople: number,
  tallySize: number,
): readonly Cell[] {
  const byGroup = Map.groupBy(people, ({ group }) => group);
  const counts = new Map([...byGroup].map(([group, members]) => [group, members.length]));
  return divideByGroup(counts, minPeople).flatMap((cellClass) =>
    shareOut(cellClass, people).map((members) => ({
      unit,
      group: cellClass.group,
      members: members.map(({ key }) => key),
      tally: tallyOf(members, tallySize),
    })),
  );
}

/** In the order of their keys, in turn: no value has a say in who is together with whom. */
function shareOut({ groups, cells }: CellClass, people: readonly Waiting[]): readonly (readonly Waiting[])[] {
  const sorted = people
    .filter(({ group }) => groups.includes(group))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return [...Map.groupBy(sorted, (_, at) => at % cells).values()];
}

function tallyOf(members: readonly Waiting[], size: number): Tally {
  return Array.from(
    { length: size },
    (_, value) => members.filter((member) => member.value === value).length,
  );
}

/** People of these staff groups share out evenly over this many cells. */
export interface CellClass {
  /** Null stands for people whose group is unknown. */
  readonly groups: readonly (string | null)[];
  readonly cells: number;
  /** The staff group the cells belong to; null when they mix groups and so count in no group's figure. */
  readonly group: string | null;
}

interface Part {
  readonly groups: readonly (string | null)[];
  readonly people: number;
}

/**
 * How people who are published together are divided into cells, decided from counts alone: every staff group
 * with enough people has cells of its own, the others share; a shared rest too small takes the smallest
 * group with it. Cells are as many as the threshold allows, so that an erasure later costs few people.
 */
export function divideByGroup(
  people: ReadonlyMap<string | null, number>,
  minPeople: number,
): readonly CellClass[] {
  const parts = [...people]
    .map(([group, count]): Part => ({ groups: [group], people: count }))
    .toSorted((a, b) => a.people - b.people || compareGroups(a.groups, b.groups));
  const own = parts.filter(({ groups, people: count }) => groups[0] !== null && count >= minPeople);
  const mixed = together(parts.filter((part) => !own.includes(part)));
  const [smallest, ...others] = own;
  const isRestTooSmall = mixed.people > 0 && mixed.people < minPeople;
  const classes =
    isRestTooSmall && smallest !== undefined ? [...others, together([smallest, mixed])] : [...own, mixed];
  return classes.flatMap((part) => cellClass(part, minPeople));
}

function together(parts: readonly Part[]): Part {
  return {
    groups: parts.flatMap(({ groups }) => groups),
    people: parts.reduce((sum, { people }) => sum + people, 0),
  };
}

function cellClass({ groups, people }: Part, minPeople: number): readonly CellClass[] {
  const cells = Math.floor(people / minPeople);
  const [first = null, ...others] = groups;
  return cells === 0 ? [] : [{ groups, cells, group: others.length === 0 ? first : null }];
}

function compareGroups([a = null]: Part["groups"], [b = null]: Part["groups"]): number {
  if (a === b) return 0;
  return (a ?? "") < (b ?? "") ? -1 : 1;
}

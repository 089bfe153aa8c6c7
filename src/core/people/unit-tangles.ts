import type { OrgUnit } from "./member.ts";

/** Why a unit has no way up to the top. */
export type TangleCode = "unit_cycle" | "unit_parent_unknown" | "unit_above_wrong";

/** A unit without a way up to the top. */
export interface Tangle {
  readonly unit: string;
  readonly code: TangleCode;
  /** The unit above it, or the circle it is in. */
  readonly above: string;
}

/** As many units of a circle as are worth naming. */
const MOST_NAMED = 8;

/**
 * Units that lead round in a circle, to a unit nobody knows, or to one of those.
 * @param starts the units to look at
 * @param wrong units known to be unusable; what leads to them is in a tangle too
 */
export function findTangles(
  starts: Iterable<string>,
  units: ReadonlyMap<string, OrgUnit>,
  wrong: ReadonlySet<string>,
): readonly Tangle[] {
  const sound = new Set<string>();
  const unsound = new Set(wrong);
  const tangles: Tangle[] = [];
  for (const start of starts) {
    const way = climb(start, units, (id) => sound.has(id) || unsound.has(id));
    const found = tanglesOn(way, units, (end) => end === null || sound.has(end));
    for (const id of way.path) (found.length === 0 ? sound : unsound).add(id);
    for (const tangle of found) tangles.push(tangle);
  }
  return tangles;
}

interface Way {
  readonly path: readonly string[];
  /** What stopped the climb: null for the top, a judged unit, an unknown one, or one met before. */
  readonly end: string | null;
}

function climb(start: string, units: ReadonlyMap<string, OrgUnit>, isJudged: (id: string) => boolean): Way {
  const path = new Set<string>();
  let at: string | null = start;
  while (at !== null && !path.has(at) && !isJudged(at) && units.has(at)) {
    path.add(at);
    at = units.get(at)?.parent ?? null;
  }
  return { path: [...path], end: at };
}

function tanglesOn(
  { path, end }: Way,
  units: ReadonlyMap<string, OrgUnit>,
  isSound: (end: string | null) => boolean,
): readonly Tangle[] {
  if (isSound(end)) return [];
  const begins = path.indexOf(end ?? "");
  const circle = new Set(begins < 0 ? [] : path.slice(begins));
  const round = [...circle].slice(0, MOST_NAMED).join(" > ");
  return path.map((unit) => {
    const above = units.get(unit)?.parent ?? "";
    if (circle.has(unit)) return { unit, code: "unit_cycle", above: round };
    return { unit, code: units.has(above) ? "unit_above_wrong" : "unit_parent_unknown", above };
  });
}

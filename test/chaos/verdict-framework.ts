/*
 * What the answers of an assessment come to, worked out from the raw files in data/ a second time. Part of the
 * verdict: nothing of src.
 */
import { readFileSync } from "node:fs";

/** An answer as it is stored: 0 to 3 or a way not to rate, when (epoch ms), by which event. */
export type StoredAnswer = readonly [value: number | string, at: number, eventId: string];

/** What is asked of whom. */
export interface Framework {
  /** In the source's order. */
  readonly dimensions: readonly { readonly id: string }[];
  /** In the source's order. */
  readonly units: readonly { readonly code: string; readonly dimension: string }[];
  readonly profiles: readonly Profile[];
  readonly questionnaire: { readonly dimensionOrder: readonly string[] };
}

interface Profile {
  readonly stage: string;
  readonly group: string;
  readonly units: readonly string[];
}

/** The framework of data/. */
export function readFramework(): Framework {
  return {
    dimensions: readData("framework/dimensions.json"),
    units: readData("framework/units.json"),
    profiles: readData("framework/profiles.json"),
    questionnaire: readData("questionnaire/v1/questionnaire.json"),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: what these files hold is checked elsewhere
function readData(path: string): any {
  return JSON.parse(readFileSync(new URL(`../../data/${path}`, import.meta.url), "utf8"));
}

/** What somebody is asked, in order: units, or dimensions in a quick check. */
export function itemsFor(
  { kind, stage, group }: { readonly kind: string; readonly stage: string; readonly group: string },
  { profiles, units, questionnaire }: Framework,
): readonly string[] {
  const wanted = profiles.find((profile) => profile.stage === stage && profile.group === group)?.units ?? [];
  return questionnaire.dimensionOrder.flatMap((dimension) => {
    const asked = units.filter((unit) => unit.dimension === dimension && wanted.includes(unit.code));
    if (kind === "quick") return asked.length > 0 ? [dimension] : [];
    return asked.map(({ code }) => code);
  });
}

/** Own levels, each counted up to the required one, against what is required. */
export interface Sum {
  readonly own: number;
  readonly required: number;
  /** Half up; null with nothing to count. */
  readonly percent: number | null;
}

/** The level every unit is required at. */
const REQUIRED = 2;

/** The figures of a completed assessment. */
export function figuresOf(
  kind: string,
  ratings: Readonly<Record<string, StoredAnswer>>,
  items: readonly string[],
  profile: readonly string[],
  { dimensions, units }: Framework,
) {
  const dimensionOf = new Map(units.map(({ code, dimension }) => [code, dimension]));
  const levelOf = (item: string) => ratings[item]?.[0];
  const sum = (of: readonly string[]): Sum => {
    const levels = of.map(levelOf).filter((level) => typeof level === "number");
    const own = levels.reduce((all, level) => all + Math.min(level, REQUIRED), 0);
    const required = levels.length * REQUIRED;
    return { own, required, percent: required === 0 ? null : Math.floor((own * 100) / required + 0.5) };
  };
  const perDimension = dimensions
    .map(({ id }) => ({ id, asked: items.filter((item) => (dimensionOf.get(item) ?? item) === id) }))
    .filter(({ asked }) => asked.length > 0);
  const gapsOf = (level: number) =>
    profile.filter((unit) => levelOf(unit) === level).map((unit) => ({ unit, level, gap: REQUIRED - level }));
  return {
    match: sum(items),
    dimensions: perDimension.map(({ id, asked }) => ({ dimension: id, ...sum(asked) })),
    gaps: kind === "full" ? [...gapsOf(0), ...gapsOf(1)] : [],
  };
}

/** Codes of the units a profile requires, in the profile's own order. */
export function profileUnits(stage: string, group: string, { profiles }: Framework): readonly string[] {
  return profiles.find((profile) => profile.stage === stage && profile.group === group)?.units ?? [];
}

/** The levels of a response, a character a unit in the framework's order. */
export function levelsOf(ratings: Readonly<Record<string, StoredAnswer>>, { units }: Framework): string {
  return units
    .map(({ code }) => ratings[code]?.[0])
    .map((value) => (typeof value === "number" ? String(value) : "."))
    .join("");
}

import type { Assessment, Level } from "../assessment/assessment.ts";

/**
 * The levels of a response, one character a unit of capability in the framework's order: "0" to "3", or "." for
 * not applicable, prefer not to say and what was not asked.
 */
export function levelString(assessment: Assessment, units: readonly { readonly code: string }[]): string {
  return units
    .map(({ code }) => {
      const rating = assessment.ratings[code]?.[0];
      return typeof rating === "number" ? String(rating) : ".";
    })
    .join("");
}

/** The levels in a level string, by unit of capability. */
export function levelsIn(
  text: string,
  units: readonly { readonly code: string }[],
): Readonly<Record<string, Level>> {
  const levels = units.flatMap(({ code }, place): [string, Level][] => {
    const level = text[place];
    return level === undefined || level === "." ? [] : [[code, Number(level) as Level]];
  });
  return Object.fromEntries(levels);
}

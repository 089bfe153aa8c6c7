import type { Assessment } from "../assessment/assessment.ts";

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

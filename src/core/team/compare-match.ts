import type { DimensionFigure, Figure } from "./team-snapshot.ts";

/** Percentage points since the previous round, or why there is no comparison. */
export type MatchChange =
  | { readonly status: "compared"; readonly points: number }
  | { readonly status: "not_comparable"; readonly reason: "withheld" | "few_or_nearly_all" };

/**
 * The change of a dimension's match from one round to the next: the difference of two numbers already shown,
 * and of whole per cents, so it says nothing they do not. Without both numbers there is none.
 */
export function compareMatch(
  previous: Figure<DimensionFigure>,
  current: Figure<DimensionFigure>,
): MatchChange {
  if (previous.status === "withheld" || current.status === "withheld")
    return { status: "not_comparable", reason: "withheld" };
  if (previous.match.kind !== "percent" || current.match.kind !== "percent")
    return { status: "not_comparable", reason: "few_or_nearly_all" };
  return { status: "compared", points: current.match.percent - previous.match.percent };
}

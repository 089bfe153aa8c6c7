import type { SuggestionLink } from "../content.ts";
import type { Framework, RoleProfile } from "../framework/framework.ts";
import type { Answer, Assessment, Rating, Standing } from "./assessment.ts";
import { REQUIRED_LEVEL } from "./assessment.ts";
import { percentHalfUp } from "./percent-half-up.ts";
import type { AssessmentResult, DimensionMatch, Gap, Match, Suggestion } from "./result.ts";

/**
 * What the answers of an assessment say. "Not applicable" and "prefer not to say" count in neither
 * numerator nor denominator. A quick check has neither gaps nor suggestions: it is an estimate.
 */
export function computeResult(
  assessment: Assessment,
  profile: RoleProfile,
  framework: Framework,
  links: readonly SuggestionLink[],
): AssessmentResult {
  const { items, ratings } = assessment;
  const gaps = assessment.kind === "full" ? gapsOf(profile.units, ratings) : [];
  return {
    match: matchOf(items, ratings),
    dimensions: matchPerDimension(items, ratings, framework),
    gaps,
    suggestions: suggestionsFor(gaps, profile, links, assessment.standings),
  };
}

type Ratings = Readonly<Record<string, Answer<Rating>>>;

/** Sum of min(answer, required) over sum of required, in per cent, half up; null with nothing to count. */
export function matchOf(items: readonly string[], ratings: Ratings): Match {
  const levels = items.map((item) => ratings[item]?.[0]).filter((rating) => typeof rating === "number");
  const own = levels.reduce<number>((sum, level) => sum + Math.min(level, REQUIRED_LEVEL), 0);
  const required = levels.length * REQUIRED_LEVEL;
  return { own, required, percent: required === 0 ? null : percentHalfUp(own, required) };
}

function matchPerDimension(
  items: readonly string[],
  ratings: Ratings,
  framework: Framework,
): readonly DimensionMatch[] {
  const dimensionOf = new Map(framework.units.map((unit) => [unit.code, unit.dimension]));
  return framework.dimensions
    .map(({ id }) => ({ id, own: items.filter((item) => (dimensionOf.get(item) ?? item) === id) }))
    .filter(({ own }) => own.length > 0)
    .map(({ id, own }) => ({ dimension: id, ...matchOf(own, ratings) }));
}

/** Units below the required level, widest gap first, ties in the profile's order. */
export function gapsOf(units: readonly string[], ratings: Ratings): readonly Gap[] {
  return units
    .flatMap((unit): Gap[] => {
      const level = ratings[unit]?.[0];
      return level === 0 || level === 1 ? [{ unit, level, gap: REQUIRED_LEVEL - level }] : [];
    })
    .toSorted((a, b) => b.gap - a.gap);
}

/**
 * Topics the profile requires that serve a gap: by the sum of gaps served, then "not yet" before "partly"
 * before "have" as far as the person has said, then in the profile's order.
 */
export function suggestionsFor(
  gaps: readonly Gap[],
  profile: RoleProfile,
  links: readonly SuggestionLink[],
  standings: Readonly<Record<string, Answer<Standing>>>,
): readonly Suggestion[] {
  return profile.knowledge
    .map((topic) => {
      const served = gaps.filter(({ unit }) =>
        links.some((link) => link.topic === topic && link.unit === unit),
      );
      return {
        topic,
        score: served.reduce((sum, { gap }) => sum + gap, 0),
        units: served.map(({ unit }) => unit),
      };
    })
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || need(standings[a.topic]) - need(standings[b.topic]));
}

const NEED_ORDER = { not_yet: 0, partly: 1, have: 2 } as const satisfies Record<Standing, number>;

/** A topic nobody was asked about is needed as much as one the person does not have yet. */
function need(answer: Answer<Standing> | undefined): number {
  return answer === undefined ? NEED_ORDER.not_yet : NEED_ORDER[answer[0]];
}

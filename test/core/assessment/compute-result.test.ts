import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Answer, Assessment, Rating, Standing } from "../../../src/core/assessment/assessment.ts";
import { computeResult, matchOf } from "../../../src/core/assessment/compute-result.ts";
import { dimensionsInOrder, unitsInOrder } from "../../../src/core/assessment/item-order.ts";
import type { RoleProfile } from "../../../src/core/framework/framework.ts";
import { BEGIN_AT, content } from "../../support/builders.ts";

const { framework, suggestions: links } = content;
const questionnaire = content.questionnaires[content.currentQuestionnaire];
if (questionnaire === undefined) throw new Error("no current questionnaire");

const profiles = fc.constantFrom(...framework.profiles);
const ratings = fc.constantFrom<Rating>(0, 1, 2, 3, "not_applicable", "prefer_not");
const standings = fc.constantFrom<Standing>("have", "partly", "not_yet");

/** An assessment of a profile in which some items are answered. */
function assessmentOf(profile: RoleProfile, kind: "full" | "quick") {
  const inOrder = kind === "full" ? unitsInOrder : dimensionsInOrder;
  const items = questionnaire ? inOrder(profile, framework, questionnaire) : [];
  return fc
    .record({
      rated: fc.array(fc.option(ratings), { minLength: items.length, maxLength: items.length }),
      known: fc.array(fc.option(standings), {
        minLength: profile.knowledge.length,
        maxLength: profile.knowledge.length,
      }),
    })
    .map(({ rated, known }) => ({
      id: "A",
      kind,
      frameworkVersion: framework.version,
      questionnaireVersion: "1",
      stage: profile.stage,
      group: profile.group,
      startedAt: BEGIN_AT,
      completedAt: BEGIN_AT,
      items,
      ratings: answers(items, rated),
      standings: answers(profile.knowledge, known),
    }));
}

function answers<T>(ids: readonly string[], values: readonly (T | null)[]): Record<string, Answer<T>> {
  return Object.fromEntries(
    ids.flatMap((id, index) => {
      const value = values[index];
      return value === null || value === undefined ? [] : [[id, [value, BEGIN_AT, "E"] as const]];
    }),
  );
}

const cases = (kind: "full" | "quick") =>
  profiles.chain((profile) => fc.tuple(fc.constant(profile), assessmentOf(profile, kind)));

/** The definitions of the survey, written down once more without any cleverness. */
function naiveMatch(items: readonly string[], assessment: Assessment) {
  let own = 0;
  let required = 0;
  for (const item of items) {
    const level = assessment.ratings[item]?.[0];
    if (level === undefined || level === "not_applicable" || level === "prefer_not") continue;
    own += level > 2 ? 2 : level;
    required += 2;
  }
  if (required === 0) return { own, required, percent: null };
  const tenths = Math.floor((own * 1000) / required);
  return { own, required, percent: Math.floor(tenths / 10) + (tenths % 10 >= 5 ? 1 : 0) };
}

function naiveGap(unit: string, assessment: Assessment): number {
  const level = assessment.ratings[unit]?.[0];
  return typeof level === "number" ? Math.max(0, 2 - level) : 0;
}

function naiveScore(topic: string, profile: RoleProfile, assessment: Assessment): number {
  return profile.units
    .filter((unit) => links.some((link) => link.unit === unit && link.topic === topic))
    .reduce((sum, unit) => sum + naiveGap(unit, assessment), 0);
}

/** "Not yet" (or not asked) before "partly" before "have". */
function naiveNeed(topic: string, assessment: Assessment): number {
  const standing = assessment.standings[topic]?.[0] ?? "not_yet";
  return ["not_yet", "partly", "have"].indexOf(standing);
}

describe("the result of an assessment", () => {
  test("has the match of the profile and of each dimension, in the source's order", () => {
    fc.assert(
      fc.property(cases("full"), ([profile, assessment]) => {
        const result = computeResult(assessment, profile, framework, links);
        expect(result.match).toEqual(naiveMatch(profile.units, assessment));
        const expected = framework.dimensions.flatMap(({ id }) => {
          const own = profile.units.filter((unit) =>
            framework.units.some((u) => u.code === unit && u.dimension === id),
          );
          return own.length === 0 ? [] : [{ dimension: id, ...naiveMatch(own, assessment) }];
        });
        expect(result.dimensions).toEqual(expected);
      }),
    );
  });

  test("has as gaps exactly the units below the required level, widest first, ties in the source's order", () => {
    fc.assert(
      fc.property(cases("full"), ([profile, assessment]) => {
        const expected = [2, 1].flatMap((gap) =>
          profile.units
            .filter((unit) => naiveGap(unit, assessment) === gap)
            .map((unit) => ({ unit, level: 2 - gap, gap })),
        );
        expect(computeResult(assessment, profile, framework, links).gaps).toEqual(expected);
      }),
    );
  });

  test("suggests required topics by the gaps served, then by what is missing, then in the source's order", () => {
    fc.assert(
      fc.property(cases("full"), ([profile, assessment]) => {
        const expected = profile.knowledge
          .map((topic, place) => ({
            topic,
            place,
            score: naiveScore(topic, profile, assessment),
            need: naiveNeed(topic, assessment),
          }))
          .filter(({ score }) => score > 0)
          .sort((a, b) => b.score - a.score || a.need - b.need || a.place - b.place)
          .map(({ topic, score }) => ({ topic, score }));
        const { suggestions } = computeResult(assessment, profile, framework, links);
        expect(suggestions.map(({ topic, score }) => ({ topic, score }))).toEqual(expected);
      }),
    );
  });

  test("does not change its figures with what was said in the optional sections", () => {
    fc.assert(
      fc.property(cases("full"), ([profile, assessment]) => {
        const { suggestions: _, ...figures } = computeResult(assessment, profile, framework, links);
        const without = computeResult({ ...assessment, standings: {} }, profile, framework, links);
        expect(without).toMatchObject(figures);
      }),
    );
  });

  test("of a quick check has matches only: it is an estimate", () => {
    fc.assert(
      fc.property(cases("quick"), ([profile, assessment]) => {
        const result = computeResult(assessment, profile, framework, links);
        expect(result.match).toEqual(naiveMatch(assessment.items, assessment));
        expect(result.dimensions.map(({ dimension }) => dimension).toSorted()).toEqual(
          assessment.items.toSorted(),
        );
        expect([result.gaps, result.suggestions]).toEqual([[], []]);
      }),
    );
  });

  test("has a topic to suggest for every gap of every profile", () => {
    const without = framework.profiles.flatMap((profile) =>
      profile.units
        .filter((unit) => !links.some((link) => link.unit === unit && profile.knowledge.includes(link.topic)))
        .map((unit) => `${profile.stage}/${profile.group} ${unit}`),
    );
    expect(without).toEqual([]);
  });
});

describe("a percentage", () => {
  const matchOfLevels = (...levels: readonly Rating[]) => {
    const items = levels.map((_, index) => `U${index}`);
    return matchOf(items, answers(items, levels)).percent;
  };

  test.each([
    { levels: [1, 2, 2, 2], percent: 88, why: "87.5 goes up" },
    { levels: [0, 0, 0, 1], percent: 13, why: "12.5 goes up" },
    { levels: [2, 1, 1], percent: 67, why: "66.7 goes up" },
    { levels: [0, 1, 1], percent: 33, why: "33.3 goes down" },
    { levels: [3, 3, 0], percent: 67, why: "more than required counts as required" },
    { levels: [2, "not_applicable", "prefer_not"], percent: 100, why: "what is not rated is left out" },
    { levels: [0, 0], percent: 0, why: "nothing reached is 0" },
  ] as const)("of $levels is $percent: $why", ({ levels, percent }) => {
    expect(matchOfLevels(...levels)).toBe(percent);
  });

  test("is missing, not 0, where nothing was rated", () => {
    expect(matchOfLevels("not_applicable", "prefer_not")).toBeNull();
    expect(matchOfLevels()).toBeNull();
  });
});

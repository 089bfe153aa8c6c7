import type { SuggestionLink } from "../../core/content.ts";
import type { RoleProfile } from "../../core/framework/framework.ts";
import { resolveProfiles } from "../../core/framework/resolve-profiles.ts";
import { LANGUAGES } from "../../core/language.ts";
import type { ContentCheck } from "../content-check.ts";
import type { ContentProblem } from "../content-problem.ts";
import type { FrameworkSource } from "../framework-schema.ts";

type Links = readonly SuggestionLink[];

const FEWEST_TOPICS = 2;

/** Gaps nothing could be suggested for, topics that are never suggested, links and reasons that repeat. */
export const suggestions: ContentCheck = {
  needs: ["framework", "suggestions"],
  find: ({ framework, suggestions: links }) => [
    ...resolveProfiles(framework.profiles, framework).flatMap((profile) => forProfile(profile, links)),
    ...unitsWithFewTopics(framework, links),
    ...idleTopics(framework, links),
    ...repeated(links),
  ],
};

function forProfile(profile: RoleProfile, links: Links): readonly ContentProblem[] {
  const role = `${profile.stage}/${profile.group}`;
  const usable = links.filter(
    ({ unit, topic }) => profile.units.includes(unit) && profile.knowledge.includes(topic),
  );
  return [
    ...profile.units
      .filter((unit) => !usable.some((link) => link.unit === unit))
      .map((unit) =>
        problem(unit, `No topic the role ${role} requires serves ${unit}`, "Link one of the role's topics"),
      ),
    ...profile.knowledge
      .filter((topic) => !usable.some((link) => link.topic === topic))
      .map((topic) =>
        problem(topic, `${topic} serves no unit of the role ${role}`, "Link one of the role's units"),
      ),
  ];
}

function unitsWithFewTopics({ units }: FrameworkSource, links: Links): readonly ContentProblem[] {
  return units
    .map(({ code }) => ({ code, topics: links.filter(({ unit }) => unit === code).length }))
    .filter(({ topics }) => topics < FEWEST_TOPICS)
    .map(({ code, topics }) =>
      problem(code, `The unit is served by ${topics} topic(s)`, `Link at least ${FEWEST_TOPICS}`),
    );
}

function idleTopics({ knowledge }: FrameworkSource, links: Links): readonly ContentProblem[] {
  const serving = new Set(links.map(({ topic }) => topic));
  return knowledge
    .filter(({ id }) => !serving.has(id))
    .map(({ id }) => problem(id, "The topic serves no unit", "Link a unit it helps with"));
}

function repeated(links: Links): readonly ContentProblem[] {
  const first = new Map<string, number>();
  return links.flatMap((link, index) => {
    const keys = [`${link.unit} ${link.topic}`, ...LANGUAGES.map((language) => link.reason[language].trim())];
    return keys.flatMap((key, number) => {
      const before = key === "" ? undefined : first.get(key);
      if (before === undefined) first.set(key, index);
      if (before === undefined) return [];
      const what = number === 0 ? "pair" : "reason";
      return problem(
        `[${index}]`,
        `The same ${what} stands at [${before}]`,
        `Keep one, or write its own ${what}`,
      );
    });
  });
}

function problem(path: string, text: string, remedy: string): ContentProblem {
  return { file: "data/suggestions/links.json", path, problem: text, remedy };
}

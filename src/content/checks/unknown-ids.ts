import { STAGES } from "../../core/framework/framework.ts";
import type { ContentCheck } from "../content-check.ts";
import type { ContentProblem } from "../content-problem.ts";
import { type ContentSource, questionnaireFile } from "../content-source.ts";
import type { FrameworkSource } from "../framework-schema.ts";
import type { QuestionnaireSource } from "../questionnaire-schema.ts";
import { type FrameworkIds, frameworkIds } from "./ids.ts";

const PROFILES = "data/framework/profiles.json";

/** Ids that refer to nothing, in every file. */
export const unknownIds: ContentCheck = {
  needs: ["framework", "questionnaires", "suggestions"],
  find: ({ framework, questionnaires, suggestions }) => {
    const ids = frameworkIds(framework);
    return [
      ...inUnits(framework, ids),
      ...inProfiles(framework, ids),
      ...Object.entries(questionnaires).flatMap(([folder, one]) =>
        inQuestionnaire(folder, one, framework, ids),
      ),
      ...inSuggestions(suggestions, ids),
    ];
  },
};

function inUnits({ units }: FrameworkSource, { dimensions }: FrameworkIds): readonly ContentProblem[] {
  return units.flatMap(({ dimension }, index) =>
    unknown("data/framework/units.json", `[${index}].dimension`, [dimension], dimensions, "dimension"),
  );
}

function inProfiles({ profiles }: FrameworkSource, ids: FrameworkIds): readonly ContentProblem[] {
  return profiles.flatMap((profile, index) => [
    ...unknown(PROFILES, `[${index}].units`, profile.units, ids.units, "unit"),
    ...unknown(PROFILES, `[${index}].knowledge.items`, profile.knowledge.items, ids.knowledge, "topic"),
    ...unknown(
      PROFILES,
      `[${index}].experience.items`,
      profile.experience.items,
      ids.experience,
      "experience",
    ),
    ...unknown(PROFILES, `[${index}].attributes`, profile.attributes, ids.attributes, "attribute"),
    ...unknown(PROFILES, `[${index}].competencies`, profile.competencies, ids.competencies, "competency"),
    ...(["knowledge", "experience"] as const)
      .filter((kind) => !inheritsFromEarlier(profile.stage, profile[kind].inherits))
      .map((kind) => ({
        file: PROFILES,
        path: `[${index}].${kind}.inherits`,
        problem: `The stage "${profile[kind].inherits}" is not earlier than "${profile.stage}"`,
        remedy: "Name an earlier stage or null",
      })),
  ]);
}

function inheritsFromEarlier(own: (typeof STAGES)[number], from: (typeof STAGES)[number] | null): boolean {
  return from === null || STAGES.indexOf(from) < STAGES.indexOf(own);
}

function inQuestionnaire(
  folder: string,
  version: QuestionnaireSource,
  framework: FrameworkSource,
  ids: FrameworkIds,
): readonly ContentProblem[] {
  const checklistIds = new Set([...ids.knowledge, ...ids.experience, ...ids.attributes, ...ids.competencies]);
  const file = (name: string) => questionnaireFile(folder, name);
  const { dimensionOrder } = version.questionnaire;
  return [
    ...unknown(file("questionnaire"), "dimensionOrder", dimensionOrder, ids.dimensions, "dimension"),
    ...unknown(file("quick-check"), "", Object.keys(version["quick-check"]), ids.dimensions, "dimension"),
    ...unknown(file("checklist"), "", Object.keys(version.checklist), checklistIds, "checklist item"),
    ...Object.entries(version.units).flatMap(([name, units]) =>
      unknown(file(`units/${name}`), "", Object.keys(units), unitsOf(framework, name), `unit of ${name}`),
    ),
    ...inGroupTree(file("group-tree"), version["group-tree"]),
  ];
}

function unitsOf({ units }: FrameworkSource, dimension: string): ReadonlySet<string> {
  return new Set(units.filter((unit) => unit.dimension === dimension).map(({ code }) => code));
}

function inGroupTree(file: string, tree: QuestionnaireSource["group-tree"]): readonly ContentProblem[] {
  const nodes = new Set(Object.keys(tree.nodes));
  return [
    ...unknown(file, "start", [tree.start], nodes, "question"),
    ...Object.entries(tree.nodes).flatMap(([id, { choices }]) =>
      choices.flatMap(({ next }, index) =>
        unknown(file, `nodes.${id}.choices[${index}].next`, next ? [next] : [], nodes, "question"),
      ),
    ),
  ];
}

function inSuggestions(links: ContentSource["suggestions"], ids: FrameworkIds): readonly ContentProblem[] {
  const file = "data/suggestions/links.json";
  return links.flatMap(({ unit, topic }, index) => [
    ...unknown(file, `[${index}].unit`, [unit], ids.units, "unit"),
    ...unknown(file, `[${index}].topic`, [topic], ids.knowledge, "topic"),
  ]);
}

function unknown(
  file: string,
  path: string,
  used: readonly string[],
  known: ReadonlySet<string>,
  what: string,
): readonly ContentProblem[] {
  return used
    .filter((id) => !known.has(id))
    .map((id) => ({
      file,
      path: path || id,
      problem: `There is no ${what} "${id}"`,
      remedy: "Correct the id or remove the entry",
    }));
}

import { GROUPS, STAGES } from "../../core/framework/framework.ts";
import { resolveProfiles } from "../../core/framework/resolve-profiles.ts";
import type { ContentCheck } from "../content-check.ts";
import type { ContentProblem } from "../content-problem.ts";
import { questionnaireFile } from "../content-source.ts";
import type { FrameworkSource } from "../framework-schema.ts";
import type { QuestionnaireSource } from "../questionnaire-schema.ts";

/** Things of the framework the questionnaire has no words for, and role profiles that are not there. */
export const missingItems: ContentCheck = {
  needs: ["framework", "questionnaires"],
  find: ({ framework, questionnaires }) => [
    ...missingProfiles(framework),
    ...missingNames(framework),
    ...Object.entries(questionnaires).flatMap(([folder, one]) => missingQuestions(folder, one, framework)),
  ],
};

function missingProfiles({ profiles }: FrameworkSource): readonly ContentProblem[] {
  const there = new Set(profiles.map(({ stage, group }) => `${stage}/${group}`));
  return STAGES.flatMap((stage) => GROUPS.map((group) => `${stage}/${group}`))
    .filter((role) => !there.has(role))
    .map((role) => missing("data/framework/profiles.json", role, "The role profile is missing", "Add it"));
}

function missingNames({ stages, groups }: FrameworkSource): readonly ContentProblem[] {
  const named = new Set<string>([...stages, ...groups].map(({ id }) => id));
  return [...STAGES.map((id) => ["stages", id] as const), ...GROUPS.map((id) => ["groups", id] as const)]
    .filter(([, id]) => !named.has(id))
    .map(([file, id]) => missing(`data/framework/${file}.json`, id, "The name is missing", "Add it"));
}

function missingQuestions(
  folder: string,
  version: QuestionnaireSource,
  framework: FrameworkSource,
): readonly ContentProblem[] {
  const file = (name: string) => questionnaireFile(folder, name);
  const dimensions = framework.dimensions.map(({ id }) => id);
  const order = version.questionnaire.dimensionOrder;
  return [
    ...framework.units
      .filter(({ code, dimension }) => version.units[dimension]?.[code] === undefined)
      .map(({ code, dimension }) =>
        missing(
          file(`units/${dimension}`),
          code,
          "The unit has no levels",
          "Write what it is about and four levels",
        ),
      ),
    ...dimensions
      .filter((id) => version["quick-check"][id] === undefined)
      .map((id) => missing(file("quick-check"), id, "The dimension has no question", "Write one")),
    ...dimensions
      .filter((id) => !order.includes(id))
      .map((id) => missing(file("questionnaire"), "dimensionOrder", `"${id}" is never asked`, "Add it")),
    ...checklistIds(framework)
      .filter((id) => version.checklist[id] === undefined)
      .map((id) =>
        missing(file("checklist"), id, "A role needs this item, and it has no statement", "Write one"),
      ),
  ];
}

/** Every id a profile lists, inherited ones included, and every other topic, experience and so on. */
function checklistIds(framework: FrameworkSource): readonly string[] {
  const catalogues = [
    framework.knowledge,
    framework.experience,
    framework.attributes,
    framework.competencies,
  ];
  const listed = resolveProfiles(framework.profiles, framework).flatMap((profile) => [
    ...profile.knowledge,
    ...profile.experience,
    ...profile.attributes,
    ...profile.competencies,
  ]);
  return [...new Set([...catalogues.flatMap((items) => items.map(({ id }) => id)), ...listed])];
}

function missing(file: string, path: string, problem: string, remedy: string): ContentProblem {
  return { file, path, problem, remedy };
}

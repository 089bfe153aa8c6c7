import type { ContentCheck } from "../content-check.ts";
import type { ContentProblem } from "../content-problem.ts";
import { questionnaireFile } from "../content-source.ts";
import type { FrameworkSource } from "../framework-schema.ts";

/** Ids that stand twice where each belongs once. */
export const repeatedIds: ContentCheck = {
  needs: ["framework", "questionnaires"],
  find: ({ framework, questionnaires }) => [
    ...inCatalogues(framework),
    ...inProfiles(framework),
    ...Object.entries(questionnaires).flatMap(([folder, { questionnaire }]) =>
      repeated(questionnaireFile(folder, "questionnaire"), "dimensionOrder", questionnaire.dimensionOrder),
    ),
    ...Object.entries(questionnaires).flatMap(([folder, version]) =>
      Object.entries(version["group-tree"].nodes).flatMap(([id, { choices }]) =>
        repeated(
          questionnaireFile(folder, "group-tree"),
          `nodes.${id}.choices`,
          choices.map((c) => c.id),
        ),
      ),
    ),
  ],
};

function inCatalogues(framework: FrameworkSource): readonly ContentProblem[] {
  const kinds = [
    "dimensions",
    "knowledge",
    "experience",
    "attributes",
    "competencies",
    "groups",
    "stages",
  ] as const;
  const inFile = (name: string, ids: readonly string[]) => repeated(`data/framework/${name}.json`, "", ids);
  return [
    ...kinds.flatMap((kind) =>
      inFile(
        kind,
        framework[kind].map(({ id }) => id),
      ),
    ),
    ...inFile(
      "units",
      framework.units.map(({ code }) => code),
    ),
    ...inFile(
      "profiles",
      framework.profiles.map(({ stage, group }) => `${stage}/${group}`),
    ),
  ];
}

function inProfiles({ profiles }: FrameworkSource): readonly ContentProblem[] {
  const file = "data/framework/profiles.json";
  return profiles.flatMap((profile, index) => [
    ...repeated(file, `[${index}].units`, profile.units),
    ...repeated(file, `[${index}].knowledge.items`, profile.knowledge.items),
    ...repeated(file, `[${index}].experience.items`, profile.experience.items),
    ...repeated(file, `[${index}].attributes`, profile.attributes),
    ...repeated(file, `[${index}].competencies`, profile.competencies),
  ]);
}

function repeated(file: string, path: string, ids: readonly string[]): readonly ContentProblem[] {
  const again = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return [...again].map((id) => ({
    file,
    path,
    problem: `"${id}" stands more than once`,
    remedy: "Keep one of them",
  }));
}

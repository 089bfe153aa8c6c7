import type { ContentCheck } from "../content-check.ts";
import type { ContentProblem } from "../content-problem.ts";
import { questionnaireFile } from "../content-source.ts";

/** Versions that do not match the folder or file they stand in, or the framework. */
export const versions: ContentCheck = {
  needs: ["framework", "questionnaires", "notices"],
  find: ({ framework, questionnaires, notices }) => {
    const current = Object.entries(questionnaires).at(-1);
    return [
      ...Object.entries(questionnaires).flatMap(([folder, { questionnaire }]) =>
        otherVersion(questionnaireFile(folder, "questionnaire"), folder, questionnaire.version),
      ),
      ...Object.entries(notices).flatMap(([name, { version }]) =>
        otherVersion(`data/notice/${name}.json`, name, version),
      ),
      ...(current === undefined || current[1].questionnaire.frameworkVersion === framework.framework.version
        ? []
        : [otherFramework(current[0], framework.framework.version)]),
    ];
  },
};

function otherVersion(file: string, name: string, version: string): readonly ContentProblem[] {
  if (`v${version}` === name) return [];
  const remedy = `Write "${name.slice(1)}"; a new version is a new folder or file`;
  return [{ file, path: "version", problem: `Version "${version}" stands in "${name}"`, remedy }];
}

function otherFramework(folder: string, version: string): ContentProblem {
  return {
    file: questionnaireFile(folder, "questionnaire"),
    path: "frameworkVersion",
    problem: "The current questionnaire is made for another framework",
    remedy: `Adapt its questions and write "${version}"`,
  };
}

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ContentError } from "../../src/content/content-problem.ts";
import { PROJECT_FOLDER } from "../../src/content/json-files.ts";
import { loadContent } from "../../src/content/load-content.ts";
import { loadSamples, loadTemplates } from "../../src/content/load-templates.ts";
import { normaliseText } from "../../src/core/conversation/normalise-text.ts";

const OPTIONS = { controller: { th: "กรมตัวอย่าง", en: "Example Department" }, contact: "dpo@example.go.th" };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "thaksa-content-"));
  for (const part of ["data", "flex-templates"])
    cpSync(join(PROJECT_FOLDER, part), join(folder, part), { recursive: true });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const edit = (file: string, change: (text: string) => string) =>
  writeFileSync(join(folder, file), change(readFileSync(join(folder, file), "utf8")));

const editJson = (file: string, change: (value: never) => void) =>
  edit(file, (text) => {
    const value = JSON.parse(text);
    change(value as never);
    return JSON.stringify(value);
  });

function problemsOf(load: () => unknown): readonly string[] {
  try {
    load();
    return [];
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    return error.problems.map(({ file, path }) => `${file} ${path}`.trim());
  }
}

test("loads the whole content, wherever the program was started", () => {
  const content = loadContent(OPTIONS);
  expect(Object.keys(content).toSorted()).toEqual([
    "currentQuestionnaire",
    "framework",
    "keywords",
    "notice",
    "operator",
    "questionnaires",
    "suggestions",
    "texts",
  ]);
  expect(Object.keys(content.questionnaires["1"]?.units ?? {})).toHaveLength(39);
  expect(content.framework.profiles).toHaveLength(18);
});

test("says who runs the service, in each language, and lets people take part without an organisation", () => {
  const contact = { th: "dpo@example.go.th", en: "dpo@example.go.th" };
  const operator = { controller: OPTIONS.controller, contact, selfRegistration: true };
  expect(loadContent(OPTIONS).operator).toEqual(operator);
  const closed = loadContent({ ...OPTIONS, selfRegistration: false });
  expect(closed.operator).toEqual({ ...operator, selfRegistration: false });
});

test("keeps keywords as typed text is compared", () => {
  const { keywords } = loadContent(OPTIONS);
  for (const words of Object.values(keywords)) expect(words).toEqual(words.map(normaliseText));
  expect(keywords.my_data).toContain("mydata");
});

test("begins new assessments on the highest version and keeps the earlier ones", () => {
  for (const version of [2, 10]) {
    cpSync(join(folder, "data/questionnaire/v1"), join(folder, `data/questionnaire/v${version}`), {
      recursive: true,
    });
    editJson(`data/questionnaire/v${version}/questionnaire.json`, (value: { version: string }) => {
      value.version = String(version);
    });
  }
  cpSync(join(folder, "data/notice/v1.json"), join(folder, "data/notice/v2.json"));
  editJson("data/notice/v2.json", (value: { version: string }) => {
    value.version = "2";
  });
  const content = loadContent(OPTIONS, folder);
  expect(Object.keys(content.questionnaires)).toEqual(["1", "2", "10"]);
  expect(content.currentQuestionnaire).toBe("10");
  expect(content.notice.version).toBe("2");
});

test("reports everything that is wrong at once", () => {
  edit("data/framework/attributes.json", (text) => text.slice(0, -10));
  rmSync(join(folder, "data/notice/v1.json"));
  editJson("data/questionnaire/v1/units/DG.json", (value: Record<string, { levels: unknown[] }>) => {
    value.DG100?.levels.pop();
  });
  editJson("data/suggestions/links.json", (value: { reason: { en?: string }; colour?: string }[]) => {
    delete value[2]?.reason.en;
    if (value[3]) value[3].colour = "green";
  });
  editJson("data/locales/en.json", (value: Record<string, string>) => {
    delete value["menu.title"];
  });
  expect(problemsOf(() => loadContent(OPTIONS, folder))).toEqual([
    "data/framework/attributes.json",
    "data/questionnaire/v1/units/DG.json DG100.levels",
    "data/suggestions/links.json [3]",
    "data/notice",
    "data/locales/en.json menu.title",
  ]);
});

test("a text left out of one language is told as missing, not as a wrong shape", () => {
  editJson("data/framework/dimensions.json", (value: { name: { en?: string } }[]) => {
    delete value[0]?.name.en;
  });
  expect(() => loadContent(OPTIONS, folder)).toThrow(
    "data/framework/dimensions.json > [0].name.en: The text is missing. Write the English text.",
  );
});

test("loads a template for every card and the samples beside them", () => {
  expect(Object.keys(loadTemplates()).toSorted()).toEqual([
    "checklist",
    "choice",
    "gaps",
    "history",
    "notice",
    "option-carousel",
    "question",
    "reminder",
    "result-summary",
    "role",
    "team-figures",
    "team-groups",
    "team-list",
    "topics",
  ]);
  expect(Object.keys(loadSamples())).toEqual(expect.arrayContaining(["question.th", "question.en"]));
});

test("reports every template that cannot be used", () => {
  rmSync(join(folder, "flex-templates/gaps.json"));
  rmSync(join(folder, "flex-templates/role.json"));
  expect(problemsOf(() => loadTemplates(folder))).toEqual([
    "flex-templates/role.json",
    "flex-templates/gaps.json",
  ]);
  edit("flex-templates/choice.json", () => "{");
  expect(problemsOf(() => loadTemplates(folder))).toEqual(["flex-templates/choice.json"]);
});

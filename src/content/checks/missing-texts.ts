import { TEXT_IDS } from "../../core/conversation/text-ids.ts";
import { LANGUAGES, type Language } from "../../core/language.ts";
import type { ContentCheck } from "../content-check.ts";
import type { ContentProblem } from "../content-problem.ts";
import { type ContentSource, placedTexts } from "../content-source.ts";

const NAMES: Readonly<Record<Language, string>> = { th: "Thai", en: "English" };

/** Texts that are empty or not there in one of the languages, and interface texts nothing asks for. */
export const missingTexts: ContentCheck = {
  needs: ["texts"],
  find: (source) => [
    ...placedTexts(source).flatMap(({ file, path, text }) =>
      LANGUAGES.filter((language) => text[language].trim() === "").map((language) =>
        emptyText(file, `${path}.${language}`, language),
      ),
    ),
    ...LANGUAGES.flatMap((language) => interfaceTexts(source, language)),
  ],
};

function emptyText(file: string, path: string, language: Language): ContentProblem {
  return { file, path, problem: "The text is missing", remedy: `Write the ${NAMES[language]} text` };
}

function interfaceTexts(source: ContentSource, language: Language): readonly ContentProblem[] {
  const file = `data/locales/${language}.json`;
  const texts = source.texts[language];
  const known = new Set<string>(TEXT_IDS);
  return [
    ...TEXT_IDS.filter((id) => (texts[id] ?? "").trim() === "").map((id) => emptyText(file, id, language)),
    ...Object.keys(texts)
      .filter((id) => !known.has(id))
      .map((id) => ({
        file,
        path: id,
        problem: "Nothing asks for this text",
        remedy: "Correct the id, remove it, or add it to src/core/conversation/text-ids.ts",
      })),
  ];
}

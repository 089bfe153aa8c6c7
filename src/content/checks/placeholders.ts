import { TEXT_IDS } from "../../core/conversation/text-ids.ts";
import { LANGUAGES } from "../../core/language.ts";
import type { ContentCheck } from "../content-check.ts";
import type { ContentProblem } from "../content-problem.ts";
import { type ContentSource, type PlacedText, placedTexts } from "../content-source.ts";

const FILLED_IN_NOTICE = ["{controller}", "{contact}", "{people}"];

/** Placeholders that stand in one language only, or where nothing fills them. */
export const placeholders: ContentCheck = {
  needs: ["texts"],
  find: (source) => [...inInterfaceTexts(source), ...placedTexts(source).flatMap(inData)],
};

function inInterfaceTexts({ texts }: ContentSource): readonly ContentProblem[] {
  return TEXT_IDS.flatMap((id) => {
    const [th, en] = LANGUAGES.map((language) => placeholdersOf(texts[language][id] ?? ""));
    if (th === en) return [];
    return {
      file: "data/locales/en.json",
      path: id,
      problem: `Placeholders differ: Thai has ${th || "none"}, English has ${en || "none"}`,
      remedy: "Use the same placeholders in th.json and en.json",
    };
  });
}

function inData({ file, path, text }: PlacedText): readonly ContentProblem[] {
  const [th = "", en = ""] = LANGUAGES.map((language) => placeholdersOf(text[language]));
  const known = file.startsWith("data/notice/") ? FILLED_IN_NOTICE : [];
  const unknown = `${th} ${en}`.split(" ").find((one) => one !== "" && !known.includes(one));
  if (unknown !== undefined) {
    const remedy = `Remove it${known.length > 0 ? `; known are ${known.join(" and ")}` : ""}`;
    return [{ file, path, problem: `Nothing fills ${unknown}`, remedy }];
  }
  if (th === en) return [];
  return [{ file, path, problem: "Placeholders differ", remedy: "Use the same ones in both languages" }];
}

/** Sorted, each once, joined by spaces; a brace that is left open counts as one. */
function placeholdersOf(text: string): string {
  return [...new Set(text.match(/\{[^{}]*\}|[{}]/gu) ?? [])].toSorted().join(" ");
}

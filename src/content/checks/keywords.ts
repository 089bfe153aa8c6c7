import { normaliseText } from "../../core/conversation/normalise-text.ts";
import type { ContentCheck } from "../content-check.ts";
import type { ContentProblem } from "../content-problem.ts";

/** When a meaning is listened for. */
type Moment = "always" | "yes or no" | "group" | "question" | "checklist" | "day";

/** Every meaning a word can have, by the moment in which it is listened for. */
const MEANINGS: Readonly<Record<Moment, readonly string[]>> = {
  always: words(
    "start continue go_back skip pause restart result topics history role change_role my_data menu help " +
      "plain_text read_notice language_menu language_th language_en plan what_if reassess stop_reminders " +
      "allow_reminders team progress remind link unlink people erase export",
  ),
  "yes or no": words("accept decline"),
  group: words("group_unsure"),
  question: words("rate_0 rate_1 rate_2 rate_3 rate_not_applicable rate_prefer_not"),
  checklist: words("stand_have stand_partly stand_not_yet"),
  day: words(
    "day_today day_tomorrow day_next_week day_filler month_1 month_2 month_3 month_4 month_5 month_6 month_7 " +
      "month_8 month_9 month_10 month_11 month_12",
  ),
};

function words(text: string): readonly string[] {
  return text.split(" ");
}

/**
 * Words that mean two things at once. One word may have several meanings as long as they are never
 * listened for together: "not yet" rates a unit or answers a checklist item, but is no command.
 */
export const keywords: ContentCheck = {
  needs: ["keywords"],
  find: ({ keywords: all }) => {
    const entries = Object.entries(all).flatMap(([meaning, list]) => list.map((word) => ({ meaning, word })));
    return [
      ...unknownMeanings(Object.keys(all)),
      ...entries.flatMap(useless),
      ...entries.flatMap((entry, index) => clashes(entry, entries.slice(0, index))),
    ];
  },
};

interface Entry {
  readonly meaning: string;
  readonly word: string;
}

function unknownMeanings(used: readonly string[]): readonly ContentProblem[] {
  const known = Object.values(MEANINGS).flat();
  return [
    ...used
      .filter((meaning) => !known.includes(meaning))
      .map((meaning) => problem(meaning, "Nothing listens for this", "Correct the id or remove it")),
    ...known
      .filter((meaning) => !used.includes(meaning))
      .map((meaning) => problem(meaning, "No word stands for this", "Add the words people may type")),
  ];
}

function useless({ meaning, word }: Entry): readonly ContentProblem[] {
  const plain = normaliseText(word);
  if (plain === "") return [problem(meaning, `Nothing is left of "${word}" when read`, "Remove it")];
  if (/^\d+$/u.test(plain))
    return [problem(meaning, `"${word}" already picks a choice by number`, "Remove it")];
  return [];
}

function clashes(entry: Entry, before: readonly Entry[]): readonly ContentProblem[] {
  const plain = normaliseText(entry.word);
  return before
    .filter((other) => normaliseText(other.word) === plain && together(entry.meaning, other.meaning))
    .map((other) =>
      other.meaning === entry.meaning
        ? problem(
            entry.meaning,
            `"${entry.word}" stands here twice once spaces and case are gone`,
            "Keep one",
          )
        : problem(entry.meaning, `"${entry.word}" also means ${other.meaning}`, "Keep it in one of them"),
    );
}

function together(a: string, b: string): boolean {
  const [first, second] = [momentOf(a), momentOf(b)];
  return first === second || first === "always" || second === "always";
}

function momentOf(meaning: string): string {
  return Object.entries(MEANINGS).find(([, meanings]) => meanings.includes(meaning))?.[0] ?? meaning;
}

function problem(path: string, text: string, remedy: string): ContentProblem {
  return { file: "data/locales/keywords.json", path, problem: text, remedy };
}

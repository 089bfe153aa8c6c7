import type { RatedItem } from "../../core/content.ts";
import { LANGUAGES, type Language, type Localized } from "../../core/language.ts";
import type { ContentCheck } from "../content-check.ts";
import type { ContentProblem } from "../content-problem.ts";
import { type ContentSource, questionnaireFile } from "../content-source.ts";
import type { QuestionnaireSource } from "../questionnaire-schema.ts";
import { likeness, sentenceWords } from "./sentence-words.ts";

/** A sentence with fewer words of its own, name and level words taken away, describes no behaviour. */
const FEWEST_OWN_WORDS = 3;
/** Honest neighbours stay below 0.6. */
const NEARLY_EQUAL = 0.75;
/** Words that say how well or that something is done, but not what. */
const EMPTY_WORDS: Readonly<Record<Language, readonly string[]>> = {
  th: (
    "ระดับ สามารถ ได้ ยัง ไม่ ไม่ได้ ดี มาก เรื่อง ใน การ ความ และ หรือ ที่ โดย เมื่อ มี ต้อง ผู้ คน ผู้อื่น คนอื่น " +
    "ด้วย ตนเอง ช่วย เหลือ ช่วยเหลือ แนะนำ สอน นำ ให้"
  ).split(" "),
  en: (
    "level can cannot able unable to do not yet well very with without help helps guidance from others someone " +
    "somebody when if only need needs the a an of and or by in on myself alone independently teach teaches lead leads"
  ).split(" "),
};

interface Sentence {
  readonly file: string;
  readonly item: string;
  readonly level: number;
  readonly words: ReadonlySet<string>;
  /** Without the words of the unit's own name, of the level labels and empty ones. */
  readonly ownWords: ReadonlySet<string>;
}

/** Level sentences that describe no behaviour of their own. */
export const behaviourSentences: ContentCheck = {
  needs: ["framework", "questionnaires", "texts"],
  find: (source) =>
    Object.entries(source.questionnaires).flatMap(([folder, version]) =>
      LANGUAGES.flatMap((language) => {
        const sentences = sentencesOf(folder, version, source, language);
        return [...hollow(sentences, language), ...alike(sentences, language)];
      }),
    ),
};

function sentencesOf(
  folder: string,
  version: QuestionnaireSource,
  source: ContentSource,
  language: Language,
): readonly Sentence[] {
  const names = itemNames(source);
  const labels = Object.entries(source.texts[language]).flatMap(([id, text]) =>
    id.startsWith("level.") ? text : [],
  );
  const common = [...EMPTY_WORDS[language], ...labels.flatMap((label) => sentenceWords(label, language))];
  return ratedItems(folder, version).flatMap(({ file, id, item }) => {
    const taken = new Set([...common, ...sentenceWords(names.get(id)?.[language] ?? "", language)]);
    return item.levels.flatMap((text, level): readonly Sentence[] => {
      // A sentence that is not there is reported as missing.
      if (text[language].trim() === "") return [];
      const words = new Set(sentenceWords(text[language], language));
      return [
        { file, item: id, level, words, ownWords: new Set([...words].filter((word) => !taken.has(word))) },
      ];
    });
  });
}

function itemNames({ framework }: ContentSource): ReadonlyMap<string, Localized> {
  return new Map([
    ...framework.units.map(({ code, name }) => [code, name] as const),
    ...framework.dimensions.map(({ id, name }) => [id, name] as const),
  ]);
}

function ratedItems(folder: string, version: QuestionnaireSource) {
  const files: readonly (readonly [string, Readonly<Record<string, RatedItem>>])[] = [
    ...Object.entries(version.units).map(([name, items]) => [`units/${name}`, items] as const),
    ["quick-check", version["quick-check"]],
  ];
  return files.flatMap(([name, items]) =>
    Object.entries(items).map(([id, item]) => ({ file: questionnaireFile(folder, name), id, item })),
  );
}

function hollow(sentences: readonly Sentence[], language: Language): readonly ContentProblem[] {
  return sentences
    .filter(({ ownWords }) => ownWords.size < FEWEST_OWN_WORDS)
    .map((sentence) =>
      problem(
        sentence,
        language,
        "The sentence only repeats the name and a level",
        "Say what one can see a person do",
      ),
    );
}

function alike(sentences: readonly Sentence[], language: Language): readonly ContentProblem[] {
  return sentences.flatMap((sentence, index) => {
    const other = sentences.slice(0, index).find((before) => tooAlike(sentence, before));
    if (other === undefined) return [];
    const text = `The sentence says the same as ${other.item} level ${other.level}`;
    return problem(sentence, language, text, "Say what is different here");
  });
}

/** Levels of one unit may share most of their words and still differ; different units may not. */
function tooAlike(a: Sentence, b: Sentence): boolean {
  if (a.item === b.item && a.file === b.file) return likeness(a.words, b.words) === 1;
  if (likeness(a.words, b.words) >= NEARLY_EQUAL) return true;
  const told = Math.min(a.ownWords.size, b.ownWords.size) >= FEWEST_OWN_WORDS;
  return told && likeness(a.ownWords, b.ownWords) >= NEARLY_EQUAL;
}

function problem(sentence: Sentence, language: Language, text: string, remedy: string): ContentProblem {
  const path = `${sentence.item}.levels[${sentence.level}].${language}`;
  return { file: sentence.file, path, problem: text, remedy };
}

import type { Language } from "../../core/language.ts";

const SEGMENTERS: Readonly<Record<Language, Intl.Segmenter>> = {
  th: new Intl.Segmenter("th", { granularity: "word" }),
  en: new Intl.Segmenter("en", { granularity: "word" }),
};

/** The words of a sentence in lower case; Thai, which has no spaces, is divided by dictionary. */
export function sentenceWords(sentence: string, language: Language): readonly string[] {
  return [...SEGMENTERS[language].segment(sentence.toLowerCase())]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);
}

/** How much two sets of words have in common: 0 nothing, 1 everything (Dice's coefficient). */
export function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 1;
  let shared = 0;
  for (const word of a) if (b.has(word)) shared += 1;
  return (2 * shared) / (a.size + b.size);
}

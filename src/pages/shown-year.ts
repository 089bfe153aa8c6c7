import type { Language } from "../core/language.ts";

const BUDDHIST_ERA = 543;

/** A year as people of a language count: 2569 in Thai, 2026 in English. */
export function shownYear(year: number, language: Language): string {
  return String(language === "th" ? year + BUDDHIST_ERA : year);
}

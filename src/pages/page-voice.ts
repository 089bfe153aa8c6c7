import type { Request } from "express";
import type { Language, Localized } from "../core/language.ts";
import { fillPlaces } from "../roster/roster-data.ts";
import { pageCookie } from "./page-cookies.ts";
import type { PageText } from "./page-text-ids.ts";
import { PAGE_WORDS } from "./page-texts.ts";

/** Everything a page says, in one language. */
export interface PageVoice {
  readonly language: Language;
  /** A text with its `{places}` filled; not escaped. */
  readonly say: (id: PageText, values?: Readonly<Record<string, string | number>>) => string;
  readonly of: (localized: Localized) => string;
  /** A day in Bangkok: "23 พฤศจิกายน 2569", "23 November 2026". */
  readonly day: (at: number) => string;
  /** A time of day in Bangkok: "14:05". */
  readonly time: (at: number) => string;
  /** "12,345". */
  readonly number: (value: number) => string;
  /** The same page in the other language. */
  readonly otherLanguageUrl: string;
}

/** The cookie that remembers which language was chosen. */
export const LANGUAGE_COOKIE = "thaksa_language";

/** The language chosen by the link on the pages, else the browser's, else Thai. */
export function voiceOf(request: Request): PageVoice {
  const language =
    chosenLanguage(request) ??
    readLanguage(pageCookie(request, LANGUAGE_COOKIE)) ??
    readLanguage(request.acceptsLanguages("th", "en")) ??
    "th";
  return createPageVoice(language, otherLanguageUrl(request, language));
}

/** The language of the link that was followed to this page; undefined when none was. */
export function chosenLanguage(request: Request): Language | undefined {
  return readLanguage(request.query.language);
}

function readLanguage(value: unknown): Language | undefined {
  return value === "th" || value === "en" ? value : undefined;
}

function otherLanguageUrl(request: Request, language: Language): string {
  const here = new URL(request.originalUrl, "http://here.invalid");
  here.searchParams.set("language", language === "th" ? "en" : "th");
  // Relative to the folder of the page: a path that begins with two slashes would be another server's.
  return here.search;
}

/** A voice of a language. */
export function createPageVoice(language: Language, otherLanguageUrl: string): PageVoice {
  const locale = language === "th" ? "th-TH-u-ca-buddhist-nu-latn" : "en-GB";
  const timeZone = "Asia/Bangkok";
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, { timeZone, ...options });
    return (at: number) => formatter.format(at);
  };
  // The era ("พ.ศ.") some versions of ICU write by themselves is left out.
  const days = new Intl.DateTimeFormat(locale, { timeZone, day: "numeric", month: "long", year: "numeric" });
  return {
    language,
    say: (id, values = {}) => fillPlaces(PAGE_WORDS[id][language], values),
    of: (localized) => localized[language],
    day: (at) =>
      ["day", "month", "year"]
        .map((type) => days.formatToParts(at).find((part) => part.type === type)?.value ?? "")
        .join(" "),
    time: format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
    number: (value) => value.toLocaleString("en"),
    otherLanguageUrl,
  };
}

/** The languages the bot speaks; Thai is the language of the content, English mirrors it. */
export type Language = "th" | "en";

/** Every language, Thai first. */
export const LANGUAGES: readonly Language[] = ["th", "en"];

/** One text in every language. */
export type Localized = Readonly<Record<Language, string>>;

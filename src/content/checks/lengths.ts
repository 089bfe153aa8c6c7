import { LANGUAGES, type Language, type Localized } from "../../core/language.ts";
import type { ContentCheck } from "../content-check.ts";
import type { ContentProblem } from "../content-problem.ts";
import { type ContentSource, type PlacedText, placedTexts } from "../content-source.ts";

/**
 * UTF-16 code units of a Flex button's label.
 * @see https://developers.line.biz/en/reference/messaging-api/#postback-action
 */
const MOST_LABEL = 40;
/**
 * UTF-16 code units of what the chat shows as said after a tap.
 * @see https://developers.line.biz/en/reference/messaging-api/#postback-action
 */
const MOST_DISPLAY_TEXT = 300;
/**
 * UTF-16 code units of a text message.
 * @see https://developers.line.biz/en/reference/messaging-api/#text-message
 */
const MOST_TEXT = 5_000;

/** Interface texts that stand on a button. */
const LABELS = new RegExp(
  [
    "^notice\\.(accept|read_more|not_now)$",
    "\\.choose$|_choose$",
    "^group\\.unsure$",
    "^role\\.(begin.*|correct)$",
    "^(control|rating|standing)\\.",
    "^menu\\.(?!title$|text$)",
    "^restart\\.(confirm|keep)$",
    "^next\\.(review|begin_full)$",
    "^section\\.button$",
    "^late\\.button$",
    "^team\\.go_",
    "^people\\.(roster|codes|status)$",
    "^my_data\\.(export|file|correct|read_notice|erase|erase_sure|erase_now)$",
    "^link\\.(confirm|refuse|unlink_confirm)$",
  ].join("|"),
  "u",
);

/** Limits for the project's own wording, as the READMEs beside it promise. */
const DATA_LIMITS: readonly (readonly [
  file: RegExp,
  path: RegExp,
  most: Readonly<Record<Language, number>>,
])[] = [
  [/\/checklist\.json$/u, /./u, { th: 90, en: 110 }],
  [/questionnaire\/.*\/(?:stages|groups)\.json$/u, /\.description$/u, { th: 160, en: 160 }],
  [/\/group-tree\.json$/u, /\.question$/u, { th: 160, en: 160 }],
  [/\/group-tree\.json$/u, /\.label$/u, { th: 38, en: 38 }],
  [/\/stages\.json$/u, /\.signs\[/u, { th: 90, en: 90 }],
  [/\/groups\.json$/u, /\.examples$/u, { th: 120, en: 120 }],
  [/\/links\.json$/u, /\.reason$/u, { th: 110, en: 130 }],
  [/framework\/(?:stages|groups)\.json$/u, /\.name$/u, { th: MOST_LABEL, en: MOST_LABEL }],
];

/** Texts LINE would refuse or cut, and wording longer than its README allows. */
export const lengths: ContentCheck = {
  needs: ["framework", "questionnaires", "notices", "texts"],
  find: (source) => [
    ...LANGUAGES.flatMap((language) => [
      ...interfaceTexts(source, language),
      ...displayTexts(source, language),
      ...notices(source, language),
    ]),
    ...placedTexts(source).flatMap(dataTexts),
  ],
};

function interfaceTexts(source: ContentSource, language: Language): readonly ContentProblem[] {
  const file = localeFile(language);
  return Object.entries(source.texts[language]).flatMap(([id, text]) => {
    if (id.startsWith("level.")) return tooLong(file, id, numbered(source, language, text), MOST_LABEL);
    if (!LABELS.test(id)) return tooLong(file, id, text, MOST_TEXT);
    return tooLong(file, id, fillLongest(text, source, language), MOST_LABEL);
  });
}

function numbered({ texts }: ContentSource, language: Language, label: string): string {
  return (texts[language]["question.level"] ?? "").replace("{number}", "4").replace("{label}", () => label);
}

/** A label with its placeholders at their longest: numbers have two digits at most. */
function fillLongest(text: string, { texts }: ContentSource, language: Language): string {
  const sections = Object.entries(texts[language]).filter(([id]) =>
    /^section\.(knowledge|experience|attributes|competencies)$/u.test(id),
  );
  const section = longest(sections.map(([, name]) => name));
  return text.replaceAll("{section}", () => section).replaceAll(/\{\w+\}/gu, "00");
}

/** What the chat shows as said repeats the item and the answer; the longest of both must fit. */
function displayTexts(source: ContentSource, language: Language): readonly ContentProblem[] {
  const { framework, texts } = source;
  const names = (items: readonly { readonly name: Localized }[]) => items.map(({ name }) => name[language]);
  const answers = (prefix: RegExp) =>
    Object.entries(texts[language]).flatMap(([id, text]) =>
      prefix.test(id) ? numbered(source, language, text) : [],
    );
  const shown = (id: string, item: string, answer: string) =>
    (texts[language][id] ?? "").replace(/\{(?:unit|item)\}/u, () => item).replace("{answer}", () => answer);
  const unit = longest(names([...framework.units, ...framework.dimensions]));
  const statements = Object.values(source.questionnaires).flatMap(({ checklist }) =>
    Object.values(checklist),
  );
  const item = longest(statements.map((statement) => statement[language]));
  const file = localeFile(language);
  return [
    ["question.display", shown("question.display", unit, longest(answers(/^(level|rating)\./u)))] as const,
    ["section.display", shown("section.display", item, longest(answers(/^standing\./u)))] as const,
  ].flatMap(([id, text]) => tooLong(file, id, text, MOST_DISPLAY_TEXT));
}

function notices({ notices: all }: ContentSource, language: Language): readonly ContentProblem[] {
  return Object.entries(all).flatMap(([name, notice]) =>
    (["summary", "full"] as const).flatMap((part) => {
      const text = notice[part].map((paragraph) => paragraph[language]).join("\n\n");
      return tooLong(`data/notice/${name}.json`, `${part} (${language})`, text, MOST_TEXT);
    }),
  );
}

function dataTexts({ file, path, text }: PlacedText): readonly ContentProblem[] {
  const limit = DATA_LIMITS.find(([files, paths]) => files.test(file) && paths.test(path))?.[2];
  return LANGUAGES.flatMap((language) =>
    tooLong(file, `${path}.${language}`, text[language], limit?.[language] ?? MOST_TEXT),
  );
}

function tooLong(file: string, path: string, text: string, most: number): readonly ContentProblem[] {
  if (text.length <= most) return [];
  const problem = `${text.length} characters at its longest, ${most} are allowed`;
  return [{ file, path, problem, remedy: `Shorten it by ${text.length - most}` }];
}

function longest(texts: readonly string[]): string {
  return texts.reduce((found, text) => (text.length > found.length ? text : found), "");
}

function localeFile(language: Language): string {
  return `data/locales/${language}.json`;
}

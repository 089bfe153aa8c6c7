import type { Keywords, Notice, SuggestionLink, Texts } from "../core/content.ts";
import type { Language, Localized } from "../core/language.ts";
import type { Corrections, FrameworkSource } from "./framework-schema.ts";
import type { HolidayYear } from "./holidays-schema.ts";
import type { QuestionnaireSource } from "./questionnaire-schema.ts";

/** Card templates and values to try them with. */
export interface TemplateSource {
  /** JSON-e templates by card name, as found in the folder. */
  readonly templates: Readonly<Record<string, object>>;
  /** Sample values by `<card>.<th, en or another word>`. */
  readonly samples: Readonly<Record<string, object>>;
}

/** Everything in data/ and flex-templates/ in its shape, but not yet compared with one another. */
export interface ContentSource {
  readonly framework: FrameworkSource;
  readonly corrections: Corrections;
  /** By folder name (`v1`), earliest first. */
  readonly questionnaires: Readonly<Record<string, QuestionnaireSource>>;
  readonly suggestions: readonly SuggestionLink[];
  /** By file name without `.json` (`v1`), earliest first. */
  readonly notices: Readonly<Record<string, Notice>>;
  /** By file name without `.json` (`2027`), earliest first. */
  readonly holidays: Readonly<Record<string, HolidayYear>>;
  readonly texts: Readonly<Record<Language, Texts>>;
  /** As written, not normalised. */
  readonly keywords: Keywords;
  readonly templates: TemplateSource;
}

/** A part of the content whose files are all in their shape. */
export type ContentPart = keyof ContentSource;

/** A text in both languages and where it stands. */
export interface PlacedText {
  readonly file: string;
  readonly path: string;
  readonly text: Localized;
}

type ContentFile = readonly [file: string, value: unknown];

/** Every text in both languages, with its place. */
export function placedTexts(source: Partial<ContentSource>): readonly PlacedText[] {
  return contentFiles(source).flatMap(([file, value]) => textsIn(file, "", value));
}

function contentFiles(source: Partial<ContentSource>): readonly ContentFile[] {
  return [
    ...Object.entries(source.framework ?? {}).map(([n, v]): ContentFile => [`data/framework/${n}.json`, v]),
    ...Object.entries(source.questionnaires ?? {}).flatMap(([folder, version]) =>
      questionnaireFiles(folder, version),
    ),
    ["data/suggestions/links.json", source.suggestions ?? []],
    ...Object.entries(source.notices ?? {}).map(([name, v]): ContentFile => [`data/notice/${name}.json`, v]),
    ...Object.entries(source.holidays ?? {}).map(([n, v]): ContentFile => [`data/holidays/${n}.json`, v]),
  ];
}

function questionnaireFiles(folder: string, version: QuestionnaireSource): readonly ContentFile[] {
  const { units, ...files } = version;
  return [
    ...Object.entries(files).map(([n, v]): ContentFile => [questionnaireFile(folder, n), v]),
    ...Object.entries(units).map(([n, v]): ContentFile => [questionnaireFile(folder, `units/${n}`), v]),
  ];
}

/** The path of a questionnaire's file, relative to the project. */
export function questionnaireFile(folder: string, name: string): string {
  return `data/questionnaire/${folder}/${name}.json`;
}

function textsIn(file: string, path: string, value: unknown): readonly PlacedText[] {
  if (typeof value !== "object" || value === null) return [];
  if (isLocalized(value)) return [{ file, path, text: value }];
  return Object.entries(value).flatMap(([key, part]) => textsIn(file, below(path, key, value), part));
}

function isLocalized(value: object): value is Localized {
  return Object.keys(value).length === 2 && "th" in value && "en" in value;
}

function below(path: string, key: string, parent: object): string {
  if (Array.isArray(parent)) return `${path}[${key}]`;
  return path === "" ? key : `${path}.${key}`;
}

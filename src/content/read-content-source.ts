import { z } from "zod";
import type { Notice } from "../core/content.ts";
import type { ContentProblem } from "./content-problem.ts";
import type { ContentPart, ContentSource, TemplateSource } from "./content-source.ts";
import { correctionsSchema, type FrameworkSource, frameworkSchemas } from "./framework-schema.ts";
import { holidaysSchema } from "./holidays-schema.ts";
import { keywordsSchema, noticeSchema, suggestionsSchema, textsSchema } from "./interface-schema.ts";
import { JsonFiles, PROJECT_FOLDER } from "./json-files.ts";
import { type QuestionnaireSource, questionnaireSchemas, unitsFileSchema } from "./questionnaire-schema.ts";

type Schemas = Readonly<Record<string, z.ZodType>>;
type Shape<S extends Schemas> = { readonly [F in keyof S]: z.output<S[F]> };

const PART_READERS: { readonly [P in ContentPart]: (files: JsonFiles) => ContentSource[P] | undefined } = {
  framework: (files): FrameworkSource | undefined => readFiles(files, "data/framework", frameworkSchemas),
  corrections: (files) => files.read("data/framework/corrections.json", correctionsSchema),
  questionnaires: readQuestionnaires,
  suggestions: (files) => files.read("data/suggestions/links.json", suggestionsSchema),
  notices: readNotices,
  holidays: readHolidayLists,
  texts: (files) => readFiles(files, "data/locales", { th: textsSchema, en: textsSchema }),
  keywords: (files) => files.read("data/locales/keywords.json", keywordsSchema),
  templates: readTemplates,
};

/** Every part of the content. */
export const CONTENT_PARTS = Object.keys(PART_READERS) as readonly ContentPart[];

/** What could be read, and what could not. A part is left out when one of its files has a problem. */
export interface ContentReading {
  readonly source: Partial<ContentSource>;
  readonly problems: readonly ContentProblem[];
}

/** Reads parts of the content below the project folder (or another one of the same layout). */
export function readContentSource(
  parts: readonly ContentPart[] = CONTENT_PARTS,
  root: string = PROJECT_FOLDER,
): ContentReading {
  const files = new JsonFiles(root);
  const read = parts.map((part) => [part, PART_READERS[part](files)] as const);
  const source = Object.fromEntries(read.filter(([, value]) => value !== undefined));
  return { source, problems: files.problems };
}

function readFiles<S extends Schemas>(files: JsonFiles, folder: string, schemas: S): Shape<S> | undefined {
  const read = Object.entries(schemas).map(
    ([name, schema]) => [name, files.read(`${folder}/${name}.json`, schema)] as const,
  );
  if (read.some(([, value]) => value === undefined)) return undefined;
  return Object.fromEntries(read) as Shape<S>;
}

/** Values by name; undefined when one of them could not be read. */
function readEach<T>(
  names: readonly string[],
  read: (name: string) => T | undefined,
): Readonly<Record<string, T>> | undefined {
  const values = names.map((name) => [name.replace(/\.json$/, ""), read(name)] as const);
  const sound = values.filter((entry): entry is [string, T] => entry[1] !== undefined);
  return sound.length === values.length && sound.length > 0 ? Object.fromEntries(sound) : undefined;
}

function readQuestionnaires(files: JsonFiles): ContentSource["questionnaires"] | undefined {
  const folders = files.names("data/questionnaire", /^v\d+$/);
  return readEach(folders, (folder) => readQuestionnaire(files, `data/questionnaire/${folder}`));
}

function readQuestionnaire(files: JsonFiles, folder: string): QuestionnaireSource | undefined {
  const top = readFiles(files, folder, questionnaireSchemas);
  const units = readEach(files.names(`${folder}/units`, /\.json$/), (name) =>
    files.read(`${folder}/units/${name}`, unitsFileSchema),
  );
  return top === undefined || units === undefined ? undefined : { ...top, units };
}

function readNotices(files: JsonFiles): Readonly<Record<string, Notice>> | undefined {
  const names = files.names("data/notice", /^v\d+\.json$/);
  return readEach(names, (name) => files.read(`data/notice/${name}`, noticeSchema));
}

function readHolidayLists(files: JsonFiles): ContentSource["holidays"] | undefined {
  const names = files.names("data/holidays", /^\d{4}\.json$/u);
  return readEach(names, (name) => files.read(`data/holidays/${name}`, holidaysSchema));
}

function readTemplates(files: JsonFiles): TemplateSource | undefined {
  const read = (folder: string) =>
    readEach(files.names(folder, /\.json$/), (name) =>
      files.read<object>(`${folder}/${name}`, z.looseObject({})),
    );
  const templates = read("flex-templates");
  const samples = read("flex-templates/samples");
  return templates === undefined || samples === undefined ? undefined : { templates, samples };
}

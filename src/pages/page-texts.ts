import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Localized } from "../core/language.ts";
import { PAGE_TEXT_IDS, type PageText } from "./page-text-ids.ts";

const localized = z.strictObject({ th: z.string().min(1), en: z.string().min(1) });

/** The texts of all pages. Loading throws when the file is missing or not complete: then the program is, too. */
export const PAGE_WORDS: Readonly<Record<PageText, Localized>> = read(
  "texts.json",
  z.record(z.enum(PAGE_TEXT_IDS), localized),
);

type Words = Readonly<Record<string, Localized | undefined>>;

const words = z.record(z.string(), localized);

const MY_DATA: {
  readonly fields: Words;
  readonly values: Readonly<Record<string, Words | undefined>>;
} = read("my-data.json", z.strictObject({ fields: words, values: z.record(z.string(), words) }));

/** What fields of one's own data are called; `kind.field` where a word means something else elsewhere. */
export const MY_DATA_FIELDS = MY_DATA.fields;

/** What stored values of fields are called, by field and value. */
export const MY_DATA_VALUES = MY_DATA.values;

function read<T>(file: string, schema: z.ZodType<T>): T {
  const path = fileURLToPath(new URL(`../../data/pages/${file}`, import.meta.url));
  return schema.parse(JSON.parse(readFileSync(path, "utf8")));
}

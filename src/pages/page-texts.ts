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

/** What fields of one's own data are called. */
export const MY_DATA_WORDS: Readonly<Record<string, Localized | undefined>> = read(
  "my-data.json",
  z.record(z.string(), localized),
);

function read<T>(file: string, schema: z.ZodType<T>): T {
  const path = fileURLToPath(new URL(`../../data/pages/${file}`, import.meta.url));
  return schema.parse(JSON.parse(readFileSync(path, "utf8")));
}

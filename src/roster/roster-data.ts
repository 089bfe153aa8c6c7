import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { z } from "zod";

/**
 * Reads a file of `data/roster/`.
 * @throws when it is missing or has another shape: then the program is incomplete
 */
export function readRosterData<T>(file: string, schema: z.ZodType<T>): T {
  const path = fileURLToPath(new URL(`../../data/roster/${file}`, import.meta.url));
  return schema.parse(JSON.parse(readFileSync(path, "utf8")));
}

/** A sentence with its `{places}` filled. */
export function fillPlaces(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{(\w+)\}/gu, (_, name: string) => String(values[name] ?? ""));
}

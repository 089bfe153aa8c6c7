import { z } from "zod";
import type { Localized } from "../core/language.ts";

/** A text in both languages. One left out reads as empty, so that it is reported with all empty ones. */
export const localizedSchema = z.strictObject({
  th: z.string().default(""),
  en: z.string().default(""),
}) satisfies z.ZodType<Localized>;

/** An id or code: something to refer to. */
export const idSchema = z.string().regex(/^[A-Za-z][A-Za-z0-9._]*$/, "Not an id");

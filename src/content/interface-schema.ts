import { z } from "zod";
import type { Notice, SuggestionLink } from "../core/content.ts";
import { idSchema, localizedSchema } from "./localized-schema.ts";

/** A file of interface texts, by id. */
export const textsSchema = z.record(z.string(), z.string());

/** The words a person may type, by command. */
export const keywordsSchema = z.record(idSchema, z.array(z.string()));

/** A version of the privacy notice. */
export const noticeSchema = z.strictObject({
  version: z.string().min(1),
  summary: z.array(localizedSchema).min(1),
  full: z.array(localizedSchema).min(1),
}) satisfies z.ZodType<Notice>;

/** Topics that serve units. */
export const suggestionsSchema = z.array(
  z.strictObject({
    unit: idSchema,
    topic: idSchema,
    reason: localizedSchema,
  }) satisfies z.ZodType<SuggestionLink>,
);

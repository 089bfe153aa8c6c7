import { z } from "zod";
import {
  type Dimension,
  type ExperienceItem,
  GROUPS,
  type KnowledgeTopic,
  STAGES,
  type Unit,
} from "../core/framework/framework.ts";
import type { ProfileSource } from "../core/framework/resolve-profiles.ts";
import { idSchema, localizedSchema } from "./localized-schema.ts";

const namedItem = z.strictObject({ id: idSchema, name: localizedSchema });
const kind = z.enum(["basic", "essential"]);

const profileItems = z.strictObject({
  basic: z.boolean(),
  inherits: z.enum(STAGES).nullable(),
  items: z.array(idSchema),
});

const element = z.strictObject({
  code: idSchema,
  name: localizedSchema,
  criteria: z.array(z.strictObject({ code: idSchema, text: localizedSchema })),
});

/** The files of data/framework, by name without `.json`. */
export const frameworkSchemas = {
  framework: z.strictObject({
    version: z.string().min(1),
    title: localizedSchema,
    source: localizedSchema,
  }),
  dimensions: z.array(
    z.strictObject({
      id: idSchema,
      number: z.int().positive(),
      name: localizedSchema,
      definition: localizedSchema,
    }) satisfies z.ZodType<Dimension>,
  ),
  units: z.array(
    z.strictObject({
      code: idSchema,
      dimension: idSchema,
      name: localizedSchema,
      elements: z.array(element).optional(),
    }) satisfies z.ZodType<Unit>,
  ),
  knowledge: z.array(
    namedItem.extend({ kind, subtopics: z.array(namedItem) }) satisfies z.ZodType<KnowledgeTopic>,
  ),
  experience: z.array(namedItem.extend({ kind }) satisfies z.ZodType<ExperienceItem>),
  attributes: z.array(namedItem),
  competencies: z.array(namedItem),
  groups: z.array(z.strictObject({ id: z.enum(GROUPS), name: localizedSchema })),
  stages: z.array(z.strictObject({ id: z.enum(STAGES), name: localizedSchema })),
  profiles: z.array(
    z.strictObject({
      stage: z.enum(STAGES),
      group: z.enum(GROUPS),
      title: localizedSchema,
      expectedBehaviour: localizedSchema,
      units: z.array(idSchema),
      knowledge: profileItems,
      experience: profileItems,
      attributes: z.array(idSchema),
      competencies: z.array(idSchema),
    }) satisfies z.ZodType<ProfileSource>,
  ),
};

/** The files of data/framework in their shapes. */
export type FrameworkSource = {
  readonly [F in keyof typeof frameworkSchemas]: z.output<(typeof frameworkSchemas)[F]>;
};

/** What was read differently from the scan of the source, and why. */
export const correctionsSchema = z.array(
  z.strictObject({
    /** 1-based line of the source text. */
    line: z.int().positive(),
    read: z.string().min(1),
    corrected: z.string().min(1),
    reason: z.string().min(1),
  }),
);

/** See {@link correctionsSchema}. */
export type Corrections = z.output<typeof correctionsSchema>;

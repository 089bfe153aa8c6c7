import { z } from "zod";
import type { GroupTreeNode, RatedItem } from "../core/content.ts";
import { GROUPS, STAGES } from "../core/framework/framework.ts";
import { idSchema, localizedSchema } from "./localized-schema.ts";

const ratedItem = z.strictObject({
  about: localizedSchema,
  levels: z.tuple([localizedSchema, localizedSchema, localizedSchema, localizedSchema]),
}) satisfies z.ZodType<RatedItem>;

const treeChoice = z
  .strictObject({
    id: idSchema,
    label: localizedSchema,
    next: idSchema.optional(),
    group: z.enum(GROUPS).optional(),
  })
  .refine(({ next, group }) => (next === undefined) !== (group === undefined), {
    error: "A choice has either next or group",
  });

const treeNode = z.strictObject({
  question: localizedSchema,
  choices: z.array(treeChoice),
}) satisfies z.ZodType<GroupTreeNode>;

/** The files of one version of data/questionnaire, by name without `.json`. */
export const questionnaireSchemas = {
  questionnaire: z.strictObject({
    version: z.string().min(1),
    frameworkVersion: z.string().min(1),
    origin: localizedSchema,
    dimensionOrder: z.array(idSchema),
    quickCheckFrom: z.int().positive(),
    secondsPerUnit: z.number().positive(),
    secondsPerChecklistItem: z.number().positive(),
  }),
  "quick-check": z.record(idSchema, ratedItem),
  checklist: z.record(idSchema, localizedSchema),
  stages: z.record(
    z.enum(STAGES),
    z.strictObject({ description: localizedSchema, signs: z.array(localizedSchema).min(1) }),
  ),
  groups: z.record(
    z.enum(GROUPS),
    z.strictObject({ description: localizedSchema, examples: localizedSchema }),
  ),
  "group-tree": z.strictObject({ start: idSchema, nodes: z.record(idSchema, treeNode) }),
};

/** A file of `units/`: rated items by unit code. */
export const unitsFileSchema = z.record(idSchema, ratedItem);

/** One version of the questionnaire as its files hold it. */
export type QuestionnaireSource = {
  readonly [F in keyof typeof questionnaireSchemas]: z.output<(typeof questionnaireSchemas)[F]>;
} & {
  /** By name of the file in `units/` without `.json`, which is the dimension's id. */
  readonly units: Readonly<Record<string, z.output<typeof unitsFileSchema>>>;
};

import { z } from "zod";
import type { CardValues } from "../core/conversation/card-values.ts";
import type { CardName } from "../core/conversation/message.ts";

const text = z.string();
const buttonFields = { label: text, data: text, displayText: text };
const button = z.strictObject(buttonFields);
const buttons = z.array(button);
const keyFields = { keyLabel: text, key: text, keyDetail: text };
const teamRows = z.array(
  z.strictObject({
    name: text,
    value: text,
    hasBar: z.boolean(),
    width: text,
    filled: z.boolean(),
    detail: text,
  }),
);

/** The shape of every card's values, by the template's name; the samples are held to it. */
export const cardValuesSchemas = {
  notice: z.strictObject({ title: text, lead: text, paragraphs: z.array(text), buttons }),
  choice: z.strictObject({ title: text, text, note: text, buttons }),
  "option-carousel": z.strictObject({
    options: z.array(
      z.strictObject({ number: text, title: text, description: text, details: z.array(text), button }),
    ),
  }),
  role: z.strictObject({
    heading: text,
    title: text,
    subtitle: text,
    behaviourHeading: text,
    behaviour: text,
    derived: text,
    effort: text,
    buttons,
  }),
  question: z.strictObject({
    dimension: text,
    position: text,
    progress: text,
    unit: text,
    about: text,
    levels: z.array(
      z.strictObject({ number: text, label: text, sentence: text, chosen: z.boolean(), button }),
    ),
    note: text,
    others: buttons,
    controls: buttons,
  }),
  checklist: z.strictObject({
    section: text,
    position: text,
    instruction: text,
    items: z.array(
      z.strictObject({
        number: text,
        name: text,
        buttons: z.array(z.strictObject({ ...buttonFields, chosen: z.boolean() })),
      }),
    ),
    controls: buttons,
  }),
  "result-summary": z.strictObject({
    heading: text,
    title: text,
    subtitle: text,
    estimate: text,
    overallLabel: text,
    overall: text,
    bars: z.array(
      z.strictObject({ name: text, value: text, width: text, filled: z.boolean(), detail: text }),
    ),
    note: text,
  }),
  gaps: z.strictObject({
    heading: text,
    note: text,
    gaps: z.array(
      z.strictObject({
        unit: text,
        nowLabel: text,
        now: text,
        requiredLabel: text,
        required: text,
        nextLabel: text,
        next: text,
      }),
    ),
  }),
  topics: z.strictObject({
    heading: text,
    note: text,
    topics: z.array(
      z.strictObject({
        number: text,
        name: text,
        reason: text,
        subtopicsLabel: text,
        subtopics: z.array(text),
      }),
    ),
  }),
  history: z.strictObject({
    heading: text,
    note: text,
    rows: z.array(z.strictObject({ date: text, title: text, value: text, width: text, filled: z.boolean() })),
    buttons,
  }),
  "team-figures": z.strictObject({
    heading: text,
    title: text,
    subtitle: text,
    purpose: text,
    ...keyFields,
    rowsLabel: text,
    rows: teamRows,
    note: text,
    buttons,
  }),
  "team-groups": z.strictObject({
    groups: z.array(
      z.strictObject({
        heading: text,
        title: text,
        subtitle: text,
        ...keyFields,
        rowsLabel: text,
        rows: teamRows,
        note: text,
      }),
    ),
  }),
  "team-list": z.strictObject({
    title: text,
    text,
    options: z.array(z.strictObject({ number: text, name: text, detail: text, button })),
    note: text,
    buttons,
  }),
  reminder: z.strictObject({
    heading: text,
    title: text,
    text,
    unit: text,
    position: text,
    progress: text,
    due: text,
    note: text,
    buttons,
  }),
} satisfies { readonly [N in CardName]: z.ZodType<CardValues[N]> };

/** Every card there must be a template for. */
export const CARD_NAMES = Object.keys(cardValuesSchemas) as readonly CardName[];

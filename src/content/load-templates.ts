import type { CardName } from "../core/conversation/message.ts";
import { CARD_NAMES } from "./card-values-schema.ts";
import { ContentError } from "./content-problem.ts";
import { PROJECT_FOLDER } from "./json-files.ts";
import { readContentSource } from "./read-content-source.ts";

/** A JSON-e template for every card. */
export type Templates = Readonly<Record<CardName, object>>;

/**
 * Reads the card templates, once at start. Throws ContentError with every file that is missing or no JSON;
 * whether they render is the content check's business.
 */
export function loadTemplates(root: string = PROJECT_FOLDER): Templates {
  const { source, problems } = readContentSource(["templates"], root);
  const templates = source.templates?.templates ?? {};
  const missing = source.templates === undefined ? [] : CARD_NAMES.filter((name) => !(name in templates));
  const found = [...problems, ...missing.map(missingTemplate)];
  if (found.length > 0) throw new ContentError(found);
  return templates as Templates;
}

/** The problem of a card without a template. */
export function missingTemplate(name: CardName) {
  return {
    file: `flex-templates/${name}.json`,
    path: "",
    problem: `The card "${name}" has no template`,
    remedy: "Add the file: the core sends this card",
  };
}

/** Sample values by `<card>.<th, en or another word>`, for previews and tests. Throws ContentError. */
export function loadSamples(root: string = PROJECT_FOLDER): Readonly<Record<string, object>> {
  const { source, problems } = readContentSource(["templates"], root);
  if (source.templates === undefined) throw new ContentError(problems);
  return source.templates.samples;
}

import jsone from "json-e";
import type { CardName } from "../core/conversation/message.ts";

/**
 * The cards' templates: Flex containers as JSON-e documents, whose context are the card's values.
 * @see https://json-e.js.org/
 */
export type FlexTemplates = Readonly<Record<CardName, object>>;

/** A filled-in template, or where in the template filling it in failed. */
type FilledTemplate =
  | { readonly ok: true; readonly contents: unknown }
  | {
      readonly ok: false;
      /** e.g. `.body.contents[2].text`; empty when unknown. */
      readonly path: string;
      /** Class of the error; its message may quote values and stays here. */
      readonly error: string;
    };

/** Fills a card's values into its template; the result is not validated yet. Never throws. */
export function fillFlexTemplate(template: object, values: object): FilledTemplate {
  try {
    return { ok: true, contents: jsone(template, { ...values }) };
  } catch (error) {
    return { ok: false, path: pathOf(error), error: error instanceof Error ? error.name : "unknown" };
  }
}

function pathOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("location" in error)) return "";
  return Array.isArray(error.location) ? error.location.join("") : "";
}

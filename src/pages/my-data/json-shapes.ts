import type { JsonValue } from "../../runner/person-export.ts";

/** A JSON object. */
export type Fields = { readonly [name: string]: JsonValue };

/** Whether a value is a JSON list. */
export function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Whether a value is a JSON object. */
export function isFields(value: JsonValue | undefined): value is Fields {
  return typeof value === "object" && value !== null && !isList(value);
}

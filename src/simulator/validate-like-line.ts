import { z } from "zod";
import { lineMessages } from "./line-messages.ts";

/** One thing LINE finds wrong, and where: `messages[0].contents.body.contents[2].text`. */
export interface LineErrorDetail {
  readonly message: string;
  readonly property: string;
}

/** Either the checked value, or what is wrong with it. */
export type LineVerdict<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly details: readonly LineErrorDetail[] };

/** A message object that passed; its fields stay LINE's own. */
export interface LineMessage {
  readonly type: string;
  readonly [property: string]: unknown;
}

function propertyOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
}

function wordsFor(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "too_small":
      return issue.minimum === 1 ? "May not be empty" : `must be at least ${issue.minimum}`;
    case "too_big":
      return issue.origin === "string"
        ? `Length must be between 0 and ${issue.maximum}`
        : `Size must be at most ${issue.maximum}`;
    case "unrecognized_keys":
      return "unknown field";
    case "invalid_value":
      return `must be one of: ${issue.values.join(", ")}`;
    case "invalid_type":
      return issue.message.endsWith("received undefined") ? "must be specified" : `must be ${issue.expected}`;
    default:
      return issue.message;
  }
}

function detailsOf(issue: z.core.$ZodIssue): LineErrorDetail[] {
  const message = wordsFor(issue);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ message, property: propertyOf([...issue.path, key]) }));
  }
  return [{ message, property: propertyOf(issue.path) }];
}

/** Checks anything against a schema and answers in LINE's shape of details. */
export function judge<T>(schema: z.ZodType<T>, value: unknown): LineVerdict<T> {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, details: result.error.issues.flatMap(detailsOf) };
}

const envelope = z.object({ messages: lineMessages });

/**
 * What LINE would say about these message objects; an empty list means it would accept them.
 * @see https://developers.line.biz/en/reference/messaging-api/#error-responses
 */
export function validateLikeLine(messages: unknown): readonly LineErrorDetail[] {
  const verdict = judge(envelope, { messages });
  return verdict.ok ? [] : verdict.details;
}

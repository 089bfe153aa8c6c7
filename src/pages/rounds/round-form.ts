import express, { type Request, type RequestHandler } from "express";
import { tidyText } from "../../core/people/tidy-cell.ts";

/** What somebody typed and ticked to open a round, as they did. */
export interface RoundForm {
  readonly name: string;
  /** A day, "" for now. */
  readonly opens: string;
  /** The last day, "" for none. */
  readonly closes: string;
  /** Ids of units that were ticked. */
  readonly units: readonly string[];
  /** Ids of units that were typed, with commas or spaces between them. */
  readonly unitCodes: string;
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  /** Days after the opening until the first message goes out by itself, "" for never. */
  readonly first: string;
  /** The same of a reminder. */
  readonly again: string;
  /** Days before the closing, "" for never. */
  readonly before: string;
}

/** Fields with one value. */
export const ROUND_TEXTS = [
  "name",
  "opens",
  "closes",
  "unitCodes",
  "first",
  "again",
  "before",
] as const satisfies readonly (keyof RoundForm)[];

/** Fields with any number of values. */
export const ROUND_LISTS = ["units", "groups", "roles"] as const satisfies readonly (keyof RoundForm)[];

/** A form nobody has filled in. */
export const EMPTY_FORM: RoundForm = {
  name: "",
  opens: "",
  closes: "",
  units: [],
  unitCodes: "",
  groups: [],
  roles: [],
  first: "",
  again: "",
  before: "",
};

const LONGEST = 4_000;
const MOST_VALUES = 400;
/** Control characters and marks that turn the reading direction. */
const NOT_TEXT = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** Reads the fields of the form, of which a list of units may be long. */
export function roundFormBody(): RequestHandler {
  return express.urlencoded({ extended: false, limit: "200kb", parameterLimit: 2 * MOST_VALUES });
}

/** The form of a request; what is missing is empty. */
export function readRoundForm({ body }: Request): RoundForm {
  const text = (name: string) => valuesOf(body, name)[0] ?? "";
  return {
    name: text("name"),
    opens: text("opens"),
    closes: text("closes"),
    units: valuesOf(body, "units"),
    unitCodes: text("unitCodes"),
    groups: valuesOf(body, "groups"),
    roles: valuesOf(body, "roles"),
    first: text("first"),
    again: text("again"),
    before: text("before"),
  };
}

function valuesOf(body: unknown, name: string): readonly string[] {
  if (typeof body !== "object" || body === null || !Object.hasOwn(body, name)) return [];
  const value: unknown = (body as Readonly<Record<string, unknown>>)[name];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values
    .filter((one) => typeof one === "string")
    .slice(0, MOST_VALUES)
    .map((one) => tidyText(one.slice(0, LONGEST).replace(NOT_TEXT, " ")).trim());
}

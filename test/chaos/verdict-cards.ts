/* What stands on LINE's messages, as far as the verdict has to know it. Part of the verdict: nothing of src. */
import { readFileSync } from "node:fs";
import type { CallEntry } from "./log-entries.ts";

/** A message as LINE gets it. */
export type Message = CallEntry["messages"][number];

/** A question somebody is shown. */
export interface QuestionCard {
  readonly assessment: string;
  readonly item: string;
  /** How much of the assessment is answered, rounded per cent. */
  readonly percent: number;
}

const HEADINGS = ["th", "en"].map((language) => textsOf(language)["result.heading"]);

function textsOf(language: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(new URL(`../../data/locales/${language}.json`, import.meta.url), "utf8"));
}

/** The question on a card; undefined on anything else. */
export function questionOn(message: Message): QuestionCard | undefined {
  const nodes = [...nodesOf(message.contents)];
  const data = nodes.map(({ data }) => data).find((data) => typeof data === "string" && isRating(data));
  if (typeof data !== "string") return undefined;
  const [, assessment = "", item = ""] = data.split("|");
  const { contents } = message as { readonly contents?: { readonly header?: unknown } };
  const widths = [...nodesOf(contents?.header)].map(({ width }) => width);
  const width = widths.find((width) => typeof width === "string" && width.endsWith("%"));
  return { assessment, item, percent: typeof width === "string" ? Number.parseInt(width, 10) : 0 };
}

/** Whether it is the card a result begins with. */
export function isResult(message: Message): boolean {
  const { contents } = message as { readonly contents?: { readonly header?: unknown } };
  return [...nodesOf(contents?.header)].some(({ text }) => HEADINGS.some((heading) => heading === text));
}

/** Whether a call says only that the answer comes later. */
export function isLateCard(messages: readonly Message[]): boolean {
  const [only] = messages;
  if (only === undefined || messages.length > 1) return false;
  return [...nodesOf(only.contents)].some(({ data }) => data === "see_answer");
}

/** Whether it is what a turn leads to, of which there is at most one in each: a question or a result. */
export function isMain(message: Message): boolean {
  return questionOn(message) !== undefined || isResult(message);
}

function isRating(data: string): boolean {
  return data.startsWith("rate|");
}

/** Every object in a value, itself included. */
function* nodesOf(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (Array.isArray(value)) for (const one of value) yield* nodesOf(one);
  else if (typeof value === "object" && value !== null) {
    yield value as Readonly<Record<string, unknown>>;
    for (const one of Object.values(value)) yield* nodesOf(one);
  }
}

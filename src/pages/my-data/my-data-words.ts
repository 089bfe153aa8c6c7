import { yearOf } from "../../core/people/round.ts";
import type { JsonValue } from "../../runner/person-export.ts";
import { MY_DATA_FIELDS, MY_DATA_VALUES } from "../page-texts.ts";
import type { PageVoice } from "../page-voice.ts";
import { shownYear } from "../shown-year.ts";
import type { FrameworkWords } from "./framework-words.ts";

/** Everything one's own data are told with. */
export interface Telling {
  readonly voice: PageVoice;
  readonly words: FrameworkWords;
}

/** What the records keep as 0 or 1. */
const FLAGS: ReadonlySet<string> = new Set(["plain_text", "reachable", "active"]);

/** Their values are ids of the framework. */
const OF_FRAMEWORK: ReadonlySet<string> = new Set(
  "items levels ratings standings units topic dimension dimensionSums stage group_name gaps.unit".split(" "),
);

/** A field's name in the person's language, else as it is stored: nothing may be left out for want of a word. */
export function fieldName({ of: tell }: PageVoice, name: string, of = ""): string {
  const known = [`${of}.${name}`, name].find((key) => Object.hasOwn(MY_DATA_FIELDS, key));
  const word = known === undefined ? undefined : MY_DATA_FIELDS[known];
  return word === undefined ? name : tell(word);
}

/** A value in the person's words, else as it is stored. `of` is the field its field is in. */
export function valueText(
  { voice, words }: Telling,
  name: string,
  value: string | number | boolean,
  of: string,
): string {
  if (typeof value === "boolean" || FLAGS.has(name)) return voice.say(value ? "my_data.yes" : "my_data.no");
  if (typeof value === "number" && isInstant(name)) return `${voice.day(value)} ${voice.time(value)}`;
  return knownWord({ voice, words }, name, value, of) ?? String(value);
}

function knownWord(
  { voice, words }: Telling,
  name: string,
  value: string | number,
  of: string,
): string | undefined {
  const text = String(value);
  if (name === "level") return words.answer(value);
  if (name === "round") return yearText(voice, text);
  if (OF_FRAMEWORK.has(name) || OF_FRAMEWORK.has(`${of}.${name}`)) return words.name(text);
  const known = Object.hasOwn(MY_DATA_VALUES, name) ? MY_DATA_VALUES[name] : undefined;
  const word = known !== undefined && Object.hasOwn(known, text) ? known[text] : undefined;
  return word && voice.of(word);
}

function yearText({ say, language }: PageVoice, round: string): string | undefined {
  const year = yearOf(round);
  return year === undefined ? undefined : say("people.year", { year: shownYear(year, language) });
}

/** An answer and its day, without the id of the event; undefined for what is no answer. */
export function answerText({ voice, words }: Telling, answer: readonly JsonValue[]): string | undefined {
  const [value, at] = answer;
  const label = words.answer(value ?? null);
  return label === undefined || typeof at !== "number" ? undefined : `${label}, ${voice.day(at)}`;
}

function isInstant(name: string): boolean {
  return name === "at" || /(?:At|_at|_until)$/u.test(name);
}

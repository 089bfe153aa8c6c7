import type { Group } from "../framework/framework.ts";
import type { RosterColumn } from "./roster-problem.ts";
import { tidyText } from "./tidy-cell.ts";

/** What may stand in the role column; a manager is an officer who manages units. */
export type RosterRoleWord = "officer" | "manager" | "hr";

/** Headings and values people use, by meaning; the first is the one the template has. */
export interface RosterWords {
  readonly columns: Readonly<Record<RosterColumn, readonly string[]>>;
  readonly groups: Readonly<Record<Group, readonly string[]>>;
  readonly roles: Readonly<Record<RosterRoleWord, readonly string[]>>;
}

/** The meaning of a word, by its spelling as spellingOf gives it. */
export function wordIndex<T extends string>(
  words: Readonly<Record<T, readonly string[]>>,
): ReadonlyMap<string, T> {
  const meanings = Object.keys(words) as T[];
  return new Map(
    meanings.flatMap((meaning) => words[meaning].map((word) => [spellingOf(word), meaning] as const)),
  );
}

/** What is compared of a heading or value: no remarks in brackets, no spaces, no punctuation, lower case. */
export function spellingOf(text: string): string {
  return tidyText(text)
    .replace(/\(.*?\)/gu, "")
    .replace(/[\s\p{P}\p{S}]/gu, "")
    .toLowerCase();
}

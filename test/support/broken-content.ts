import { checksFor } from "../../src/content/check-content.ts";
import type { ContentCheck } from "../../src/content/content-check.ts";
import { type ContentProblem, describeProblem } from "../../src/content/content-problem.ts";
import type { ContentSource } from "../../src/content/content-source.ts";
import { readContentSource } from "../../src/content/read-content-source.ts";

type Mutable<T> = { -readonly [K in keyof T]: Mutable<T[K]> };

/** The project's content, free to be broken. */
export type BreakableSource = Mutable<ContentSource>;

const sound = readContentSource().source as ContentSource;

/** A copy of the project's content with something broken in it. */
export function brokenContent(damage: (source: BreakableSource) => void): ContentSource {
  const copy = structuredClone(sound) as BreakableSource;
  damage(copy);
  return copy as ContentSource;
}

/** What one check, or all of them, find in content with something broken. */
export function problemsAfter(
  damage: (source: BreakableSource) => void,
  ...checks: readonly ContentCheck[]
): readonly ContentProblem[] {
  return checksFor(brokenContent(damage), checks.length > 0 ? checks : undefined);
}

/** The same as lines. */
export function linesAfter(
  damage: (source: BreakableSource) => void,
  ...checks: readonly ContentCheck[]
): readonly string[] {
  return problemsAfter(damage, ...checks).map(describeProblem);
}

/** The value under a key that must be there. */
export function at<T>(record: { readonly [key: string]: T } | readonly T[], key: string | number): T {
  const found: T | undefined = Reflect.get(record, key);
  if (found === undefined) throw new Error(`nothing at ${key}`);
  return found;
}

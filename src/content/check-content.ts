import { behaviourSentences } from "./checks/behaviour-sentences.ts";
import { cardTemplates } from "./checks/card-templates.ts";
import { corrections } from "./checks/corrections.ts";
import { groupTree } from "./checks/group-tree.ts";
import { holidays } from "./checks/holidays.ts";
import { keywords } from "./checks/keywords.ts";
import { lengths } from "./checks/lengths.ts";
import { missingItems } from "./checks/missing-items.ts";
import { missingTexts } from "./checks/missing-texts.ts";
import { placeholders } from "./checks/placeholders.ts";
import { repeatedIds } from "./checks/repeated-ids.ts";
import { suggestions } from "./checks/suggestions.ts";
import { unknownIds } from "./checks/unknown-ids.ts";
import { unreachableItems } from "./checks/unreachable-items.ts";
import { versions } from "./checks/versions.ts";
import type { ContentCheck } from "./content-check.ts";
import type { ContentProblem } from "./content-problem.ts";
import type { ContentSource } from "./content-source.ts";
import { CONTENT_PARTS, type ContentReading, readContentSource } from "./read-content-source.ts";

/** What the bot could not run without; looked at whenever the content is loaded. */
export const ESSENTIAL_CHECKS: readonly ContentCheck[] = [missingTexts, unknownIds, missingItems, versions];

/** Everything that can be wrong with the content. */
export const ALL_CHECKS: readonly ContentCheck[] = [
  ...ESSENTIAL_CHECKS,
  repeatedIds,
  unreachableItems,
  placeholders,
  groupTree,
  suggestions,
  keywords,
  lengths,
  behaviourSentences,
  corrections,
  cardTemplates,
  holidays,
];

/** What the checks find in the parts that could be read. */
export function checksFor(
  source: Partial<ContentSource>,
  checks: readonly ContentCheck[] = ALL_CHECKS,
): readonly ContentProblem[] {
  return checks
    .filter(({ needs }) => needs.every((part) => source[part] !== undefined))
    .flatMap((check) => check.find(source as ContentSource));
}

/** Reads everything below the project folder (or another one of the same layout) and checks it all. */
export function checkContent(root?: string): ContentReading {
  const { source, problems } = readContentSource(CONTENT_PARTS, root);
  return { source, problems: [...problems, ...checksFor(source)] };
}

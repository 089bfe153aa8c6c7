import type { Content, Keywords, Operator, Questionnaire } from "../core/content.ts";
import { normaliseText } from "../core/conversation/normalise-text.ts";
import type { Framework } from "../core/framework/framework.ts";
import { resolveProfiles } from "../core/framework/resolve-profiles.ts";
import type { Localized } from "../core/language.ts";
import { checksFor, ESSENTIAL_CHECKS } from "./check-content.ts";
import { ContentError } from "./content-problem.ts";
import type { ContentPart, ContentSource } from "./content-source.ts";
import type { FrameworkSource } from "./framework-schema.ts";
import { PROJECT_FOLDER } from "./json-files.ts";
import type { QuestionnaireSource } from "./questionnaire-schema.ts";
import { readContentSource } from "./read-content-source.ts";

/** What the operator's organisation adds to the content. */
export interface ContentOptions {
  /** Who answers for the data, as the privacy notice names them. */
  readonly controller: Localized | string;
  /** Where a human can be reached about it. */
  readonly contact: Localized | string;
  /** Whether people may take part without a link to an organisation; they may unless said otherwise. */
  readonly selfRegistration?: boolean;
}

const NEEDED = ["framework", "questionnaires", "suggestions", "notices", "texts", "keywords"] as const;
type Needed = Pick<ContentSource, (typeof NEEDED)[number]>;

/**
 * Reads and checks everything the core says and knows; a few dozen ms, so once at start is enough. Checked
 * is what the bot could not run without: shapes, ids and missing texts. All the rest is the content check's.
 * Throws ContentError with every problem found.
 */
export function loadContent(options: ContentOptions, root: string = PROJECT_FOLDER): Content {
  const { source, problems } = readContentSource(NEEDED satisfies readonly ContentPart[], root);
  const found = [...problems, ...checksFor(source, ESSENTIAL_CHECKS)];
  if (found.length > 0) throw new ContentError(found);
  return contentOf(source as Needed, options);
}

function contentOf(source: Needed, options: ContentOptions): Content {
  const questionnaires = Object.values(source.questionnaires).map(toQuestionnaire);
  return {
    framework: toFramework(source.framework),
    questionnaires: Object.fromEntries(questionnaires.map((one) => [one.version, one])),
    currentQuestionnaire: last(questionnaires).version,
    suggestions: source.suggestions,
    notice: last(Object.values(source.notices)),
    operator: operatorOf(options),
    texts: source.texts,
    keywords: normaliseKeywords(source.keywords),
  };
}

/** Reads the framework alone, for tools that need nothing else. Throws ContentError. */
export function loadFramework(root: string = PROJECT_FOLDER): Framework {
  const { source, problems } = readContentSource(["framework"], root);
  if (source.framework === undefined) throw new ContentError(problems);
  return toFramework(source.framework);
}

function toFramework(source: FrameworkSource): Framework {
  const { framework, profiles, ...catalogues } = source;
  return { ...catalogues, version: framework.version, profiles: resolveProfiles(profiles, source) };
}

function toQuestionnaire(source: QuestionnaireSource): Questionnaire {
  const { questionnaire, units, "quick-check": quickCheck, "group-tree": groupTree, ...rest } = source;
  const { origin: _, ...settings } = questionnaire;
  return { ...settings, ...rest, quickCheck, groupTree, units: Object.assign({}, ...Object.values(units)) };
}

function operatorOf({ controller, contact, selfRegistration = true }: ContentOptions): Operator {
  return { controller: inBoth(controller), contact: inBoth(contact), selfRegistration };
}

function inBoth(text: Localized | string): Localized {
  return typeof text === "string" ? { th: text, en: text } : text;
}

function normaliseKeywords(keywords: Keywords): Keywords {
  return Object.fromEntries(
    Object.entries(keywords).map(([command, words]) => [command, [...new Set(words.map(normaliseText))]]),
  );
}

/** The last of a list that is never empty: an empty folder was reported as a problem before. */
function last<T>(items: readonly T[]): T {
  return items[items.length - 1] as T;
}

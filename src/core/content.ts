import type { Framework, Group, Stage } from "./framework/framework.ts";
import type { Language, Localized } from "./language.ts";

/** The four behaviour sentences of a question, index 0 to 3 = internal level. */
export type LevelSentences = readonly [Localized, Localized, Localized, Localized];

/** A question on one unit of capability, or on one dimension in the quick check. */
export interface RatedItem {
  /** What is meant, in plain words. */
  readonly about: Localized;
  readonly levels: LevelSentences;
}

/** One question of the decision tree that finds a person's staff group. */
export interface GroupTreeNode {
  readonly question: Localized;
  readonly choices: readonly {
    readonly id: string;
    readonly label: Localized;
    /** Exactly one of the two is there: the next question, or the group found. */
    readonly next?: string | undefined;
    readonly group?: Group | undefined;
  }[];
}

/** One released version of the project's own wording; people finish on the version they began. */
export interface Questionnaire {
  readonly version: string;
  readonly frameworkVersion: string;
  /** Dimension ids, short and easy ones first. */
  readonly dimensionOrder: readonly string[];
  /** From this many questions on the quick check is offered first. */
  readonly quickCheckFrom: number;
  readonly secondsPerUnit: number;
  readonly secondsPerChecklistItem: number;
  /** By unit code. */
  readonly units: Readonly<Record<string, RatedItem>>;
  /** By dimension id. */
  readonly quickCheck: Readonly<Record<string, RatedItem>>;
  /** By id of the knowledge topic, experience item, attribute or competency. */
  readonly checklist: Readonly<Record<string, Localized>>;
  readonly stages: Readonly<
    Record<Stage, { readonly description: Localized; readonly signs: readonly Localized[] }>
  >;
  readonly groups: Readonly<Record<Group, { readonly description: Localized; readonly examples: Localized }>>;
  readonly groupTree: { readonly start: string; readonly nodes: Readonly<Record<string, GroupTreeNode>> };
}

/** A knowledge topic that serves a unit of capability, with the reason people are shown. */
export interface SuggestionLink {
  readonly unit: string;
  readonly topic: string;
  readonly reason: Localized;
}

/** Who runs the service, for people of no organisation. */
export interface Operator {
  /** Who answers for the data, as the privacy notice names them. */
  readonly controller: Localized;
  /** Where a human can be reached about it. */
  readonly contact: Localized;
  /** Whether people may take part without a link to an organisation. */
  readonly selfRegistration: boolean;
}

/**
 * The privacy notice of one version, paragraph by paragraph, with `{controller}`, `{contact}` and `{people}` (the
 * fewest behind a figure) still to be filled.
 */
export interface Notice {
  readonly version: string;
  readonly summary: readonly Localized[];
  readonly full: readonly Localized[];
}

/** Interface texts of one language by id, with `{placeholders}`. */
export type Texts = Readonly<Record<string, string>>;

/** Words a person may type, by command. */
export type Keywords = Readonly<Record<string, readonly string[]>>;

/** Everything the core says and knows, loaded and checked once at start. */
export interface Content {
  readonly framework: Framework;
  /** By version. */
  readonly questionnaires: Readonly<Record<string, Questionnaire>>;
  /** The version new assessments begin on. */
  readonly currentQuestionnaire: string;
  readonly suggestions: readonly SuggestionLink[];
  readonly notice: Notice;
  readonly operator: Operator;
  readonly texts: Readonly<Record<Language, Texts>>;
  readonly keywords: Keywords;
}

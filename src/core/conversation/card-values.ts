import type { Button } from "./message.ts";

/** Explanation with "accept / read more / not now". */
export interface NoticeValues {
  readonly title: string;
  readonly lead: string;
  readonly paragraphs: readonly string[];
  /** The first is the main one. */
  readonly buttons: readonly Button[];
}

/** A short text with buttons: menus, confirmations, next steps. */
export interface ChoiceValues {
  readonly title: string;
  readonly text: string;
  /** Small print; empty when there is none. */
  readonly note: string;
  readonly buttons: readonly Button[];
}

/** Cards side by side, one option each: stages, staff groups. At most 12. */
export interface OptionCarouselValues {
  readonly options: readonly {
    /** What to type for it. */
    readonly number: string;
    readonly title: string;
    readonly description: string;
    readonly details: readonly string[];
    readonly button: Button;
  }[];
}

/** The role found. */
export interface RoleValues {
  readonly heading: string;
  readonly title: string;
  /** Stage and staff group, one line. */
  readonly subtitle: string;
  readonly behaviourHeading: string;
  readonly behaviour: string;
  readonly derived: string;
  readonly effort: string;
  readonly buttons: readonly Button[];
}

/** One question with its four levels. */
export interface QuestionValues {
  readonly dimension: string;
  readonly position: string;
  /** Share answered, "0%" to "100%". */
  readonly progress: string;
  readonly unit: string;
  readonly about: string;
  readonly levels: readonly {
    readonly number: string;
    readonly label: string;
    readonly sentence: string;
    /** The answer given before, when the question is shown again. */
    readonly chosen: boolean;
    readonly button: Button;
  }[];
  /** That the sentences are examples; before it the answer given before, when that is no level. */
  readonly note: string;
  /** Not applicable, prefer not to say. */
  readonly others: readonly Button[];
  /** Back, pause. */
  readonly controls: readonly Button[];
}

/** Up to five checklist items with three buttons each. */
export interface ChecklistValues {
  readonly section: string;
  readonly position: string;
  readonly instruction: string;
  readonly items: readonly {
    readonly number: string;
    readonly name: string;
    readonly buttons: readonly (Button & { readonly chosen: boolean })[];
  }[];
  readonly controls: readonly Button[];
}

/** Match per dimension as bars. */
export interface ResultSummaryValues {
  readonly heading: string;
  readonly title: string;
  readonly subtitle: string;
  /** Marked as an estimate when not empty. */
  readonly estimate: string;
  readonly overallLabel: string;
  /** "82%" or a dash. */
  readonly overall: string;
  readonly bars: readonly {
    readonly name: string;
    /** "82%" or a dash. */
    readonly value: string;
    /** Width of the filled part, "0%" to "100%". */
    readonly width: string;
    readonly filled: boolean;
    /** How many questions reach the required level, of how many that count. */
    readonly detail: string;
  }[];
  readonly note: string;
}

/** The largest gaps. */
export interface GapsValues {
  readonly heading: string;
  readonly note: string;
  readonly gaps: readonly {
    readonly unit: string;
    readonly nowLabel: string;
    readonly now: string;
    readonly requiredLabel: string;
    readonly required: string;
    readonly nextLabel: string;
    readonly next: string;
  }[];
}

/** Suggested knowledge topics. */
export interface TopicsValues {
  readonly heading: string;
  readonly note: string;
  readonly topics: readonly {
    readonly number: string;
    readonly name: string;
    readonly reason: string;
    /** Label before the sub-topics; empty when there are none. */
    readonly subtopicsLabel: string;
    readonly subtopics: readonly string[];
  }[];
}

/** Past results, newest first. */
export interface HistoryValues {
  readonly heading: string;
  readonly note: string;
  readonly rows: readonly {
    readonly date: string;
    readonly title: string;
    readonly value: string;
    readonly width: string;
    readonly filled: boolean;
  }[];
  readonly buttons: readonly Button[];
}

/** The values every card needs, by the template's name. */
export interface CardValues {
  readonly notice: NoticeValues;
  readonly choice: ChoiceValues;
  readonly "option-carousel": OptionCarouselValues;
  readonly role: RoleValues;
  readonly question: QuestionValues;
  readonly checklist: ChecklistValues;
  readonly "result-summary": ResultSummaryValues;
  readonly gaps: GapsValues;
  readonly topics: TopicsValues;
  readonly history: HistoryValues;
}

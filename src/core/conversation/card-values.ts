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

/** One figure of a team, or why there is none. */
interface TeamFigureRow {
  readonly name: string;
  /** "8 people (40%)", a word for hardly any or nearly all, or a dash. */
  readonly value: string;
  /** False without a figure: an empty bar would read as none. */
  readonly hasBar: boolean;
  /** Width of the filled part, "0%" to "100%". */
  readonly width: string;
  readonly filled: boolean;
  readonly detail: string;
}

/** Figures of one unit as bars: summary, widest gaps, one dimension, comparison of rounds. */
export interface TeamFiguresValues {
  readonly heading: string;
  readonly title: string;
  readonly subtitle: string;
  /** What the figures are for, in a frame; empty when it was said before. */
  readonly purpose: string;
  /** Label of the figure above the others; empty when there is none. */
  readonly keyLabel: string;
  readonly key: string;
  readonly keyDetail: string;
  /** What the numbers of the rows are. */
  readonly rowsLabel: string;
  readonly rows: readonly TeamFigureRow[];
  readonly note: string;
  readonly buttons: readonly Button[];
}

/** Completion and match of staff groups side by side, one card each. */
export interface TeamGroupsValues {
  readonly groups: readonly {
    readonly heading: string;
    readonly title: string;
    readonly subtitle: string;
    readonly keyLabel: string;
    readonly key: string;
    readonly keyDetail: string;
    readonly rowsLabel: string;
    readonly rows: readonly TeamFigureRow[];
    readonly note: string;
  }[];
}

/** Dimensions or units to choose from; their names are never cut. */
export interface TeamListValues {
  readonly title: string;
  readonly text: string;
  readonly options: readonly {
    /** What to type for it. */
    readonly number: string;
    readonly name: string;
    readonly detail: string;
    readonly button: Button;
  }[];
  readonly note: string;
  readonly buttons: readonly Button[];
}

/** A reminder, or the greeting of a new round. */
export interface ReminderValues {
  /** Who asks, and for which round. */
  readonly heading: string;
  readonly title: string;
  readonly text: string;
  /** The question somebody stopped at; empty when nothing is begun. */
  readonly unit: string;
  readonly position: string;
  /** Share of the questions before it, "0%" to "100%". */
  readonly progress: string;
  /** The last day; empty when none is set. */
  readonly due: string;
  /** How long it takes. */
  readonly note: string;
  /** The first is the main one. */
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
  readonly "team-figures": TeamFiguresValues;
  readonly "team-groups": TeamGroupsValues;
  readonly "team-list": TeamListValues;
  readonly reminder: ReminderValues;
}

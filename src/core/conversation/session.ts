import type { Assessment } from "../assessment/assessment.ts";
import type { Group, Stage } from "../framework/framework.ts";
import type { Language, Localized } from "../language.ts";
import type { ReminderChoice } from "../reminder/reminder.ts";

/** How a role came to be known. */
export type RoleSource = "asked" | "tree" | "roster";

/** A person's role profile and how it was found. */
export interface Role {
  readonly stage: Stage;
  readonly group: Group;
  readonly source: RoleSource;
}

/** A section of the optional part after the result. */
export type Section = "knowledge" | "experience" | "attributes" | "competencies";

/** Every section, in the order it is offered. */
export const SECTIONS: readonly Section[] = ["knowledge", "experience", "attributes", "competencies"];

/** What was asked last and is still open. A wait is data: what may answer it follows from it. */
export type Wait =
  /** Nothing is asked: the menu answers. */
  | { readonly for: "nothing" }
  /** A result is shown: what may be done next. */
  | { readonly for: "next" }
  | { readonly for: "stage" }
  | { readonly for: "group"; readonly stage: Stage }
  | { readonly for: "group_tree"; readonly stage: Stage; readonly node: string }
  /** The role card is shown: begin, quick check or correct. */
  | { readonly for: "role" }
  | { readonly for: "question"; readonly item: string }
  | { readonly for: "paused"; readonly item: string }
  | { readonly for: "checklist"; readonly section: Section; readonly page: number }
  | SideWait;

/** Asked in between: a number answers it, anything else goes back to what was asked before. */
export type SideWait =
  | { readonly for: "restart"; readonly interrupted: MainWait }
  | { readonly for: "language"; readonly interrupted: MainWait }
  /** A link code. */
  | { readonly for: "code"; readonly interrupted: MainWait }
  /** Whether the code's name is the person's own. */
  | ({ readonly for: "link"; readonly interrupted: MainWait } & LinkOffer)
  | { readonly for: "unlink"; readonly interrupted: MainWait }
  /** What a card offered, in the order it is numbered, as buttons carry it. */
  | {
      readonly for: "options";
      readonly options: readonly { readonly label: string; readonly data: string }[];
      readonly interrupted: MainWait;
    }
  /** Until which day reminders shall wait. */
  | { readonly for: "snooze_date"; readonly interrupted: MainWait }
  /** Whether everything shall be erased; asked twice. */
  | { readonly for: "erase"; readonly time: "first" | "second"; readonly interrupted: MainWait };

/** What linking with a code would do. */
export interface LinkOffer {
  /** Names the code. */
  readonly ticket: string;
  /** Partly masked. */
  readonly name: string;
  readonly organisation: Localized;
  /** Whether the person is linked to another LINE account, which loses its link. */
  readonly replaces: boolean;
}

/** Whom the account is linked to, as it was known last. What may be seen is decided from a fresh look. */
export interface LinkedMember {
  /** Id of the member. */
  readonly id: string;
  readonly organisation: string;
  readonly stage: Stage;
  /** Id of the round a response completed now belongs to. */
  readonly round: string;
  /** The version of the questionnaire that round was launched with; absent for the current one. */
  readonly questionnaire?: string;
  /** What the menu offers. */
  readonly isManager: boolean;
  readonly isHr: boolean;
}

/** What is asked when nothing is asked in between. */
export type MainWait = Exclude<Wait, SideWait>;

/** What is asked, or was asked before the question in between. */
export function mainWait(wait: Wait): MainWait {
  return "interrupted" in wait ? wait.interrupted : wait;
}

/** A past assessment as the history shows it. */
export interface PastAssessment {
  readonly id: string;
  readonly kind: "full" | "quick";
  readonly stage: Stage;
  readonly group: Group;
  /** Epoch ms. */
  readonly completedAt: number;
  /** Match of the whole profile in per cent; null when nothing was left to count. */
  readonly match: number | null;
}

/** Everything remembered of a person between two messages. */
export interface Session {
  /** Version of this shape; see migrate-session.ts. */
  readonly version: 4;
  readonly personId: string;
  readonly language: Language;
  readonly plainText: boolean;
  /** False after the person blocked the account. */
  readonly reachable: boolean;
  readonly notice: { readonly version: string; readonly acceptedAt: number } | null;
  /** Version of the notice shown last: only what was shown can be accepted by typing. */
  readonly noticeShown?: string;
  /** Null for somebody who is linked to nobody. */
  readonly member: LinkedMember | null;
  readonly role: Role | null;
  readonly reminders: ReminderChoice;
  readonly wait: Wait;
  /** Instant of the event that brought up what is asked: typed text from before it cannot answer it. */
  readonly askedAt?: number;
  readonly assessment: Assessment | null;
  /** Newest first, at most {@link MOST_PAST}. */
  readonly past: readonly PastAssessment[];
}

/** How many past assessments a session remembers; the records keep all. */
export const MOST_PAST = 12;

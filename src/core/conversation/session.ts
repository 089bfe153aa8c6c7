import type { Assessment } from "../assessment/assessment.ts";
import type { Group, Stage } from "../framework/framework.ts";
import type { Language } from "../language.ts";

/** How a role came to be known. */
export type RoleSource = "asked" | "tree";

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
  | { readonly for: "language"; readonly interrupted: MainWait };

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
  readonly version: 2;
  readonly personId: string;
  readonly language: Language;
  readonly plainText: boolean;
  /** False after the person blocked the account. */
  readonly reachable: boolean;
  readonly notice: { readonly version: string; readonly acceptedAt: number } | null;
  /** Version of the notice shown last: only what was shown can be accepted by typing. */
  readonly noticeShown?: string;
  readonly role: Role | null;
  readonly wait: Wait;
  /** Instant of the event that brought up what is asked: typed text from before it cannot answer it. */
  readonly askedAt?: number;
  readonly assessment: Assessment | null;
  /** Newest first, at most {@link MOST_PAST}. */
  readonly past: readonly PastAssessment[];
}

/** How many past assessments a session remembers; the records keep all. */
export const MOST_PAST = 12;

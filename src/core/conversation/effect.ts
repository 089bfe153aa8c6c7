import type { Assessment } from "../assessment/assessment.ts";
import type { AssessmentResult } from "../assessment/result.ts";
import type { Language } from "../language.ts";
import type { ReminderChoice } from "../reminder/reminder.ts";
import type { Role } from "./session.ts";

/** How an assessment stands in the records. */
export type AssessmentStatus = "in_progress" | "completed" | "abandoned";

/** What the records keep of a person apart from assessments. */
export interface PersonSnapshot {
  readonly language: Language;
  readonly plainText: boolean;
  readonly reachable: boolean;
  readonly role: Role | null;
  readonly notice: { readonly version: string; readonly acceptedAt: number } | null;
  readonly reminders: ReminderChoice;
}

/** What the host must make durable before anything is sent. Applying one twice changes nothing. */
export type Effect =
  | { readonly type: "save_person"; readonly person: PersonSnapshot }
  | { readonly type: "save_notice_acceptance"; readonly noticeVersion: string; readonly acceptedAt: number }
  | {
      readonly type: "save_assessment";
      readonly status: AssessmentStatus;
      readonly assessment: Assessment;
      /** Present when completed. */
      readonly result: AssessmentResult | null;
      /** Present when a completed full assessment counts in a round: see core/team/level-string.ts. */
      readonly levels?: string;
    }
  /** A member said "not now" to the notice (epoch ms), or accepted it after all (null). */
  | { readonly type: "save_declined"; readonly declinedAt: number | null }
  /** Somebody looked at a team, asked for one they may not see, or for a correction only HR can make. */
  | { readonly type: "note_audit"; readonly note: ChatNote }
  /** Everything about the person goes; nothing saved up to this revision counts any more. */
  | { readonly type: "erase_person" };

/** What happened in the chat that has to be on record, once an event. */
export interface ChatNote {
  readonly eventId: string;
  readonly action: "team_refused" | "correction_request" | "team_view" | "progress_view";
  readonly organisation: string;
  /** Id of the member it is about: who wrote. */
  readonly member: string;
  /** Ids only. */
  readonly detail: Readonly<Record<string, string>>;
}

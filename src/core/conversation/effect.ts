import type { Assessment } from "../assessment/assessment.ts";
import type { AssessmentResult } from "../assessment/result.ts";
import type { Language } from "../language.ts";
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
    };

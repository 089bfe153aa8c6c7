import type { Assessment } from "../assessment/assessment.ts";
import type { AssessmentResult } from "../assessment/result.ts";
import { nextOpenItem } from "./assessment-facts.ts";
import type { AssessmentStatus, PersonSnapshot } from "./effect.ts";
import { newSession } from "./new-session.ts";
import { MOST_PAST, type PastAssessment, type Session, type Wait } from "./session.ts";

/** What the records know of an assessment. */
export interface KnownAssessment {
  readonly status: AssessmentStatus;
  readonly assessment: Assessment;
  readonly result: AssessmentResult | null;
}

/**
 * A lost session rebuilt from the records: the person's own settings, the latest assessment with its
 * answers, and the history. What was open beyond a question (a menu, a checklist page) is not restored.
 *
 * @param assessments latest start first
 */
export function rebuildSession(
  personId: string,
  person: PersonSnapshot,
  assessments: readonly KnownAssessment[],
): Session {
  const latest = assessments.find(({ status }) => status !== "abandoned")?.assessment ?? null;
  const { language, plainText, reachable, role, notice, reminders } = person;
  return {
    ...newSession(personId, language),
    plainText,
    reachable,
    role,
    notice,
    reminders,
    assessment: latest,
    wait: waitFor(person, latest),
    past: assessments
      .flatMap(toPast)
      .toSorted((a, b) => b.completedAt - a.completedAt)
      .slice(0, MOST_PAST),
  };
}

function waitFor({ role, notice }: PersonSnapshot, assessment: Assessment | null): Wait {
  const item = assessment === null ? undefined : nextOpenItem(assessment);
  if (item !== undefined) return { for: "question", item };
  if (assessment !== null) return { for: "nothing" };
  if (role !== null) return { for: "role" };
  return notice === null ? { for: "nothing" } : { for: "stage" };
}

function toPast({ assessment, result }: KnownAssessment): PastAssessment[] {
  const { id, kind, stage, group, completedAt } = assessment;
  if (completedAt === null) return [];
  return [{ id, kind, stage, group, completedAt, match: result?.match.percent ?? null }];
}

import type { Answer, Assessment, Rating } from "../assessment/assessment.ts";
import { computeResult } from "../assessment/compute-result.ts";
import type { AssessmentResult } from "../assessment/result.ts";
import type { Content, Questionnaire } from "../content.ts";
import type { RoleProfile } from "../framework/framework.ts";
import { levelString } from "../team/level-string.ts";
import type { AssessmentStatus, Effect } from "./effect.ts";
import type { Section } from "./session.ts";
import type { TextId } from "./text-ids.ts";
import { profileOf, questionnaireOf, type Voice } from "./voice.ts";

/** How many checklist items stand on one card. */
export const PAGE_SIZE = 5;

/** How many questions are answered. */
export function answeredCount(assessment: Assessment): number {
  return assessment.items.filter((item) => assessment.ratings[item] !== undefined).length;
}

/** An assessment whose questions are all answered. */
export type CompletedAssessment = Assessment & { readonly completedAt: number };

/** Whether there is an assessment and it is complete. */
export function isComplete(assessment: Assessment | null): assessment is CompletedAssessment {
  return assessment !== null && assessment.completedAt !== null;
}

/** The next question without an answer after `item`, going round once; undefined when all are answered. */
export function nextOpenItem(assessment: Assessment, after?: string): string | undefined {
  const { items, ratings } = assessment;
  const start = after === undefined ? 0 : items.indexOf(after) + 1;
  const round = [...items.slice(start), ...items.slice(0, start)];
  return round.find((item) => ratings[item] === undefined);
}

/** The result of an assessment as its answers stand. */
export function resultOf(assessment: Assessment, content: Content): AssessmentResult {
  return computeResult(assessment, profileOf(content, assessment), content.framework, content.suggestions);
}

/** The effect that brings an assessment's row in the records up to date. */
export function saveAssessment(assessment: Assessment, content: Content, abandoned = false): Effect {
  const completed = assessment.completedAt !== null;
  const status: AssessmentStatus = completed ? "completed" : abandoned ? "abandoned" : "in_progress";
  const counts = completed && assessment.countsIn !== undefined;
  return {
    type: "save_assessment",
    status,
    assessment,
    result: completed ? resultOf(assessment, content) : null,
    ...(counts && { levels: levelString(assessment, content.framework.units) }),
  };
}

/** The checklist items of one section for a role profile, in the profile's order. */
export function sectionItems(profile: RoleProfile, section: Section): readonly string[] {
  return profile[section];
}

/** The items on one page of a section. */
export function pageItems(profile: RoleProfile, section: Section, page: number): readonly string[] {
  return sectionItems(profile, section).slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
}

/** The section and page a checklist item of this profile stands on. */
export function placeOf(
  profile: RoleProfile,
  item: string,
): { readonly section: Section; readonly page: number } | undefined {
  for (const section of ["knowledge", "experience", "attributes", "competencies"] as const) {
    const index = profile[section].indexOf(item);
    if (index >= 0) return { section, page: Math.floor(index / PAGE_SIZE) };
  }
  return undefined;
}

/** Whole minutes a number of questions takes, at least 1. */
export function minutesFor(questions: number, questionnaire: Questionnaire): number {
  return Math.max(1, Math.ceil((questions * questionnaire.secondsPerUnit) / 60));
}

/** The questionnaire an assessment was begun on. */
export function questionnaireFor(assessment: Assessment, content: Content): Questionnaire {
  return questionnaireOf(content, assessment.questionnaireVersion);
}

/** What a rating is called. */
export function ratingLabel(rating: Rating, voice: Voice): string {
  const id: TextId = typeof rating === "number" ? `level.${rating}` : `rating.${rating}`;
  return voice.text(id);
}

/** A rating as people see it: levels with their number from 1 to 4. */
export function shownRating(rating: Rating, voice: Voice): string {
  const label = ratingLabel(rating, voice);
  return typeof rating === "number" ? voice.text("question.level", { number: rating + 1, label }) : label;
}

/** The rating given to an item, or undefined. */
export function ratingOf(assessment: Assessment, item: string): Rating | undefined {
  const answer: Answer<Rating> | undefined = assessment.ratings[item];
  return answer?.[0];
}

import type { Answer } from "./assessment.ts";

/** What became of an answer that arrived. */
export type PutOutcome = "first" | "changed" | "same" | "superseded";

/**
 * Puts an answer among the others. The latest by (at, eventId) counts, so answers may arrive twice, late
 * or in any order and the outcome is the same.
 */
export function putAnswer<T>(
  answers: Readonly<Record<string, Answer<T>>>,
  item: string,
  answer: Answer<T>,
): { readonly answers: Readonly<Record<string, Answer<T>>>; readonly outcome: PutOutcome } {
  const stored = answers[item];
  if (stored !== undefined && !isLater(answer, stored)) return { answers, outcome: "superseded" };
  const outcome = stored === undefined ? "first" : stored[0] === answer[0] ? "same" : "changed";
  return { answers: { ...answers, [item]: answer }, outcome };
}

function isLater<T>([, at, eventId]: Answer<T>, [, storedAt, storedEventId]: Answer<T>): boolean {
  return at > storedAt || (at === storedAt && eventId > storedEventId);
}

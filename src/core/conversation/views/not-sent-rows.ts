import type { ReminderRun } from "../../reminder/reminder.ts";
import type { TextId } from "../text-ids.ts";
import type { Voice } from "../voice.ts";
import { reasonsOf, sumOf, unfinishedOf } from "./run-words.ts";

/**
 * Whom a run did not reach and why, as names with numbers of people; a row may be of nobody.
 *
 * What LINE refused stands apart for the whole round only: of a unit, or of few, it would tell who of those that cannot
 * be reached has blocked the account.
 */
export function notSentRows(
  run: ReminderRun,
  threshold: number,
  voice: Voice,
): readonly (readonly [string, number])[] {
  const { planned, leftOut, skipped, refused, unit } = run;
  const isFew = unfinishedOf(planned + sumOf(leftOut), leftOut, skipped) < threshold;
  if (unit === null && !isFew) {
    const reasons = reasonsOf(skipped, { isFew }, voice);
    return [[voice.text("run.refused"), refused], ...reasons.map((some) => skippedRow(some, voice))];
  }
  const together = { ...skipped, undeliverable: (skipped.undeliverable ?? 0) + refused };
  return reasonsOf(together, { isFew }, voice).map((some) => {
    const id = WITH_REFUSED[some.id];
    return id === undefined ? skippedRow(some, voice) : [voice.text(id), some.count];
  });
}

/** Reasons with what LINE refused among them. */
const WITH_REFUSED: Readonly<Partial<Record<TextId, TextId>>> = {
  "remind.why_private": "run.not_delivered",
  "remind.why_other": "run.not_reminded",
};

function skippedRow(
  { reason, count }: ReturnType<typeof reasonsOf>[number],
  voice: Voice,
): readonly [string, number] {
  return [voice.text("run.skipped", { reason }), count];
}

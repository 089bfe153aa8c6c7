import type { Assessment } from "./assessment.ts";

/** Why a person is invited, privately, to look at the answers again. */
export type PaceRemark = "very_fast" | "uniform";

const FEWEST_ANSWERS = 5;
/** Reading four sentences takes longer than this. */
const VERY_FAST_MS = 2_500;

/** A remark when the answering was so fast or so uniform that reviewing may help; null otherwise. */
export function paceRemark(assessment: Assessment): PaceRemark | null {
  const answers = Object.values(assessment.ratings);
  if (answers.length < FEWEST_ANSWERS) return null;
  const times = answers.map(([, at]) => at).toSorted((a, b) => a - b);
  const steps = times.slice(1).map((at, index) => at - (times[index] ?? at));
  const median = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  if (median < VERY_FAST_MS) return "very_fast";
  return new Set(answers.map(([rating]) => rating)).size === 1 ? "uniform" : null;
}

import type { ReminderChoice } from "./reminder.ts";

/** What somebody's choice means now. */
export type PresentChoice =
  | { readonly type: "usual" | "none_in_round" | "none_ever" }
  /** None before this instant (epoch ms). */
  | { readonly type: "none_before"; readonly at: number };

/**
 * What a choice means at an instant (epoch ms). A wish about a round that is not the present one has lapsed.
 * @param round id of the person's round; null for somebody of no organisation
 * @see judgeReminder
 */
export function presentChoice(
  { stoppedFor, snoozedUntil }: ReminderChoice,
  round: string | null,
  at: number,
): PresentChoice {
  if (stoppedFor === "always") return { type: "none_ever" };
  if (stoppedFor !== null && stoppedFor === round) return { type: "none_in_round" };
  if (snoozedUntil !== null && at < snoozedUntil) return { type: "none_before", at: snoozedUntil };
  return { type: "usual" };
}

import type { Effect } from "../core/conversation/effect.ts";
import type { PendingTurn } from "./ports.ts";

/**
 * Unfinished turns without the effects that later ones make pointless: an assessment, a person or a "not now" is
 * saved whole, so of several that wait for the records only the latest matters. A turn with nothing left stays, for
 * its event is still to be claimed again and must be known then.
 */
export function withoutSuperseded(
  pending: readonly PendingTurn[],
  later: readonly Effect[],
): readonly PendingTurn[] {
  const subjects = new Set(later.map(subjectOf));
  const isPointless = (effect: Effect) => {
    const subject = subjectOf(effect);
    return subject !== undefined && subjects.has(subject);
  };
  return pending.map((turn) =>
    turn.effects.some(isPointless)
      ? { ...turn, effects: turn.effects.filter((effect) => !isPointless(effect)) }
      : turn,
  );
}

/** What an effect replaces as a whole; undefined when it replaces nothing. */
function subjectOf(effect: Effect): string | undefined {
  switch (effect.type) {
    case "save_person":
      return "person";
    case "save_declined":
      return "declined";
    case "save_notice_acceptance":
    case "note_audit":
    case "erase_person":
      return undefined;
    case "save_assessment":
      return `assessment ${effect.assessment.id}`;
    default:
      return effect satisfies never;
  }
}

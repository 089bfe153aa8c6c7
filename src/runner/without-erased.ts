import type { Effect } from "../core/conversation/effect.ts";
import type { PendingTurn } from "./ports.ts";

/**
 * Unfinished turns as they are left by a turn with these effects: when it erases the person, nothing of them is
 * said or saved any more. The turns themselves stay, for their events are still to be claimed again and must be
 * known then.
 */
export function withoutErased(
  pending: readonly PendingTurn[],
  effects: readonly Effect[],
): readonly PendingTurn[] {
  if (!effects.some(({ type }) => type === "erase_person")) return pending;
  return pending.map((turn) => ({ ...turn, messages: [], effects: [], waiting: false }));
}

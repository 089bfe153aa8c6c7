import { MOST_MESSAGES, type OutgoingMessage } from "../core/conversation/message.ts";
import type { PendingTurn } from "./ports.ts";

/**
 * Lets messages whose reply token had gone lead the next reply, as many as one reply has room for; what
 * is said again later is not said twice. The rest goes on waiting. What LINE may have accepted is given up now that
 * there is something newer to say.
 *
 * @param canReply false for an event without a reply token: then nothing can be led
 */
export function mergeMessages(
  pending: readonly PendingTurn[],
  fresh: readonly OutgoingMessage[],
  canReply: boolean,
): { readonly messages: readonly OutgoingMessage[]; readonly pending: readonly PendingTurn[] } {
  if (!canReply || !pending.some(({ waiting }) => waiting)) return { messages: fresh, pending };
  const said = new Set(fresh.map((message) => JSON.stringify(message)));
  const isNew = (message: OutgoingMessage) => {
    const words = JSON.stringify(message);
    if (said.has(words)) return false;
    said.add(words);
    return true;
  };
  const leading: OutgoingMessage[] = [];
  const left = pending.flatMap((turn) => {
    if (!turn.waiting) return [turn];
    const messages = turn.unsure ? [] : turn.messages.filter(isNew);
    const room = MOST_MESSAGES - fresh.length - leading.length;
    leading.push(...messages.slice(0, room));
    const kept = { ...turn, messages: messages.slice(room) };
    return kept.messages.length > 0 || kept.effects.length > 0 ? [kept] : [];
  });
  return { messages: [...leading, ...fresh], pending: left };
}

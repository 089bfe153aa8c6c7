import type { OutgoingMessage } from "../core/conversation/message.ts";
import type { PushSender } from "./push-sender.ts";

/** Different messages a batch or two may have besides those that are each person's own. */
const MOST_KEPT = 100;

/**
 * Renders messages, the same ones once: most people of a run get the same words, and filling in a card costs more
 * than sending it.
 */
export function renderOnce(pusher: Pick<PushSender, "render">): PushSender["render"] {
  const bodies = new Map<string, string | undefined>();
  return (messages: readonly OutgoingMessage[]) => {
    const words = JSON.stringify(messages);
    if (bodies.has(words)) return bodies.get(words);
    const body = pusher.render(messages);
    // All at once: what is still wanted comes back with the next message.
    if (bodies.size >= MOST_KEPT) bodies.clear();
    bodies.set(words, body);
    return body;
  };
}

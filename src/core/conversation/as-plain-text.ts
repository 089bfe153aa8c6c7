import type { OutgoingMessage } from "./message.ts";

/** A message as somebody reads it who wants text only. */
export function asPlainText(message: OutgoingMessage): OutgoingMessage {
  return message.type === "text" ? message : { type: "text", text: message.text };
}

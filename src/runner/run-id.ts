import { createHash } from "node:crypto";

/** The id of the run an event starts, the same however often it is handled: 20 small hexadecimal digits. */
export function runIdOf(eventId: string): string {
  return createHash("sha256").update(`reminder run of ${eventId}`).digest("hex").slice(0, 20);
}

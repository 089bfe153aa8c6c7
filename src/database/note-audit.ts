import type { ChatNote } from "../core/conversation/effect.ts";
import type { Origin, Tx } from "./effect-origin.ts";
import { appendAudit } from "./sql-audit-log.ts";

/** Puts on record what happened in a chat, once an event. It says which member it was, not which account. */
export function noteAudit(tx: Tx, { at }: Origin, { member, ...note }: ChatNote): Promise<void> {
  // What is corrected is about the person; figures of a team are about nobody in particular.
  const subject = note.action === "correction_request" ? member : null;
  return appendAudit(tx, [{ ...note, at, actor: `member:${member}`, subject }]);
}

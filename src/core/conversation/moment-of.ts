import type { Content } from "../content.ts";
import { contentFor } from "./content-for.ts";
import type { PersonEvent } from "./event.ts";
import { knowMember } from "./know-member.ts";
import type { Session } from "./session.ts";
import type { Moment } from "./turn.ts";

/** The session as an event meets it, and the event's circumstances. */
export function momentOf(
  before: Session,
  { id, at, isUnseen = false, membership, finding }: PersonEvent,
  unfilled: Content,
): { readonly session: Session; readonly moment: Moment } {
  const session = membership === undefined ? before : knowMember(before, membership);
  const content = contentFor(session, membership, unfilled);
  return { session, moment: { id, at, content, unfilled, isUnseen, membership, finding } };
}

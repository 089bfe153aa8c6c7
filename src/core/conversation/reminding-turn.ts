import type { Membership } from "../people/membership.ts";
import { isHr, isReader } from "./access.ts";
import type { Choice } from "./choices.ts";
import type { OutgoingMessage } from "./message.ts";
import type { Session } from "./session.ts";
import type { TextId } from "./text-ids.ts";
import {
  effect,
  type Moment,
  offer,
  quietTurn,
  say,
  sayText,
  sayUnavailable,
  type Turn,
  voiceOf,
} from "./turn.ts";

/** What is done for an HR officer; anybody else is kindly declined, and nobody told anything while it is unknown. */
export function forHr(session: Session, moment: Moment, turnFor: (hr: Membership) => Turn): Turn {
  const { membership } = moment;
  if (membership === undefined) return sayUnavailable(session, moment);
  if (isHr(membership)) return turnFor(membership);
  const id = isReader(membership) ? "people.not_for_managers" : "people.not_allowed";
  return sayId(session, id, moment);
}

/** One text said and nothing else. */
export function sayId(session: Session, id: TextId, { content }: Moment): Turn {
  return sayText(quietTurn(session), voiceOf(session, content).text(id));
}

/** Messages whose last choices may be typed by their numbers. */
export function showWith(
  session: Session,
  messages: readonly OutgoingMessage[],
  choices: readonly Choice[],
): Turn {
  return offer(say(quietTurn(session), ...messages), choices);
}

/** The turn with the look at the figures of a unit on record. */
export function noteLook(
  turn: Turn,
  unit: string,
  { organisation, member }: Membership,
  moment: Moment,
): Turn {
  const { id: eventId } = moment;
  const note = {
    eventId,
    action: "progress_view",
    organisation: organisation.id,
    member,
    detail: { unit },
  } as const;
  return effect(turn, { type: "note_audit", note });
}

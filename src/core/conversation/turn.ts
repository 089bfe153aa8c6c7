import type { Content } from "../content.ts";
import type { Membership } from "../people/membership.ts";
import { encodeAction } from "./action.ts";
import type { Choice } from "./choices.ts";
import type { Effect } from "./effect.ts";
import type { Finding } from "./inquiry.ts";
import { MOST_MESSAGES, type OutgoingMessage } from "./message.ts";
import { mainWait, type Session } from "./session.ts";
import { createVoice, type Voice } from "./voice.ts";

/** What an event does: the next state, what to say, and what to make durable before saying it. */
export interface Turn {
  readonly session: Session;
  readonly messages: readonly OutgoingMessage[];
  readonly effects: readonly Effect[];
}

/** The event being handled: its id and instant, from which new ids and times derive. */
export interface Moment {
  readonly id: string;
  readonly at: number;
  /** With the notice as it concerns this person: see content-for.ts. */
  readonly content: Content;
  /** As it was loaded. */
  readonly unfilled: Content;
  /** What is asked has not been seen yet. */
  readonly isUnseen: boolean;
  /** @see PersonEvent */
  readonly membership: Membership | null | undefined;
  readonly finding: Finding | undefined;
}

/** The voice a person is spoken to in. */
export function voiceOf(session: Session, content: Content): Voice {
  return createVoice(session.language, content);
}

/** A turn in which nothing has happened yet. */
export function quietTurn(session: Session): Turn {
  return { session, messages: [], effects: [] };
}

/** The turn with more said, never more than fits one reply. */
export function say(turn: Turn, ...messages: readonly OutgoingMessage[]): Turn {
  return { ...turn, messages: [...turn.messages, ...messages].slice(0, MOST_MESSAGES) };
}

/** The turn with plain text said. */
export function sayText(turn: Turn, text: string): Turn {
  return say(turn, { type: "text", text });
}

/** The turn with plain text said before everything else. */
export function sayFirst(turn: Turn, text: string): Turn {
  return say({ ...turn, messages: [] }, { type: "text", text }, ...turn.messages);
}

/** The turn after a card whose choices may be typed by their numbers, until something else is said. */
export function offer(turn: Turn, choices: readonly Choice[]): Turn {
  const options = choices.map(({ label, action }) => ({ label, data: encodeAction(action) }));
  const interrupted = mainWait(turn.session.wait);
  return options.length === 0 ? turn : change(turn, { wait: { for: "options", options, interrupted } });
}

/** What is needed for the answer cannot be reached at the moment; nothing has changed. */
export function sayUnavailable(session: Session, { content }: Moment): Turn {
  return sayText(quietTurn(session), voiceOf(session, content).text("unavailable.text"));
}

/** The turn with another state. */
export function change(turn: Turn, patch: Partial<Session>): Turn {
  return { ...turn, session: { ...turn.session, ...patch } };
}

/** The turn with another effect. */
export function effect(turn: Turn, ...effects: readonly Effect[]): Turn {
  return { ...turn, effects: [...turn.effects, ...effects] };
}

/**
 * The turn with the person's own data, as they are now, on their way to the records; of somebody who has
 * never accepted a notice nothing is recorded.
 */
export function savePerson(turn: Turn): Turn {
  if (turn.session.notice === null) return turn;
  const { language, plainText, reachable, role, notice, reminders } = turn.session;
  const person = { language, plainText, reachable, role, notice, reminders };
  return effect(turn, { type: "save_person", person });
}

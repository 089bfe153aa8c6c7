import type { Content } from "../content.ts";
import type { Effect } from "./effect.ts";
import { MOST_MESSAGES, type OutgoingMessage } from "./message.ts";
import type { Session } from "./session.ts";
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
  readonly content: Content;
  /** What is asked has not been seen yet. */
  readonly isUnseen?: boolean;
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
  const { language, plainText, reachable, role, notice } = turn.session;
  return effect(turn, { type: "save_person", person: { language, plainText, reachable, role, notice } });
}

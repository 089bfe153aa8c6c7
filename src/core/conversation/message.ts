import type { CardValues } from "./card-values.ts";

/** A button: what it says, what comes back when it is tapped, and what the chat then shows as said. */
export interface Button {
  readonly label: string;
  /** An encoded {@link Action}. */
  readonly data: string;
  readonly displayText: string;
}

/** Plain text, optionally with shortcuts; a shortcut is never the only way to answer. */
export interface TextMessage {
  readonly type: "text";
  readonly text: string;
  readonly shortcuts?: readonly Button[];
}

/** Names of the card templates in `flex-templates/`. */
export type CardName = keyof CardValues;

/** A card: the template's name, the values of its placeholders, and its full meaning as plain text. */
export type CardMessage = {
  readonly [N in CardName]: {
    readonly type: "card";
    readonly card: N;
    readonly values: CardValues[N];
    /** The card's whole meaning; also how to answer it by typing. */
    readonly text: string;
    readonly shortcuts?: readonly Button[];
  };
}[CardName];

/** A message to a person, independent of the channel that carries it. */
export type OutgoingMessage = TextMessage | CardMessage;

/** The most messages one answer may have: what LINE accepts in one reply. */
export const MOST_MESSAGES = 5;

import type { messagingApi } from "@line/bot-sdk";
import type { Button, CardMessage, OutgoingMessage } from "../core/conversation/message.ts";
import type { Log } from "../runner/ports.ts";
import { cutText } from "./cut-text.ts";
import { type CardFiller, createCardFiller } from "./fill-cards.ts";
import type { FlexTemplates } from "./flex-template.ts";
import {
  MOST_ALT_TEXT_LENGTH,
  MOST_DISPLAY_TEXT_LENGTH,
  MOST_MESSAGES_PER_REQUEST,
  MOST_POSTBACK_DATA_LENGTH,
  MOST_QUICK_REPLIES,
  MOST_QUICK_REPLY_LABEL_LENGTH,
  MOST_TEXT_LENGTH,
} from "./line-limits.ts";
import { type MessageProblem, validateMessage } from "./validate-message.ts";

/** A message as LINE takes it. */
export type LineMessage = messagingApi.TextMessage | messagingApi.FlexMessage;

/** How messages are rendered: cards as Flex Messages, or as their text. */
export type RenderForm = "cards" | "plain";

/** Turns messages into LINE's; each result is valid. */
export type MessageRenderer = (
  messages: readonly OutgoingMessage[],
  form: RenderForm,
) => readonly LineMessage[];

/** Shown where a Flex Message cannot be, when a card has no text of its own. */
const NO_ALT_TEXT = "…";

/**
 * A renderer over the given templates. A card that cannot be rendered, or would be refused by LINE, becomes
 * its text; a message without any text is left out. Both are logged by card name and path, never by value.
 */
export function createMessageRenderer(templates: FlexTemplates, log: Log): MessageRenderer {
  const fill = createCardFiller(templates);
  return (messages, form) => {
    if (messages.length > MOST_MESSAGES_PER_REQUEST) {
      log.error({ messages: messages.length }, "more messages than LINE takes at once: the rest is left out");
    }
    return messages
      .slice(0, MOST_MESSAGES_PER_REQUEST)
      .map((message) => renderMessage(message, form, fill, log))
      .filter((message) => message !== undefined);
  };
}

function renderMessage(
  message: OutgoingMessage,
  form: RenderForm,
  fill: CardFiller,
  log: Log,
): LineMessage | undefined {
  const card = message.type === "card" && form === "cards" ? renderCard(message, fill, log) : undefined;
  return card ?? renderText(message, log);
}

function renderCard(message: CardMessage, fill: CardFiller, log: Log): messagingApi.FlexMessage | undefined {
  const { card, text, shortcuts } = message;
  const filled = fill(message);
  if (filled.ok) {
    return { type: "flex", altText: altTextOf(text), contents: filled.contents, ...quickReplyOf(shortcuts) };
  }
  if ("problems" in filled) {
    const problems = summarise(filled.problems);
    log.error({ card, problems }, "a card breaks LINE's rules: its text is sent");
  } else {
    const { path, error } = filled;
    log.error({ card, path, error }, "a card cannot be filled in: its text is sent");
  }
  return undefined;
}

function renderText(message: OutgoingMessage, log: Log): messagingApi.TextMessage | undefined {
  const text: messagingApi.TextMessage = {
    type: "text",
    text: cutText(message.text, MOST_TEXT_LENGTH),
    ...quickReplyOf(message.shortcuts),
  };
  const problems = validateMessage(text);
  if (problems.length === 0) return text;
  const card = message.type === "card" ? { card: message.card } : {};
  log.error({ ...card, problems: summarise(problems) }, "a text breaks LINE's rules: it is left out");
  return undefined;
}

function altTextOf(text: string): string {
  return text.trim() === "" ? NO_ALT_TEXT : cutText(text, MOST_ALT_TEXT_LENGTH);
}

/** Shortcuts are never the only way to answer: one that LINE would refuse is simply not offered. */
function quickReplyOf(shortcuts: readonly Button[] = []): { quickReply?: messagingApi.QuickReply } {
  const items = shortcuts.filter(isOffered).slice(0, MOST_QUICK_REPLIES).map(quickReplyItem);
  return items.length === 0 ? {} : { quickReply: { items } };
}

function isOffered({ label, data }: Button): boolean {
  return label !== "" && data !== "" && data.length <= MOST_POSTBACK_DATA_LENGTH;
}

function quickReplyItem({ label, data, displayText }: Button): messagingApi.QuickReplyItem {
  const action: messagingApi.PostbackAction = {
    type: "postback",
    label: cutText(label, MOST_QUICK_REPLY_LABEL_LENGTH),
    data,
    displayText: cutText(displayText === "" ? label : displayText, MOST_DISPLAY_TEXT_LENGTH),
  };
  return { type: "action", action };
}

function summarise(problems: readonly MessageProblem[]): readonly string[] {
  return problems.slice(0, 5).map(({ path, problem }) => `${path.join(".")}: ${problem}`);
}

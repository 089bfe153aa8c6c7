import type { Content } from "../content.ts";
import type { Language } from "../language.ts";
import { buttons, type Choice, paragraphs, wordLine } from "./choices.ts";
import type { OutgoingMessage } from "./message.ts";
import { isMeant } from "./read-typed.ts";
import { createVoice } from "./voice.ts";

/** A card whose tap brings a fresh reply token when the answer itself is late. */
export function lateAnswerCard(language: Language, content: Content): OutgoingMessage {
  const voice = createVoice(language, content);
  const choices: readonly Choice[] = [{ label: voice.text("late.button"), action: { do: "see_answer" } }];
  const title = voice.text("late.title");
  const text = voice.text("late.text");
  return {
    type: "card",
    card: "choice",
    values: { title, text, note: "", buttons: buttons(choices) },
    text: paragraphs(title, text, wordLine(choices, voice)),
  };
}

/** Said when an event could not be carried out for good. */
export function apology(language: Language, content: Content): OutgoingMessage {
  return { type: "text", text: createVoice(language, content).text("apology.text") };
}

/** Said in groups and rooms, where everybody would see the answers; in every language. */
export function groupChatHint(content: Content): OutgoingMessage {
  const th = createVoice("th", content).text("group_chat.hint");
  const en = createVoice("en", content).text("group_chat.hint");
  return { type: "text", text: paragraphs(th, en) };
}

/** Whether text typed in a group or room is one of the bot's words; anything else is not for the bot. */
export function isMeantForBot(text: string, content: Content): boolean {
  return isMeant(text, createVoice("th", content));
}

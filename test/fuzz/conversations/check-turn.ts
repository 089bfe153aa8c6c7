import { isReader } from "../../../src/core/conversation/access.ts";
import { parseAction } from "../../../src/core/conversation/action.ts";
import { MOST_MESSAGES, type OutgoingMessage } from "../../../src/core/conversation/message.ts";
import { buttonsOf } from "../../support/builders.ts";
import type { Done } from "./chat.ts";

const MOST_TEXT = 5_000;
const MOST_LABEL = 40;
const MOST_DATA = 300;
/** Until the notice is accepted nothing else may be kept of somebody. */
const KEPT_BEFORE: readonly string[] = ["erase_person", "save_declined"];

/** What is wrong with a turn, in words without what people wrote; empty when nothing is. */
export function turnProblems(done: Done): readonly string[] {
  const { event, turn } = done;
  const { messages, session, effects } = turn;
  const cards = messages.map(nameOf);
  const kept = effects.filter(({ type }) => !KEPT_BEFORE.includes(type));
  return [
    ...(messages.length > MOST_MESSAGES ? [`${messages.length} messages at once`] : []),
    ...(!isReader(event.membership ?? null) && cards.includes("team-figures")
      ? ["a team shown to nobody's reader"]
      : []),
    ...(session.notice === null && (session.role ?? session.assessment ?? kept[0])
      ? ["kept before acceptance"]
      : []),
    ...(isAnswerOwed(done) && messages.length === 0 ? [`no answer to ${event.act.type}`] : []),
    ...messages.flatMap(messageProblems),
  ];
}

/** A made-up button for a team somebody may not read answers nothing and is on record. */
function isAnswerOwed({ event, turn }: Done): boolean {
  const isRefused = turn.effects.some(
    (effect) => effect.type === "note_audit" && effect.note.action === "team_refused",
  );
  return !isRefused && ["typed", "tapped", "attached", "followed"].includes(event.act.type);
}

/** What is wrong with a message before it is rendered. */
function messageProblems(message: OutgoingMessage): readonly string[] {
  const about = (problem: string) => `${nameOf(message)}: ${problem}`;
  const { text } = message;
  return [
    ...(text.trim() === "" ? [about("empty")] : []),
    ...(text.length > MOST_TEXT
      ? [about(`text of ${text.length} characters: the end is cut off as plain text`)]
      : []),
    ...(/\{\w+\}/u.test(text) && !text.includes("{name}") ? [about("a placeholder was left")] : []),
    ...buttonsOf(message).flatMap((button) => buttonProblems(button).map(about)),
    ...missingLines(message).map(() => about("something on the card is not in its text")),
  ];
}

function buttonProblems({
  label,
  data,
  displayText,
}: ReturnType<typeof buttonsOf>[number]): readonly string[] {
  return [
    ...([label, data, displayText].some((one) => one.trim() === "") ? ["a button with nothing on it"] : []),
    ...(label.length > MOST_LABEL ? ["a label too long"] : []),
    ...(data.length > MOST_DATA || displayText.length > MOST_DATA ? ["a button with too much data"] : []),
    ...(parseAction(data) === undefined ? [`a button nobody can read: ${data.split("|")[0]}`] : []),
  ];
}

/** What a person reads on a card and its plain text does not have. */
function missingLines(message: OutgoingMessage): readonly string[] {
  if (message.type !== "card") return [];
  return visibleTexts(message.values)
    .flatMap((text) => text.split("\n"))
    .filter((line) => !message.text.includes(line));
}

function visibleTexts(value: unknown, key = ""): readonly string[] {
  if (typeof value === "string") return ["progress", "width"].includes(key) || value === "" ? [] : [value];
  if (typeof value !== "object" || value === null || "data" in value) return [];
  return Object.entries(value).flatMap(([name, child]) => visibleTexts(child, name));
}

/** The card's name, or "text". */
export function nameOf(message: OutgoingMessage): string {
  return message.type === "card" ? message.card : message.type;
}

import type { Content } from "../../content.ts";
import type { Language, Localized } from "../../language.ts";
import type { Round } from "../../people/round.ts";
import type { ReminderText } from "../../reminder/reminder.ts";
import { asPlainText } from "../as-plain-text.ts";
import { minutesFor } from "../assessment-facts.ts";
import type { ReminderValues } from "../card-values.ts";
import { buttons, type Choice, lines, paragraphs, wordLine } from "../choices.ts";
import type { CardMessage, OutgoingMessage } from "../message.ts";
import { createVoice, itemName, questionnaireOf, type Voice } from "../voice.ts";

/** Where somebody stopped: the first question without an answer. */
export interface StoppedAt {
  readonly assessment: string;
  readonly item: string;
  /** Of the question among all, from 1. */
  readonly position: number;
  readonly count: number;
  /** Questions without an answer; all from the position on where it is not given. */
  readonly open?: number;
}

/** What a reminder says, and to whom. */
export interface ReminderWords {
  readonly text: ReminderText;
  readonly language: Language;
  /** Cards become text. */
  readonly plainText: boolean;
  /** Who asks. */
  readonly organisation: Localized;
  readonly round: Round;
  /** Null when nothing is begun. */
  readonly stoppedAt: StoppedAt | null;
  /** Epoch ms. */
  readonly at: number;
}

/** Remaining minutes and questions are said only when they are few. */
const MOST_MINUTES_SAID = 10;
const MOST_LEFT_SAID = 3;

/** A reminder, or the greeting of a new round: one message, answered by its buttons or the words on them. */
export function reminderMessages(words: ReminderWords, content: Content): readonly OutgoingMessage[] {
  const voice = createVoice(words.language, content);
  const choices = reminderChoices(words, voice);
  const values = valuesOf(words, choices, voice);
  const text = paragraphs(
    lines(values.heading, values.title),
    values.text,
    lines(values.position, values.unit),
    lines(values.due, values.note),
    wordLine(choices, voice),
  );
  const card: CardMessage = { type: "card", card: "reminder", values, text };
  return [words.plainText ? asPlainText(card) : card];
}

function reminderChoices({ text, stoppedAt }: ReminderWords, voice: Voice): readonly Choice[] {
  return [
    text === "in_progress" ? goOnChoice(stoppedAt, voice) : startChoice(voice),
    { label: voice.text("reminder.snooze"), action: { do: "stop_reminders" } },
    { label: voice.text("reminder.stop"), action: { do: "stop_reminders" } },
  ];
}

function startChoice(voice: Voice): Choice {
  return { label: voice.text("menu.start"), action: { do: "start" } };
}

/** Opens exactly the question; without one, whatever is open. */
function goOnChoice(stoppedAt: StoppedAt | null, voice: Voice): Choice {
  const label = voice.text("control.continue");
  if (stoppedAt === null) return { label, action: { do: "continue" } };
  const { assessment, item } = stoppedAt;
  return { label, action: { do: "resume", assessment, item } };
}

function valuesOf(words: ReminderWords, choices: readonly Choice[], voice: Voice): ReminderValues {
  const { text, round } = words;
  const organisation = voice.of(words.organisation);
  const stoppedAt = text === "in_progress" ? words.stoppedAt : null;
  return {
    heading: round.name === "" ? organisation : `${organisation} · ${round.name}`,
    title: voice.text(`reminder.${text}_title`),
    text: voice.text(`reminder.${text}`, { organisation }),
    ...placeOf(stoppedAt, voice),
    due: dueLine(words, voice),
    note: stoppedAt === null ? voice.text("reminder.effort") : leftLine(stoppedAt, round, voice),
    buttons: buttons(choices),
  };
}

function placeOf(
  stoppedAt: StoppedAt | null,
  voice: Voice,
): Pick<ReminderValues, "unit" | "position" | "progress"> {
  if (stoppedAt === null) return { unit: "", position: "", progress: "0%" };
  const { item, position: number, count: total } = stoppedAt;
  return {
    unit: itemName(item, voice),
    position: voice.text("reminder.position", { number, total }),
    progress: `${Math.round(((number - 1) / Math.max(1, total)) * 100)}%`,
  };
}

function leftLine({ position, count, open = count - position + 1 }: StoppedAt, round: Round, voice: Voice) {
  const minutes = minutesFor(open, questionnaireOf(voice.content, round.questionnaire));
  return lines(
    open <= MOST_LEFT_SAID ? voice.text("reminder.left", { count: open }) : "",
    minutes <= MOST_MINUTES_SAID ? voice.text("reminder.minutes", { minutes }) : "",
  );
}

/** A round closes at an instant; the day of the last moment before it is the last one. */
function dueLine({ round: { closesAt }, at }: ReminderWords, voice: Voice): string {
  if (closesAt === null) return "";
  const date = voice.date(closesAt - 1);
  return voice.text(date === voice.date(at) ? "reminder.until_today" : "reminder.until", { date });
}

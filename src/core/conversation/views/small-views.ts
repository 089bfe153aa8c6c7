import { answeredCount } from "../assessment-facts.ts";
import {
  buttons,
  type Choice,
  lines,
  numbered,
  numberedLines,
  paragraphs,
  quoted,
  wordLine,
} from "../choices.ts";
import type { CardMessage, OutgoingMessage } from "../message.ts";
import type { Session } from "../session.ts";
import { groupName, stageName, type Voice } from "../voice.ts";
import { barOf } from "./result-views.ts";

/** A small card with numbered choices. */
export function choiceCard(
  title: string,
  text: string,
  choices: readonly Choice[],
  voice: Voice,
): CardMessage {
  return {
    type: "card",
    card: "choice",
    values: { title, text, note: "", buttons: buttons(choices) },
    text: paragraphs(lines(title, text), numberedLines(choices, voice)),
  };
}

/** The menu's entries; their labels are words that can be typed at any time. */
export function menuChoices(session: Session, voice: Voice): readonly Choice[] {
  const open = session.assessment !== null && session.assessment.completedAt === null;
  const first: Choice = open
    ? { label: voice.text("menu.continue"), action: { do: "continue" } }
    : { label: voice.text("menu.start"), action: { do: "start" } };
  return [
    first,
    { label: voice.text("menu.result"), action: { do: "result" } },
    { label: voice.text("menu.topics"), action: { do: "topics" } },
    { label: voice.text("menu.history"), action: { do: "history" } },
    { label: voice.text("menu.role"), action: { do: "role" } },
    ...memberChoices(session, voice),
    { label: voice.text("menu.my_data"), action: { do: "my_data" } },
    { label: voice.text("menu.language"), action: { do: "language_menu" } },
    { label: voice.text("menu.plain_text"), action: { do: "plain_text" } },
    { label: voice.text("menu.help"), action: { do: "help" } },
  ];
}

/** What the person's place in an organisation adds; who has none may link to one. */
function memberChoices({ member }: Session, voice: Voice): readonly Choice[] {
  if (member === null) return [{ label: voice.text("menu.link"), action: { do: "link" } }];
  return [
    ...(member.isManager || member.isHr
      ? [{ label: voice.text("menu.team"), action: { do: "team" } } as const]
      : []),
    ...(member.isHr ? [{ label: voice.text("menu.people"), action: { do: "people" } } as const] : []),
  ];
}

/** The menu; numbered only while nothing else is open that a number would answer. */
export function menuCard(session: Session, voice: Voice): CardMessage {
  const choices = menuChoices(session, voice);
  const isNumbered = session.wait.for === "nothing";
  const title = voice.text("menu.title");
  const text = voice.text(isNumbered ? "choose.number" : "menu.text");
  return {
    type: "card",
    card: "choice",
    values: { title, text, note: "", buttons: buttons(choices) },
    text: paragraphs(lines(title, text), isNumbered ? numbered(choices) : quoted(choices)),
  };
}

/** Start again or keep. */
export function restartChoices(voice: Voice): readonly Choice[] {
  return [
    { label: voice.text("restart.confirm"), action: { do: "confirm_restart" } },
    { label: voice.text("restart.keep"), action: { do: "keep" } },
  ];
}

/** Asks before an assessment is put aside. */
export function restartCard(session: Session, voice: Voice): CardMessage {
  const { assessment } = session;
  const text =
    assessment === null
      ? ""
      : assessment.completedAt !== null
        ? voice.text("restart.completed", { date: voice.date(assessment.completedAt) })
        : voice.text("restart.in_progress", {
            answered: answeredCount(assessment),
            total: assessment.items.length,
          });
  return choiceCard(voice.text("restart.title"), text, restartChoices(voice), voice);
}

/** The languages. */
export function languageChoices(): readonly Choice[] {
  return [
    { label: "ไทย", action: { do: "language", language: "th" } },
    { label: "English", action: { do: "language", language: "en" } },
  ];
}

/** Asks for the language. */
export function languageCard(voice: Voice): CardMessage {
  return choiceCard(voice.text("language.title"), voice.text("language.text"), languageChoices(), voice);
}

/** What may be done while paused. */
export function pausedChoices(voice: Voice): readonly Choice[] {
  return [
    { label: voice.text("control.continue"), action: { do: "continue" } },
    { label: voice.text("control.menu"), action: { do: "menu" } },
  ];
}

/** Says where an assessment is paused. */
export function pausedCard(session: Session, item: string, voice: Voice): OutgoingMessage {
  const items = session.assessment?.items ?? [];
  const text = voice.text("pause.done", { number: items.indexOf(item) + 1, total: items.length });
  return choiceCard(voice.text("pause.title"), text, pausedChoices(voice), voice);
}

/** Past results, newest first. */
export function historyMessage(session: Session, voice: Voice): OutgoingMessage {
  const { past } = session;
  if (past.length === 0) return { type: "text", text: voice.text("history.empty") };
  const rows = past.map((entry) => ({
    date: voice.date(entry.completedAt),
    title: voice.text(entry.kind === "quick" ? "history.quick" : "history.full", {
      group: groupName(entry.group, voice),
      stage: stageName(entry.stage, voice),
    }),
    ...barOf({ percent: entry.match }, voice),
  }));
  const choices = menuChoices(session, voice).slice(0, 2);
  const values = {
    heading: voice.text("history.heading"),
    note: voice.text("history.note"),
    rows,
    buttons: buttons(choices),
  };
  const textRows = rows.map(({ date, title, value }) => voice.text("history.line", { date, title, value }));
  return {
    type: "card",
    card: "history",
    values,
    text: paragraphs(lines(values.heading, values.note), lines(...textRows), wordLine(choices, voice)),
  };
}

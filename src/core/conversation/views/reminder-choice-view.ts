import { type Round, yearOf } from "../../people/round.ts";
import { type PresentChoice, presentChoice } from "../../reminder/present-choice.ts";
import { buttons, type Choice, lines, numberedLines, paragraphs } from "../choices.ts";
import type { CardMessage } from "../message.ts";
import type { Session } from "../session.ts";
import type { Voice } from "../voice.ts";

/** What a person chose about reminders, as it stands at an instant (epoch ms). */
export function choiceOf({ reminders, member }: Session, at: number): PresentChoice {
  return presentChoice(reminders, member?.round ?? null, at);
}

/** A choice in a few words, e.g. "none before 15 December 2026". */
export function choiceWords(choice: PresentChoice, round: Round | null, voice: Voice): string {
  switch (choice.type) {
    case "usual":
    case "none_ever":
      return voice.text(`reminders.${choice.type}`);
    case "none_in_round":
      return voice.text("reminders.none_in_round", { round: thisRound(round, voice) });
    case "none_before":
      return voice.text("reminders.none_before", { date: voice.date(choice.at) });
    default:
      return choice satisfies never;
  }
}

/** The person's round, by its name where that is known. */
export function thisRound(round: Round | null, voice: Voice): string {
  const name = round?.name ?? "";
  return name === "" ? voice.text("reminders.this_round") : voice.text("reminders.named_round", { name });
}

/** Whether the person is in a round HR opened: in a calendar year nobody is reminded. */
export function isInCampaign({ member }: Session): boolean {
  return member !== null && yearOf(member.round) === undefined;
}

/** What can be chosen; what holds already is not offered again. */
export function reminderChoiceChoices(session: Session, at: number, voice: Voice): readonly Choice[] {
  const { type } = choiceOf(session, at);
  const mayStopRound = isInCampaign(session) && type !== "none_in_round";
  return [
    { label: voice.text("reminders.tomorrow"), action: { do: "snooze", until: "tomorrow" } },
    { label: voice.text("reminders.next_week"), action: { do: "snooze", until: "next_week" } },
    { label: voice.text("reminders.date"), action: { do: "snooze", until: "date" } },
    ...(mayStopRound ? [choice("stop_round", voice)] : []),
    ...(type === "none_ever" ? [] : [choice("stop_always", voice)]),
    ...(type === "usual" ? [] : [choice("allow_reminders", voice)]),
  ];
}

function choice(wish: "stop_round" | "stop_always" | "allow_reminders", voice: Voice): Choice {
  return { label: voice.text(`reminders.${wish}`), action: { do: wish } };
}

/** What holds at the moment and what can be chosen. */
export function reminderChoiceCard(
  session: Session,
  round: Round | null,
  at: number,
  voice: Voice,
): CardMessage {
  const choices = reminderChoiceChoices(session, at, voice);
  const values = {
    title: voice.text("reminders.title"),
    text: lines(
      voice.text("reminders.now", { choice: choiceWords(choiceOf(session, at), round, voice) }),
      session.member === null ? voice.text("reminders.not_linked") : "",
    ),
    note: voice.text("reminders.meaning"),
    buttons: buttons(choices),
  };
  const text = paragraphs(lines(values.title, values.text), values.note, numberedLines(choices, voice));
  return { type: "card", card: "choice", values, text };
}

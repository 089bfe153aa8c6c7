import { dayOf, startOfDay } from "../reminder/bangkok-day.ts";
import type { ReminderChoice } from "../reminder/reminder.ts";
import { snoozedUntil } from "../reminder/reminder-policy.ts";
import type { Snooze } from "./action.ts";
import { askInBetween } from "./ask.ts";
import { dayMeant, type TypedDay } from "./read-date.ts";
import { mainWait, type Session } from "./session.ts";
import {
  change,
  type Moment,
  offer,
  quietTurn,
  savePerson,
  say,
  sayText,
  type Turn,
  voiceOf,
} from "./turn.ts";
import {
  choiceOf,
  choiceWords,
  isInCampaign,
  reminderChoiceCard,
  reminderChoiceChoices,
  thisRound,
} from "./views/reminder-choice-view.ts";
import { withPrompt } from "./with-prompt.ts";

/** What can be chosen about reminders. */
export function showReminderChoice(session: Session, moment: Moment): Turn {
  return offerChoice(quietTurn(session), moment);
}

function offerChoice(turn: Turn, moment: Moment): Turn {
  const { session } = turn;
  const voice = voiceOf(session, moment.content);
  const round = moment.membership?.round ?? null;
  const card = reminderChoiceCard(session, round, moment.at, voice);
  return offer(say(turn, card), reminderChoiceChoices(session, moment.at, voice));
}

/** No reminders in this round, or never, or again as usual. */
export function chooseReminders(
  session: Session,
  wish: "stop_round" | "stop_always" | "allow_reminders",
  moment: Moment,
): Turn {
  const none = { snoozedUntil: null };
  switch (wish) {
    case "stop_always":
      return choose(session, { ...none, stoppedFor: "always" }, moment);
    case "allow_reminders":
      return choose(session, { ...none, stoppedFor: null }, moment);
    case "stop_round":
      return isInCampaign(session)
        ? choose(session, { ...none, stoppedFor: session.member?.round ?? null }, moment)
        : sayNoRound(session, moment);
    default:
      return wish satisfies never;
  }
}

/** A card of a round that is over. */
function sayNoRound(session: Session, moment: Moment): Turn {
  const voice = voiceOf(session, moment.content);
  return offerChoice(sayText(quietTurn(session), voice.text("reminders.no_round")), moment);
}

/** No reminders for a while. */
export function snooze(session: Session, until: Snooze, moment: Moment): Turn {
  return until === "date"
    ? askInBetween(session, "snooze_date", moment)
    : snoozeUntil(session, snoozedUntil(until, moment.at), moment);
}

function snoozeUntil(session: Session, until: number, moment: Moment): Turn {
  return choose(session, { stoppedFor: null, snoozedUntil: until }, moment);
}

/** Nobody plans further ahead; for longer there is "never again". */
const MOST_DAYS = 366;

/**
 * No reminders before the day that was typed, or why that cannot be, and the question again.
 * @param typed undefined for text that is no day
 */
export function snoozeUntilTyped(session: Session, typed: TypedDay | undefined, moment: Moment): Turn {
  const today = dayOf(moment.at);
  if (typed === undefined) return askAgain(session, "reminders.date_unclear", today, moment);
  if (typed.type === "today") return askAgain(session, "reminders.date_past", today + 1, moment);
  if (typed.type !== "date") return snooze(closed(session), typed.type, moment);
  const day = dayMeant(typed, moment.at);
  if (day === undefined) return askAgain(session, "reminders.date_impossible", today, moment);
  if (day <= today) return askAgain(session, "reminders.date_past", today + 1, moment);
  if (day > today + MOST_DAYS) return askAgain(session, "reminders.date_far", today + MOST_DAYS, moment);
  return snoozeUntil(closed(session), startOfDay(day), moment);
}

/** What was asked before the question for a day. */
function closed(session: Session): Session {
  return { ...session, wait: mainWait(session.wait) };
}

function askAgain(
  session: Session,
  id: `reminders.date_${"unclear" | "impossible" | "past" | "far"}`,
  day: number,
  moment: Moment,
): Turn {
  const voice = voiceOf(session, moment.content);
  const turn = sayText(quietTurn(session), voice.text(id, { date: voice.date(startOfDay(day)) }));
  const wait = { for: "snooze_date", interrupted: mainWait(session.wait) } as const;
  return withPrompt(change(turn, { wait }), moment);
}

/** The latest wish counts, in whatever order the taps arrive. */
function choose(session: Session, wish: Omit<ReminderChoice, "changedAt">, moment: Moment): Turn {
  const { changedAt } = session.reminders;
  if (changedAt !== null && moment.at < changedAt) return sayPresent(session, "reminders.superseded", moment);
  const turn = change(quietTurn(session), { reminders: { ...wish, changedAt: moment.at } });
  return sayDone(savePerson(turn), moment);
}

function sayPresent(session: Session, id: "reminders.superseded", moment: Moment): Turn {
  const voice = voiceOf(session, moment.content);
  const choice = choiceWords(choiceOf(session, moment.at), moment.membership?.round ?? null, voice);
  return sayText(quietTurn(session), voice.text(id, { choice }));
}

function sayDone(turn: Turn, moment: Moment): Turn {
  const { session } = turn;
  const voice = voiceOf(session, moment.content);
  const choice = choiceOf(session, moment.at);
  const params = {
    date: choice.type === "none_before" ? voice.date(choice.at) : "",
    round: thisRound(moment.membership?.round ?? null, voice),
  };
  return sayText(turn, voice.text(`reminders.done_${choice.type}`, params));
}

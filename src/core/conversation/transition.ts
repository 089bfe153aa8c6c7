import type { Content } from "../content.ts";
import { type Action, parseAction } from "./action.ts";
import { isFromBefore } from "./action-meant.ts";
import { isControllerUnknown, lacksLink, lacksNotice } from "./admission.ts";
import { asPlainText } from "./as-plain-text.ts";
import { answerChecklist } from "./checklist.ts";
import { noticeVersion } from "./content-for.ts";
import type { PersonEvent } from "./event.ts";
import type { OutgoingMessage } from "./message.ts";
import { momentOf } from "./moment-of.ts";
import { perform } from "./perform.ts";
import { readTyped } from "./read-typed.ts";
import type { Session } from "./session.ts";
import { snoozeUntilTyped } from "./stop-reminders.ts";
import {
  change,
  type Moment,
  quietTurn,
  savePerson,
  say,
  sayFirst,
  sayText,
  type Turn,
  voiceOf,
} from "./turn.ts";
import { greetingCard } from "./views/notice-view.ts";
import { withPrompt } from "./with-prompt.ts";

/**
 * The conversation: what an event does to a session, what is said in answer, and what must be durable
 * before it is said. Pure: the same session, event and content give the same turn. It says at most five
 * messages, none of them empty.
 */
export function transition(session: Session, event: PersonEvent, content: Content): Turn {
  const { session: known, moment } = momentOf(session, event, content);
  const acted = noteNotice(act({ ...known, reachable: true }, event, moment), moment);
  const told = noteEnded(session, noteRole(session, acted), moment);
  const turn = noteReached(session, noteAsked(session, told, moment));
  return turn.session.plainText ? { ...turn, messages: turn.messages.map(asPlainText) } : turn;
}

/** Only a notice that was shown can be accepted by typing. */
function noteNotice(turn: Turn, moment: Moment): Turn {
  if (!turn.messages.some(isNotice)) return turn;
  if (isControllerUnknown(turn.session, moment)) return withoutNotice(turn, moment);
  // A turn that links the account shows the notice of the new organisation.
  return change(turn, { noticeShown: noticeVersion(turn.session, moment.unfilled) });
}

function isNotice(message: OutgoingMessage): boolean {
  return message.type === "card" && message.card === "notice";
}

/** A notice that names somebody else than the organisation's controller would be accepted for nothing. */
function withoutNotice(turn: Turn, moment: Moment): Turn {
  const others = { ...turn, messages: turn.messages.filter((message) => !isNotice(message)) };
  return sayText(others, voiceOf(turn.session, moment.content).text("unavailable.text"));
}

/** The records learn of a role that the roster gave or took. */
function noteRole(before: Session, turn: Turn): Turn {
  const isSaved = turn.effects.some(({ type }) => type === "save_person" || type === "erase_person");
  const isSame = JSON.stringify(before.role) === JSON.stringify(turn.session.role);
  return isSame || isSaved ? turn : savePerson(turn);
}

/** Somebody who lost their place in an organisation is told once, with the next answer they get. */
function noteEnded(before: Session, turn: Turn, moment: Moment): Turn {
  if (before.member === null || moment.membership !== null || isEndedByPerson(moment)) return turn;
  if (turn.messages.length === 0) return change(turn, { member: before.member });
  return sayFirst(turn, voiceOf(turn.session, moment.content).text("link.ended"));
}

/** Decided again after the link has ended, as it was by this very event. */
function isEndedByPerson({ finding }: Moment): boolean {
  return finding?.type === "unlink";
}

/** Events may arrive in another order than they happened in, so the latest instant counts. */
function noteAsked(before: Session, turn: Turn, { at }: Moment): Turn {
  const isSame = JSON.stringify(before.wait) === JSON.stringify(turn.session.wait);
  return isSame ? turn : change(turn, { askedAt: Math.max(at, before.askedAt ?? at) });
}

/** Whoever writes again can be reached again, whether or not the unblocking was heard of. */
function noteReached(before: Session, turn: Turn): Turn {
  const isSaved = turn.effects.some(({ type }) => type === "save_person");
  return before.reachable || !turn.session.reachable || isSaved ? turn : savePerson(turn);
}

function act(session: Session, { act: done }: PersonEvent, moment: Moment): Turn {
  switch (done.type) {
    case "followed":
      return greet(session, moment);
    case "unfollowed":
      return savePerson(change(quietTurn(session), { reachable: false }));
    case "typed":
      return answerTyped(session, done.text, moment);
    case "tapped":
      return answerTap(session, done.data, moment);
    case "attached":
      return hint(session, moment);
    case "unsent":
      return quietTurn(session);
    default:
      return done satisfies never;
  }
}

function greet(session: Session, moment: Moment): Turn {
  const voice = voiceOf(session, moment.content);
  const turn = savePerson(quietTurn(session));
  if (lacksLink(session, moment.content)) return sayText(turn, voice.text("link.welcome"));
  if (lacksNotice(session, moment.content)) return say(turn, greetingCard(voice, session.notice !== null));
  return withPrompt(sayText(turn, voice.text("greeting.back")), moment);
}

function answerTyped(session: Session, text: string, moment: Moment): Turn {
  const voice = voiceOf(session, moment.content);
  const reading = readTyped(text, session, voice);
  switch (reading.kind) {
    case "actions":
      return reading.isAnswer && isFromBefore(session, moment)
        ? sayNotTaken(session, moment)
        : performAll(session, reading.actions, moment);
    case "too_many":
    case "page_full": {
      const id = reading.kind === "too_many" ? "section.invalid_count" : "section.page_full";
      const text = voice.text(id, { count: reading.expected });
      return withPrompt(sayText(quietTurn(session), text), moment);
    }
    case "day":
      return isFromBefore(session, moment)
        ? sayNotTaken(session, moment)
        : snoozeUntilTyped(session, reading.day, moment);
    case "unknown":
      return notUnderstood(session, moment);
    default:
      return reading satisfies never;
  }
}

function sayNotTaken(session: Session, moment: Moment): Turn {
  const id = moment.isUnseen ? "answer.unseen" : "answer.late";
  return withPrompt(sayText(quietTurn(session), voiceOf(session, moment.content).text(id)), moment);
}

function performAll(session: Session, actions: readonly Action[], moment: Moment): Turn {
  const standings = actions.filter((action) => action.do === "stand");
  if (standings.length > 0) return answerChecklist(session, standings, moment, true);
  const [action] = actions;
  return action ? perform(session, action, moment) : notUnderstood(session, moment);
}

/** Free text that is no answer repeats the question kindly. */
function notUnderstood(session: Session, moment: Moment): Turn {
  const voice = voiceOf(session, moment.content);
  if (session.wait.for === "code" || lacksLink(session, moment.content)) {
    return sayText(quietTurn(session), voice.text("link.not_a_code"));
  }
  if (lacksNotice(session, moment.content)) return withPrompt(quietTurn(session), moment);
  if (session.wait.for === "nothing" || session.wait.for === "next") {
    const turn = change(quietTurn(session), { wait: { for: "nothing" } });
    return withPrompt(sayText(turn, voice.text("answer.not_understood_nothing")), moment);
  }
  const id = session.wait.for === "question" ? "answer.not_understood" : "answer.not_understood_choice";
  return withPrompt(sayText(quietTurn(session), voice.text(id)), moment);
}

function answerTap(session: Session, data: string, moment: Moment): Turn {
  const action = parseAction(data);
  if (action) return perform(session, action, moment);
  const voice = voiceOf(session, moment.content);
  return withPrompt(sayText(quietTurn(session), voice.text("stale.unreadable")), moment);
}

function hint(session: Session, moment: Moment): Turn {
  if (lacksNotice(session, moment.content)) return withPrompt(quietTurn(session), moment);
  const voice = voiceOf(session, moment.content);
  const asked = session.wait.for === "question" && session.assessment !== null;
  return sayText(quietTurn(session), voice.text(asked ? "attachment.hint_question" : "attachment.hint"));
}

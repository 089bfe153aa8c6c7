import { type Action, parseAction } from "./action.ts";
import type { PersonEvent } from "./event.ts";
import { readTyped } from "./read-typed.ts";
import type { Session } from "./session.ts";
import { type Moment, voiceOf } from "./turn.ts";

/** What a tap or typed text asks for, as far as it is one action; undefined where nothing is to be done. */
export function actionMeant(session: Session, { act }: PersonEvent, moment: Moment): Action | undefined {
  if (act.type === "tapped") return parseAction(act.data);
  if (act.type !== "typed") return undefined;
  const reading = readTyped(act.text, session, voiceOf(session, moment.content));
  if (reading.kind !== "actions" || (reading.isAnswer && isFromBefore(session, moment))) return undefined;
  return reading.actions[0];
}

/** Typed text names no question: what was typed before this one was seen was not meant for it. */
export function isFromBefore({ askedAt }: Session, { at, isUnseen }: Moment): boolean {
  return isUnseen || (askedAt !== undefined && at < askedAt);
}

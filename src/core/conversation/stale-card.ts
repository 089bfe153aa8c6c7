import type { Session } from "./session.ts";
import { type Moment, quietTurn, sayText, type Turn, voiceOf } from "./turn.ts";
import { withPrompt } from "./with-prompt.ts";

/** Explains a card of an earlier step; nothing is stored. */
export function staleStep(session: Session, moment: Moment): Turn {
  return withPrompt(sayText(quietTurn(session), voiceOf(session, moment.content).text("stale.step")), moment);
}

/** Explains a card of another assessment than the current one; nothing is stored. */
export function staleCard(session: Session, assessmentId: string, moment: Moment): Turn {
  const voice = voiceOf(session, moment.content);
  const past = session.past.find(({ id }) => id === assessmentId);
  const text = past
    ? voice.text("stale.earlier_assessment", { date: voice.date(past.completedAt) })
    : voice.text("stale.other_assessment");
  return withPrompt(sayText(quietTurn(session), text), moment);
}

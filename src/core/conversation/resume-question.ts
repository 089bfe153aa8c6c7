import { ask } from "./ask.ts";
import { isComplete, nextOpenItem } from "./assessment-facts.ts";
import type { Session } from "./session.ts";
import { staleCard } from "./stale-card.ts";
import { change, type Moment, quietTurn, sayFirst, type Turn, voiceOf } from "./turn.ts";
import { withPrompt } from "./with-prompt.ts";

/** Opens the question somebody stopped at, as a reminder's button asks for it, or the next that is open. */
export function resumeQuestion(
  session: Session,
  asked: { readonly assessment: string; readonly item: string },
  moment: Moment,
): Turn {
  const { assessment } = session;
  const voice = voiceOf(session, moment.content);
  if (assessment?.id !== asked.assessment || !assessment.items.includes(asked.item)) {
    return staleCard(session, asked.assessment, moment);
  }
  if (isComplete(assessment)) {
    const text = voice.text("resume.completed", { date: voice.date(assessment.completedAt) });
    return sayFirst(showNext(session, moment), text);
  }
  if (assessment.ratings[asked.item] === undefined) {
    return ask(session, { for: "question", item: asked.item }, moment);
  }
  const item = nextOpenItem(assessment, asked.item) ?? asked.item;
  return sayFirst(ask(session, { for: "question", item }, moment), voice.text("resume.answered"));
}

/** What may be done after the result, unless something else is open. */
function showNext(session: Session, moment: Moment): Turn {
  const isIdle = session.wait.for === "nothing" || session.wait.for === "next";
  const turn = quietTurn(session);
  return withPrompt(isIdle ? change(turn, { wait: { for: "next" } }) : turn, moment);
}

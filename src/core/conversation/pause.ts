import { answerQuestion, nextInReview } from "./answer-question.ts";
import { isComplete, nextOpenItem } from "./assessment-facts.ts";
import { resume } from "./begin.ts";
import { skipPage } from "./checklist.ts";
import type { Session } from "./session.ts";
import { change, type Moment, quietTurn, sayFirst, sayText, type Turn, voiceOf } from "./turn.ts";
import { withPrompt } from "./with-prompt.ts";

/** Stops here; everything answered is kept. */
export function pause(session: Session, moment: Moment): Turn {
  const { assessment, wait } = session;
  const voice = voiceOf(session, moment.content);
  const turn = quietTurn(session);
  if (assessment !== null && assessment.completedAt === null) {
    const asked = wait.for === "question" || wait.for === "paused" ? wait.item : nextOpenItem(assessment);
    return withPrompt(change(turn, { wait: { for: "paused", item: asked ?? "" } }), moment);
  }
  if (wait.for === "question" || wait.for === "checklist") {
    const stopped = change(turn, { wait: { for: "next" } });
    return withPrompt(sayText(stopped, voice.text("pause.optional")), moment);
  }
  return withPrompt(sayText(turn, voice.text("answer.nothing_to_pause")), moment);
}

/** Goes on: with the questions that are open, else with what may be done next. */
export function goOn(session: Session, moment: Moment): Turn {
  const { assessment, wait } = session;
  if (!isComplete(assessment)) {
    const going = resume(session, moment);
    if (wait.for !== "paused") return going;
    return sayFirst(going, voiceOf(session, moment.content).text("pause.resumed"));
  }
  if (wait.for === "question") return nextInReview(quietTurn(session), assessment, wait.item, moment);
  const idle = wait.for === "nothing" || wait.for === "next";
  return withPrompt(
    idle ? change(quietTurn(session), { wait: { for: "next" } }) : quietTurn(session),
    moment,
  );
}

/**
 * Skipping a question means "prefer not to say"; in a review the answer stays, and a page of an optional
 * section is left for later.
 */
export function skip(session: Session, moment: Moment): Turn {
  const { wait, assessment } = session;
  if (wait.for === "question" && isComplete(assessment)) {
    return nextInReview(quietTurn(session), assessment, wait.item, moment);
  }
  if (wait.for === "question" && assessment !== null) {
    const given = { assessment: assessment.id, item: wait.item, rating: "prefer_not" } as const;
    return answerQuestion(session, given, moment);
  }
  if (wait.for === "checklist" && assessment !== null) return skipPage(session, assessment, wait, moment);
  const voice = voiceOf(session, moment.content);
  return withPrompt(sayText(quietTurn(session), voice.text("answer.nothing_to_skip")), moment);
}

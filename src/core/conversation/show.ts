import { showResult } from "./answer-question.ts";
import { ask } from "./ask.ts";
import { answeredCount, isComplete, resultOf } from "./assessment-facts.ts";
import { inProgress, roleChangeNote } from "./find-role.ts";
import { askRole } from "./know-member.ts";
import type { Session } from "./session.ts";
import { staleCard } from "./stale-card.ts";
import { change, type Moment, quietTurn, say, sayText, type Turn, voiceOf } from "./turn.ts";
import { topicsCard } from "./views/result-views.ts";
import { roleCard, roleChoices } from "./views/role-views.ts";
import { historyMessage, menuCard } from "./views/small-views.ts";
import { withPrompt } from "./with-prompt.ts";

/** The result of the current assessment, or what is there instead of one. */
export function showCurrentResult(session: Session, moment: Moment): Turn {
  const { assessment } = session;
  const voice = voiceOf(session, moment.content);
  const turn = quietTurn(session);
  if (isComplete(assessment)) return showResult(turn, assessment, moment);
  if (assessment === null) {
    return session.past.length > 0
      ? say(turn, historyMessage(session, voice))
      : sayText(turn, voice.text("result.none"));
  }
  const counts = { answered: answeredCount(assessment), total: assessment.items.length };
  return withPrompt(sayText(turn, voice.text("result.not_yet", counts)), moment);
}

/** The suggested topics alone. */
export function showTopics(session: Session, moment: Moment): Turn {
  const { assessment } = session;
  const voice = voiceOf(session, moment.content);
  const turn = quietTurn(session);
  if (!isComplete(assessment) || assessment.kind === "quick") {
    return withPrompt(sayText(turn, voice.text("topics.needs_full")), moment);
  }
  const { suggestions, match } = resultOf(assessment, moment.content);
  if (suggestions.length > 0) return say(turn, topicsCard(suggestions, voice));
  return sayText(turn, voice.text(match.percent === null ? "gaps.nothing_rated" : "topics.none"));
}

/** Past results, newest first. */
export function showHistory(session: Session, moment: Moment): Turn {
  return say(quietTurn(session), historyMessage(session, voiceOf(session, moment.content)));
}

/** The role, with what correcting it means for the answers given. */
export function showRole(session: Session, moment: Moment): Turn {
  const { role, assessment } = session;
  if (role === null) return ask(session, askRole(session), moment);
  if (assessment === null || session.wait.for === "role") {
    return ask(session, { for: "role" }, moment);
  }
  const voice = voiceOf(session, moment.content);
  const choices = roleChoices(role, voice).filter(({ action }) => action.do === "change_role");
  const shown = say(quietTurn(session), roleCard(role, choices, voice, false));
  return sayText(shown, roleChangeNote(inProgress(session), voice));
}

/** The menu; its numbers count where nothing else is open. */
export function showMenu(session: Session, moment: Moment): Turn {
  const idle =
    session.wait.for === "next"
      ? change(quietTurn(session), { wait: { for: "nothing" } })
      : quietTurn(session);
  return say(idle, menuCard(idle.session, voiceOf(session, moment.content)));
}

/** Goes through the answers of the current assessment again. */
export function review(session: Session, assessmentId: string, moment: Moment): Turn {
  const { assessment } = session;
  const first = assessment?.items[0];
  if (assessment?.id !== assessmentId || first === undefined) return staleCard(session, assessmentId, moment);
  const voice = voiceOf(session, moment.content);
  const turn = change(quietTurn(session), { wait: { for: "question", item: first } });
  return withPrompt(sayText(turn, voice.text("review.started")), moment);
}

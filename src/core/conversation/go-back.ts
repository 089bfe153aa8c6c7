import { correctRole, keepRole } from "./find-role.ts";
import type { Session } from "./session.ts";
import { staleCard } from "./stale-card.ts";
import { keep } from "./start.ts";
import { change, type Moment, quietTurn, sayText, type Turn, voiceOf } from "./turn.ts";
import { withPrompt } from "./with-prompt.ts";

/** Back from where the person is. */
export function goBackHere(session: Session, moment: Moment): Turn {
  const { wait, assessment, role } = session;
  const turn = quietTurn(session);
  if ((wait.for === "question" || wait.for === "paused") && assessment !== null) {
    return goBack(session, assessment.id, wait.item, moment);
  }
  if (wait.for === "checklist" && wait.page > 0) {
    return withPrompt(change(turn, { wait: { ...wait, page: wait.page - 1 } }), moment);
  }
  if (wait.for === "restart") return keep(session, moment);
  if (wait.for === "stage" && role !== null) return keepRole(session, moment);
  if (wait.for === "group") return correctRole(session, moment);
  if (wait.for === "group_tree") {
    return withPrompt(change(turn, { wait: { for: "group", stage: wait.stage } }), moment);
  }
  const voice = voiceOf(session, moment.content);
  return withPrompt(sayText(turn, voice.text("answer.nothing_before")), moment);
}

/** Back from the card that was tapped, which need not be the latest. */
export function goBack(session: Session, assessmentId: string, item: string, moment: Moment): Turn {
  const { assessment } = session;
  if (assessment?.id !== assessmentId || !assessment.items.includes(item)) {
    return staleCard(session, assessmentId, moment);
  }
  const previous = assessment.items[assessment.items.indexOf(item) - 1];
  const turn = change(quietTurn(session), { wait: { for: "question", item: previous ?? item } });
  if (previous !== undefined) return withPrompt(turn, moment);
  return withPrompt(sayText(turn, voiceOf(session, moment.content).text("answer.first_question")), moment);
}

import type { Assessment } from "../assessment/assessment.ts";
import { yearOf } from "../people/round.ts";
import { ask, askInBetween } from "./ask.ts";
import { resume } from "./begin.ts";
import { startOver } from "./find-role.ts";
import { askRole } from "./know-member.ts";
import type { Session, Wait } from "./session.ts";
import { type Moment, quietTurn, sayFirst, sayText, type Turn, voiceOf } from "./turn.ts";
import { withPrompt } from "./with-prompt.ts";

/** Begins: with the role, with what is open, or with the question whether to do it again. */
export function start(session: Session, moment: Moment): Turn {
  const { assessment, role } = session;
  if (role === null) return ask(session, roleStep(session), moment);
  if (assessment === null) return ask(session, { for: "role" }, moment);
  if (assessment.completedAt === null) return saidFirst("start.continuing", resume(session, moment), moment);
  if (assessment.kind !== "full") return ask(session, { for: "role" }, moment);
  return isNewRound(session, assessment)
    ? startOver(session, moment)
    : askInBetween(session, "restart", moment);
}

/** Whoever is asked to take part in a new round does not put aside what they completed in the one before. */
function isNewRound({ member }: Session, { countsIn }: Assessment): boolean {
  if (member === null || yearOf(member.round) !== undefined || countsIn === undefined) return false;
  return countsIn.organisation !== member.organisation || countsIn.round !== member.round;
}

/** Whoever is on the way to a role goes on there. */
function roleStep(session: Session): Wait {
  const { wait } = session;
  return wait.for === "group" || wait.for === "group_tree" ? wait : askRole(session);
}

/** Asks before an assessment is put aside. */
export function restart(session: Session, moment: Moment): Turn {
  return session.assessment === null ? start(session, moment) : askInBetween(session, "restart", moment);
}

/** Puts the assessment aside, if that is what is asked at the moment. */
export function confirmRestart(session: Session, moment: Moment): Turn {
  const voice = voiceOf(session, moment.content);
  if (session.wait.for === "restart") return saidFirst("restart.done", startOver(session, moment), moment);
  return withPrompt(sayText(quietTurn(session), voice.text("stale.restart")), moment);
}

/** Everything stays as it is. */
export function keep(session: Session, moment: Moment): Turn {
  if (session.wait.for !== "restart") return withPrompt(quietTurn(session), moment);
  const open: Session = { ...session, wait: session.wait.interrupted };
  return saidFirst("restart.kept", resume(open, moment), moment);
}

function saidFirst(
  id: "start.continuing" | "restart.kept" | "restart.done",
  turn: Turn,
  moment: Moment,
): Turn {
  return sayFirst(turn, voiceOf(turn.session, moment.content).text(id));
}

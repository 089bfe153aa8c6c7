import { lacksNotice } from "./admission.ts";
import { showResult } from "./answer-question.ts";
import { isComplete } from "./assessment-facts.ts";
import { askRole, knowMember } from "./know-member.ts";
import type { Session, Wait } from "./session.ts";
import {
  change,
  effect,
  type Moment,
  quietTurn,
  savePerson,
  say,
  sayText,
  type Turn,
  voiceOf,
} from "./turn.ts";
import { acceptedNoticeCard, fullNoticeCard } from "./views/notice-view.ts";
import { withPrompt } from "./with-prompt.ts";

/** Notes that the notice was accepted and goes on where the person was. */
export function acceptNotice(session: Session, version: string, moment: Moment): Turn {
  const voice = voiceOf(session, moment.content);
  if (version !== moment.content.notice.version) {
    return withPrompt(sayText(quietTurn(session), voice.text("notice.outdated")), moment);
  }
  if (!lacksNotice(session, moment.content)) return withPrompt(quietTurn(session), moment);
  const acceptedAt = moment.at;
  const accepting = { ...session, notice: { version, acceptedAt } };
  const known = moment.membership ? knowMember(accepting, moment.membership) : accepting;
  const accepted = change(quietTurn(known), { wait: waitAfter(known) });
  const saved = effect(savePerson(accepted), {
    type: "save_notice_acceptance",
    noticeVersion: version,
    acceptedAt,
  });
  const counted =
    session.member === null ? saved : effect(saved, { type: "save_declined", declinedAt: null });
  return goOn(sayText(counted, voice.text("notice.accepted")), moment);
}

function waitAfter(session: Session): Wait {
  const { role, wait, assessment } = session;
  if (wait.for !== "nothing") return wait;
  if (role === null) return askRole(session);
  return assessment === null ? { for: "role" } : wait;
}

/** A result that came while the notice was open has not been shown yet. */
function goOn(turn: Turn, moment: Moment): Turn {
  const { wait, assessment } = turn.session;
  if (wait.for === "next" && isComplete(assessment)) return showResult(turn, assessment, moment);
  return withPrompt(turn, moment);
}

/** "Not now": nothing is lost, whatever is there already. */
export function declineNotice(session: Session, moment: Moment): Turn {
  const voice = voiceOf(session, moment.content);
  const turn = quietTurn(session);
  if (!lacksNotice(session, moment.content)) return withPrompt(turn, moment);
  const said = sayText(
    turn,
    voice.text(session.notice === null ? "notice.declined" : "notice.declined_update"),
  );
  return session.member === null ? said : effect(said, { type: "save_declined", declinedAt: moment.at });
}

/** The whole notice, with the way to accept it where that is still open. */
export function readNotice(session: Session, { content }: Moment): Turn {
  const voice = voiceOf(session, content);
  const accepted = lacksNotice(session, content) ? null : session.notice;
  const card = accepted === null ? fullNoticeCard(voice) : acceptedNoticeCard(accepted.acceptedAt, voice);
  return say(quietTurn(session), card);
}

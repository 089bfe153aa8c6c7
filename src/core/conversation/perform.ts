import { acceptNotice, declineNotice, readNotice } from "./accept-notice.ts";
import type { Action, SimpleCommand } from "./action.ts";
import { mayDo } from "./admission.ts";
import { answerQuestion } from "./answer-question.ts";
import { correct } from "./ask-correction.ts";
import { begin } from "./begin.ts";
import { answerChecklist, openSection } from "./checklist.ts";
import { correctRole, findRole } from "./find-role.ts";
import { goBack, goBackHere } from "./go-back.ts";
import { askCode, askUnlink, cancel, checkCode, confirmLink, confirmUnlink } from "./link-account.ts";
import { askErase, askEraseAgain, eraseNow, exportHere, showMyData } from "./my-data.ts";
import { goOn, pause, skip } from "./pause.ts";
import { mainWait, type Session } from "./session.ts";
import { changeLanguage, togglePlainText } from "./settings.ts";
import { review, showCurrentResult, showMenu, showRole, showTopics } from "./show.ts";
import { askInBetween, confirmRestart, keep, restart, start } from "./start.ts";
import { showOwnTeam, showTeam } from "./team.ts";
import type { TextId } from "./text-ids.ts";
import { type Moment, quietTurn, say, sayText, type Turn, voiceOf } from "./turn.ts";
import { historyMessage } from "./views/small-views.ts";
import { showPageLink, showPeople } from "./web-page.ts";
import { withPrompt } from "./with-prompt.ts";

/** Does what a button or a typed word asks for. Before the notice is accepted, only what needs no data. */
export function perform(asked: Session, action: Action, moment: Moment): Turn {
  const session = answersInBetween(asked, action) ? asked : { ...asked, wait: mainWait(asked.wait) };
  if (!mayDo(session, action, moment.content)) {
    return withPrompt(quietTurn(meant(session, action, moment)), moment);
  }
  switch (action.do) {
    case "accept":
      return acceptNotice(session, action.version, moment);
    case "stage":
    case "group":
    case "group_unsure":
    case "tree":
      return findRole(session, action, moment);
    case "rate":
      return answerQuestion(session, action, moment);
    case "stand":
      return answerChecklist(session, [action], moment);
    case "section":
      return openSection(session, action, moment);
    case "back":
      return goBack(session, action.assessment, action.item, moment);
    case "review":
      return review(session, action.assessment, moment);
    case "language":
      return changeLanguage(session, action.language, moment);
    case "link_code":
      return checkCode(session, moment);
    case "page":
      return showPageLink(session, action.page, moment);
    case "team_unit":
    case "team_units":
    case "team_dimensions":
    case "team_dimension":
    case "team_groups":
    case "team_compare":
      return showTeam(session, action, moment);
    default:
      return performCommand(session, action.do, moment);
  }
}

/** A question asked in between lapses with everything that does not answer it. */
function answersInBetween({ wait }: Session, action: Action): boolean {
  return ANSWERS[wait.for]?.includes(action.do) ?? false;
}

const ANSWERS: Readonly<Partial<Record<Session["wait"]["for"], readonly Action["do"][]>>> = {
  // A notice that comes in between does not take the question away either.
  restart: ["confirm_restart", "keep", "go_back", "accept", "decline", "read_notice"],
  link: ["link_confirm", "cancel"],
  unlink: ["unlink_confirm", "cancel"],
  erase: ["erase_sure", "erase_now", "cancel"],
};

/** Whoever wants to start while a new notice is open starts once it is accepted. */
function meant(session: Session, action: Action, moment: Moment): Session {
  return action.do === "start" && session.notice !== null ? start(session, moment).session : session;
}

function performCommand(session: Session, command: SimpleCommand, moment: Moment): Turn {
  const voice = voiceOf(session, moment.content);
  const turn = quietTurn(session);
  switch (command) {
    case "read_notice":
      return readNotice(session, moment);
    case "decline":
      return declineNotice(session, moment);
    case "change_role":
      return correctRole(session, moment);
    case "begin_full":
      return begin(session, "full", moment);
    case "begin_quick":
      return begin(session, "quick", moment);
    case "start":
      return start(session, moment);
    case "continue":
      return goOn(session, moment);
    case "pause":
      return pause(session, moment);
    case "go_back":
      return goBackHere(session, moment);
    case "skip":
      return skip(session, moment);
    case "result":
      return showCurrentResult(session, moment);
    case "topics":
      return showTopics(session, moment);
    case "history":
      return say(turn, historyMessage(session, voice));
    case "role":
      return showRole(session, moment);
    case "restart":
      return restart(session, moment);
    case "confirm_restart":
      return confirmRestart(session, moment);
    case "keep":
      return keep(session, moment);
    case "menu":
      return showMenu(session, moment);
    case "help":
      return sayText(turn, voice.text("help.text"));
    case "my_data":
      return showMyData(session, moment);
    case "export":
      return exportHere(session, moment);
    case "correct":
      return session.member === null ? correctRole(session, moment) : correct(session, moment);
    case "erase":
      return askErase(session, moment);
    case "erase_sure":
      return askEraseAgain(session, moment);
    case "erase_now":
      return eraseNow(session, moment);
    case "link":
      return askCode(session, moment);
    case "link_confirm":
      return confirmLink(session, moment);
    case "unlink":
      return askUnlink(session, moment);
    case "unlink_confirm":
      return confirmUnlink(session, moment);
    case "cancel":
      return cancel(session, moment);
    case "people":
      return showPeople(session, moment);
    case "team":
      return showOwnTeam(session, moment);
    case "language_menu":
      return askInBetween(session, "language", moment);
    case "plain_text":
      return togglePlainText(session, moment);
    case "see_answer":
      return withPrompt(turn, moment);
    case "plan":
    case "what_if":
    case "reassess":
    case "stop_reminders":
    case "progress":
    case "remind":
      return sayText(
        turn,
        voice.text("coming.text", { feature: voice.text(`coming.${command}` satisfies TextId) }),
      );
    default:
      return command satisfies never;
  }
}

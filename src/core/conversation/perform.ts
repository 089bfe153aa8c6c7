import { acceptNotice, declineNotice, readNotice } from "./accept-notice.ts";
import type { Action, SimpleCommand } from "./action.ts";
import { isControllerUnknown, lacksLink, mayDo } from "./admission.ts";
import { answerQuestion } from "./answer-question.ts";
import { askInBetween } from "./ask.ts";
import { askCorrection } from "./ask-correction.ts";
import { begin } from "./begin.ts";
import { answerChecklist, openSection } from "./checklist.ts";
import { correctRole, findRole } from "./find-role.ts";
import { goBack, goBackHere } from "./go-back.ts";
import { askCode, askUnlink, cancel, checkCode, confirmLink, confirmUnlink } from "./link-account.ts";
import { askErase, askEraseAgain, eraseNow, exportHere, showMyData } from "./my-data.ts";
import { goOn, pause, skip } from "./pause.ts";
import { doReminding } from "./remind.ts";
import { resumeQuestion } from "./resume-question.ts";
import { mainWait, type Session } from "./session.ts";
import { changeLanguage, togglePlainText } from "./settings.ts";
import { review, showCurrentResult, showHistory, showMenu, showRole, showTopics } from "./show.ts";
import { askWhomToRemind, showProgress } from "./show-progress.ts";
import { confirmRestart, keep, restart, start } from "./start.ts";
import { chooseReminders, showReminderChoice, snooze } from "./stop-reminders.ts";
import { showOwnTeam, showTeam } from "./team.ts";
import { type Moment, quietTurn, sayText, type Turn, voiceOf } from "./turn.ts";
import { showPageLink, showPeople } from "./web-page.ts";
import { withPrompt } from "./with-prompt.ts";

/** Does what a button or a typed word asks for. Before the notice is accepted, only what needs no data. */
export function perform(asked: Session, action: Action, moment: Moment): Turn {
  const session = answersInBetween(asked, action) ? asked : { ...asked, wait: mainWait(asked.wait) };
  if (!mayDo(session, action, moment.content)) {
    return askFirst(session, action, moment);
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
    case "link_confirm":
      return confirmLink(session, action.offer, moment);
    case "page":
      return showPageLink(session, action.page, moment);
    case "team_own":
      return showOwnTeam(session, moment, action.page);
    case "team_unit":
    case "team_units":
    case "team_dimensions":
    case "team_dimension":
    case "team_groups":
    case "team_compare":
      return showTeam(session, action, moment);
    case "resume":
      return resumeQuestion(session, action, moment);
    case "snooze":
      return snooze(session, action.until, moment);
    case "progress_unit":
    case "progress_units":
    case "remind_units":
    case "remind_unit":
    case "remind_send":
    case "remind_run":
    case "remind_stop_ask":
    case "remind_steer":
      return doReminding(session, action, moment);
    default:
      return COMMANDS[action.do](session, moment);
  }
}

/** What has to come first; with a word why, where somebody wanted something else than to start. */
function askFirst(session: Session, action: Action, moment: Moment): Turn {
  const turn = quietTurn(meant(session, action, moment));
  // Whom the notice names may not be known at the moment, then it is not shown either.
  const isNoticeFirst = !lacksLink(session, moment.content) && !isControllerUnknown(session, moment);
  if (action.do === "start" || !isNoticeFirst) return withPrompt(turn, moment);
  return withPrompt(sayText(turn, voiceOf(session, moment.content).text("notice.first")), moment);
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

/** Whoever wants to start, or to go on with a question, while a new notice is open does so once it is accepted. */
function meant(session: Session, action: Action, moment: Moment): Session {
  if (session.notice === null) return session;
  if (action.do === "resume") return resumeQuestion(session, action, moment).session;
  return action.do === "start" ? start(session, moment).session : session;
}

type Command = (session: Session, moment: Moment) => Turn;

const COMMANDS: Readonly<Record<SimpleCommand, Command>> = {
  read_notice: readNotice,
  decline: declineNotice,
  change_role: correctRole,
  begin_full: (session, moment) => begin(session, "full", moment),
  begin_quick: (session, moment) => begin(session, "quick", moment),
  start,
  continue: goOn,
  pause,
  go_back: goBackHere,
  skip,
  result: showCurrentResult,
  topics: showTopics,
  history: showHistory,
  role: showRole,
  restart,
  confirm_restart: confirmRestart,
  keep,
  menu: showMenu,
  help: (session, { content }) => sayText(quietTurn(session), voiceOf(session, content).text("help.text")),
  my_data: showMyData,
  export: exportHere,
  correct: (session, moment) => (session.member === null ? correctRole : askCorrection)(session, moment),
  erase: askErase,
  erase_sure: askEraseAgain,
  erase_now: eraseNow,
  link: askCode,
  unlink: askUnlink,
  unlink_confirm: confirmUnlink,
  cancel,
  people: showPeople,
  team: showOwnTeam,
  language_menu: (session, moment) => askInBetween(session, "language", moment),
  plain_text: togglePlainText,
  see_answer: (session, moment) => withPrompt(quietTurn(session), moment),
  plan: coming("plan"),
  what_if: coming("what_if"),
  reassess: coming("reassess"),
  stop_reminders: showReminderChoice,
  stop_round: (session, moment) => chooseReminders(session, "stop_round", moment),
  stop_always: (session, moment) => chooseReminders(session, "stop_always", moment),
  allow_reminders: (session, moment) => chooseReminders(session, "allow_reminders", moment),
  progress: showProgress,
  remind: askWhomToRemind,
};

type ComingFeature = "plan" | "what_if" | "reassess";

/** Says that this is not there yet. */
function coming(feature: ComingFeature): Command {
  return (session, { content }) => {
    const voice = voiceOf(session, content);
    return sayText(
      quietTurn(session),
      voice.text("coming.text", { feature: voice.text(`coming.${feature}`) }),
    );
  };
}

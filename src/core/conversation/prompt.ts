import { parseAction } from "./action.ts";
import { lacksLink, lacksNotice } from "./admission.ts";
import { isComplete } from "./assessment-facts.ts";
import type { Choice } from "./choices.ts";
import type { OutgoingMessage } from "./message.ts";
import type { Session, SideWait, Wait } from "./session.ts";
import { checklistCard } from "./views/checklist-view.ts";
import { codeMessage, linkCard, linkChoices, unlinkCard, unlinkChoices } from "./views/link-views.ts";
import { eraseCard, eraseChoices } from "./views/my-data-views.ts";
import { greetingCard, noticeChoices } from "./views/notice-view.ts";
import { optionsCard } from "./views/options-view.ts";
import { questionCard, ratingChoices } from "./views/question-view.ts";
import { nextCard, nextChoices } from "./views/result-views.ts";
import {
  groupCard,
  groupChoices,
  roleCard,
  roleChoices,
  stageCard,
  stageChoices,
  treeCard,
  treeChoices,
} from "./views/role-views.ts";
import {
  languageCard,
  languageChoices,
  menuCard,
  menuChoices,
  pausedCard,
  pausedChoices,
  restartCard,
  restartChoices,
} from "./views/small-views.ts";
import type { Voice } from "./voice.ts";

/**
 * What is asked and answered also while a notice is open: language, link, erasure, what a card offered. The
 * language may be chosen before the notice is accepted: it has to be understood first.
 */
type OwnWait = Exclude<SideWait, { readonly for: "restart" }>;

function isOwn(wait: Wait): wait is OwnWait {
  return "interrupted" in wait && wait.for !== "restart";
}

/** Whether the current notice has been shown and waits for an answer: only then can it be typed. */
export function isNoticeAsked(session: Session, voice: Voice): boolean {
  const { content } = voice;
  if (isOwn(session.wait) || lacksLink(session, content)) return false;
  return lacksNotice(session, content) && session.noticeShown === content.notice.version;
}

/** What is asked at the moment, as it is first said and as it is repeated; at most two messages. */
export function currentPrompt(session: Session, voice: Voice): readonly OutgoingMessage[] {
  const card = promptCard(session, voice);
  // The cards of a carousel stand side by side and have no room for the question itself.
  if (card.type !== "card" || card.card !== "option-carousel") return [card];
  const text = voice.text(session.wait.for === "group" ? "group.text" : "stage.text");
  return [{ type: "text", text }, card];
}

function promptCard(session: Session, voice: Voice): OutgoingMessage {
  const { wait, assessment, role } = session;
  if (isOwn(wait)) return ownQuestion(session, wait, voice);
  if (lacksLink(session, voice.content)) return codeMessage(voice);
  if (lacksNotice(session, voice.content)) return greetingCard(voice, session.notice !== null);
  switch (wait.for) {
    case "stage":
      return stageCard(voice);
    case "group":
      return groupCard(wait.stage, voice);
    case "group_tree":
      return treeCard(wait.stage, wait.node, voice);
    case "role":
      return role ? roleCard(role, roleChoices(role, voice), voice) : stageCard(voice);
    case "question":
      return assessment ? questionCard(assessment, wait.item, voice) : menuCard(session, voice);
    case "paused":
      return pausedCard(session, wait.item, voice);
    case "checklist":
      return assessment
        ? checklistCard(assessment, wait.section, wait.page, voice)
        : menuCard(session, voice);
    case "restart":
      return restartCard(session, voice);
    case "next":
      return isComplete(assessment) ? nextCard(assessment, voice) : menuCard(session, voice);
    case "nothing":
      return menuCard(session, voice);
    default:
      return wait satisfies never;
  }
}

function ownQuestion(session: Session, wait: OwnWait, voice: Voice): OutgoingMessage {
  switch (wait.for) {
    case "language":
      return languageCard(voice);
    case "snooze_date":
      return { type: "text", text: voice.text("reminders.ask_date") };
    case "code":
      return codeMessage(voice);
    case "link":
      return linkCard(wait, voice);
    case "unlink":
      return unlinkCard(voice);
    case "erase":
      return eraseCard(session, wait.time, voice);
    case "options":
      return optionsCard(offered(wait.options), voice);
    default:
      return wait satisfies never;
  }
}

function offered(options: Extract<OwnWait, { for: "options" }>["options"]): readonly Choice[] {
  return options.flatMap(({ label, data }) => {
    const action = parseAction(data);
    return action === undefined ? [] : [{ label, action }];
  });
}

/** What may answer the open question, in the order it is numbered for typing. */
export function openChoices(session: Session, voice: Voice): readonly Choice[] {
  if (isNoticeAsked(session, voice)) return noticeChoices(voice);
  const { wait, assessment, role } = session;
  switch (wait.for) {
    case "stage":
      return stageChoices(voice);
    case "group":
      return groupChoices(wait.stage, voice);
    case "group_tree":
      return treeChoices(wait.stage, wait.node, voice);
    case "role":
      return role ? roleChoices(role, voice) : stageChoices(voice);
    case "question":
      return assessment ? ratingChoices(assessment, wait.item, voice) : [];
    case "paused":
      return pausedChoices(voice);
    case "restart":
      return restartChoices(voice);
    case "language":
      return languageChoices();
    case "next":
      return isComplete(assessment) ? nextChoices(assessment, voice) : menuChoices(session, voice);
    case "nothing":
      return menuChoices(session, voice);
    case "link":
      return linkChoices(wait, voice);
    case "unlink":
      return unlinkChoices(voice);
    case "erase":
      return eraseChoices(wait.time, voice);
    case "options":
      return offered(wait.options);
    case "code":
    case "snooze_date":
    case "checklist":
      return [];
    default:
      return wait satisfies never;
  }
}

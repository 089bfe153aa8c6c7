import { isComplete } from "./assessment-facts.ts";
import type { Choice } from "./choices.ts";
import type { OutgoingMessage } from "./message.ts";
import type { Session } from "./session.ts";
import { checklistCard } from "./views/checklist-view.ts";
import { greetingCard, noticeChoices } from "./views/notice-view.ts";
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

/** Whether the current privacy notice must be accepted before anything else. */
export function needsNotice(session: Session, voice: Voice): boolean {
  return session.notice?.version !== voice.content.notice.version;
}

/** Whether the current notice has been shown and waits for an answer: only then can it be typed. */
export function isNoticeAsked(session: Session, voice: Voice): boolean {
  if (session.wait.for === "language") return false;
  return needsNotice(session, voice) && session.noticeShown === voice.content.notice.version;
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
  // The language may be chosen before the notice is accepted: it has to be understood first.
  if (session.wait.for === "language") return languageCard(voice);
  if (needsNotice(session, voice)) return greetingCard(voice, session.notice !== null);
  const { wait, assessment, role } = session;
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
    case "checklist":
      return [];
    default:
      return wait satisfies never;
  }
}

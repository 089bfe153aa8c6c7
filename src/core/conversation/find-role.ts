import type { Action } from "./action.ts";
import { ask } from "./ask.ts";
import { askCorrection } from "./ask-correction.ts";
import { saveAssessment } from "./assessment-facts.ts";
import { askRole } from "./know-member.ts";
import type { Role, Session } from "./session.ts";
import { staleStep } from "./stale-card.ts";
import { change, type Moment, quietTurn, savePerson, sayText, type Turn, voiceOf } from "./turn.ts";
import { questionnaireOf, treeNode, type Voice } from "./voice.ts";
import { withPrompt } from "./with-prompt.ts";

/** The actions that find a person's role. */
export type RoleAction = Extract<Action, { do: "stage" | "group" | "group_unsure" | "tree" }>;

/** Follows the questions from stage to staff group; a card of an earlier step is explained. */
export function findRole(session: Session, action: RoleAction, moment: Moment): Turn {
  if (!isFindingRole(session) || isOtherStage(session, action)) return staleStep(session, moment);
  switch (action.do) {
    case "stage":
      return ask(session, { for: "group", stage: action.stage }, moment);
    case "group":
      return settleRole(session, { stage: action.stage, group: action.group, source: "asked" }, moment);
    case "group_unsure": {
      const node = questionnaireOf(moment.content).groupTree.start;
      return ask(session, { for: "group_tree", stage: action.stage, node }, moment);
    }
    case "tree":
      return followTree(session, action, moment);
    default:
      return action satisfies never;
  }
}

/** While questions are being answered, an old role card must not change anything by accident. */
function isFindingRole({ role, wait }: Session): boolean {
  return role === null || ["stage", "group", "group_tree", "role"].includes(wait.for);
}

/** The organisation's stage is known, and a role from the roster is not for the person to choose. */
function isOtherStage({ member, role }: Session, { do: asked, stage }: RoleAction): boolean {
  return member !== null && (asked === "stage" || stage !== member.stage || role?.source === "roster");
}

function followTree(session: Session, action: Extract<Action, { do: "tree" }>, moment: Moment): Turn {
  const node = treeNode(moment.content, action.node);
  const choice = node?.choices.find(({ id }) => id === action.choice);
  if (!choice) return staleStep(session, moment);
  if (choice.group !== undefined) {
    return settleRole(session, { stage: action.stage, group: choice.group, source: "tree" }, moment);
  }
  return ask(session, { for: "group_tree", stage: action.stage, node: choice.next ?? "" }, moment);
}

function settleRole(session: Session, role: Role, moment: Moment): Turn {
  return withPrompt(savePerson(change(quietTurn(session), { role, wait: { for: "role" } })), moment);
}

/** Asks for the stage again; the role and an assessment in progress stay until another one begins. */
export function correctRole(session: Session, moment: Moment): Turn {
  if (session.role?.source === "roster") return askCorrection(session, moment);
  const turn = change(quietTurn(session), { wait: askRole(session) });
  if (session.assessment === null || session.wait.for === "group") return withPrompt(turn, moment);
  const note = roleChangeNote(inProgress(session), voiceOf(session, moment.content));
  return withPrompt(sayText(turn, note), moment);
}

/** Whether questions are open. */
export function inProgress({ assessment }: Session): boolean {
  return assessment !== null && assessment.completedAt === null;
}

/** What correcting the role means for what was answered. */
export function roleChangeNote(isInProgress: boolean, voice: Voice): string {
  return voice.text(isInProgress ? "role.change_note" : "role.change_note_completed");
}

/** Leaves the questions about the role: it stays as it was. */
export function keepRole(session: Session, moment: Moment): Turn {
  const voice = voiceOf(session, moment.content);
  const turn = change(quietTurn(session), { wait: { for: "role" } });
  return withPrompt(sayText(turn, voice.text("role.kept")), moment);
}

/** Puts the current assessment aside and shows the role again, from which a new one begins. */
export function startOver(session: Session, moment: Moment): Turn {
  const old = session.assessment;
  const turn = change(quietTurn(session), {
    assessment: null,
    wait: session.role === null ? askRole(session) : { for: "role" },
  });
  if (old === null || old.completedAt !== null) return withPrompt(turn, moment);
  return withPrompt({ ...turn, effects: [saveAssessment(old, moment.content, true)] }, moment);
}

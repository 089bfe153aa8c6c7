import type { Assessment } from "../assessment/assessment.ts";
import { dimensionsInOrder, unitsInOrder } from "../assessment/item-order.ts";
import { ask, askInBetween } from "./ask.ts";
import { nextOpenItem, saveAssessment } from "./assessment-facts.ts";
import { askRole } from "./know-member.ts";
import type { Role, Session } from "./session.ts";
import { change, effect, type Moment, quietTurn, sayFirst, sayText, type Turn, voiceOf } from "./turn.ts";
import { profileOf, questionnaireOf } from "./voice.ts";
import { withPrompt } from "./with-prompt.ts";

/** Begins an assessment, or goes on with the one in progress; asks first when one is complete. */
export function begin(session: Session, kind: Assessment["kind"], moment: Moment): Turn {
  const { role, assessment } = session;
  if (role === null) return ask(session, askRole(session), moment);
  if (assessment === null || isPutAside(assessment, kind, role)) return beginNew(session, role, kind, moment);
  if (assessment.completedAt === null) return goOnWith(session, assessment, kind, moment);
  return askInBetween(session, "restart", moment);
}

/** The assessment in progress goes first; said where another kind was asked for. */
function goOnWith(session: Session, { kind }: Assessment, asked: Assessment["kind"], moment: Moment): Turn {
  const going = resume(session, moment);
  if (kind === asked) return going;
  return sayFirst(going, voiceOf(session, moment.content).text("start.continuing"));
}

/** A quick check gives way to the full assessment; an assessment of another role gives way to the new one. */
function isPutAside(assessment: Assessment, kind: Assessment["kind"], role: Role): boolean {
  if (assessment.kind === "quick" && kind === "full") return true;
  return assessment.stage !== role.stage || assessment.group !== role.group;
}

/** Begins a new assessment; an unfinished one is put aside, its answers to the same units go along. */
function beginNew(session: Session, role: Role, kind: Assessment["kind"], moment: Moment): Turn {
  const { content } = moment;
  const fresh = newAssessment(role, kind, session.member?.questionnaire, moment);
  const old = session.assessment;
  const carried = old === null ? {} : carriedRatings(old, fresh);
  const assessment: Assessment = { ...fresh, ratings: carried };
  const item = nextOpenItem(assessment) ?? assessment.items.at(-1) ?? "";
  const turn = change(quietTurn(session), { assessment, wait: { for: "question", item } });
  const aside = old !== null && old.completedAt === null ? [saveAssessment(old, content, true)] : [];
  const saved = effect(turn, ...aside, saveAssessment(assessment, content));
  const count = Object.keys(carried).length;
  const voice = voiceOf(session, content);
  return withPrompt(count === 0 ? saved : sayText(saved, voice.text("answer.carried", { count })), moment);
}

/** In a round people answer the version it was launched with. */
function newAssessment(
  role: Role,
  kind: Assessment["kind"],
  version: string | undefined,
  { id, at, content }: Moment,
): Assessment {
  const questionnaire = questionnaireOf(content, version);
  const profile = profileOf(content, role);
  const inOrder = kind === "quick" ? dimensionsInOrder : unitsInOrder;
  return {
    id,
    kind,
    frameworkVersion: content.framework.version,
    questionnaireVersion: questionnaire.version,
    stage: role.stage,
    group: role.group,
    startedAt: at,
    completedAt: null,
    items: inOrder(profile, content.framework, questionnaire),
    ratings: {},
    standings: {},
  };
}

/**
 * Only an unfinished assessment of another role hands its answers on: what was answered for the same
 * role was put aside on purpose. One question always stays open, so that completing is the person's act.
 */
function carriedRatings(old: Assessment, fresh: Assessment): Assessment["ratings"] {
  const sameRole = old.stage === fresh.stage && old.group === fresh.group;
  const comparable = old.kind === "full" && fresh.kind === "full" && old.completedAt === null;
  if (sameRole || !comparable || old.questionnaireVersion !== fresh.questionnaireVersion) return {};
  const shared = fresh.items.flatMap((item) => {
    const answer = old.ratings[item];
    return answer === undefined ? [] : [[item, answer] as const];
  });
  return Object.fromEntries(shared.slice(0, fresh.items.length - 1));
}

/** Goes on where the person stopped. */
export function resume(session: Session, moment: Moment): Turn {
  const { assessment, wait } = session;
  if (assessment === null || assessment.completedAt !== null) return withPrompt(quietTurn(session), moment);
  const stopped = wait.for === "question" || wait.for === "paused" ? wait.item : undefined;
  const item = stopped ?? nextOpenItem(assessment) ?? assessment.items[0] ?? "";
  return ask(session, { for: "question", item }, moment);
}

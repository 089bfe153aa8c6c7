import type { Assessment, Rating } from "../assessment/assessment.ts";
import { type PutOutcome, putAnswer } from "../assessment/put-answer.ts";
import type { Counting } from "../people/round.ts";
import { lacksNotice } from "./admission.ts";
import {
  answeredCount,
  isComplete,
  nextOpenItem,
  ratingOf,
  resultOf,
  saveAssessment,
  shownRating,
} from "./assessment-facts.ts";
import { lines } from "./choices.ts";
import { MOST_PAST, type Session } from "./session.ts";
import { staleCard } from "./stale-card.ts";
import { change, effect, type Moment, quietTurn, say, sayText, type Turn, voiceOf } from "./turn.ts";
import { resultMessages } from "./views/result-views.ts";
import { itemName } from "./voice.ts";
import { withPrompt } from "./with-prompt.ts";

/** A rating of one item, tapped or typed. */
export interface RatingGiven {
  readonly assessment: string;
  readonly item: string;
  readonly rating: Rating;
}

/**
 * Takes a rating of any item of the current assessment, whatever is asked at the moment; the latest by
 * (instant, event id) counts. Cards of other assessments are explained.
 */
export function answerQuestion(session: Session, given: RatingGiven, moment: Moment): Turn {
  const { assessment } = session;
  if (assessment === null || assessment.id !== given.assessment || !assessment.items.includes(given.item)) {
    return staleCard(session, given.assessment, moment);
  }
  if (isRoundOver(session, assessment)) {
    const voice = voiceOf(session, moment.content);
    return withPrompt(sayText(quietTurn(session), voice.text("answer.round_over")), moment);
  }
  const before = ratingOf(assessment, given.item);
  const put = putAnswer(assessment.ratings, given.item, [given.rating, moment.at, moment.id]);
  const answered = completeIfDone({ ...assessment, ratings: put.answers }, session);
  const turn = record(session, assessment, answered, moment);
  const note = noteFor(put.outcome, before, given, answered, session, moment);
  const noted = note === undefined ? turn : sayText(turn, note);
  return goOn(noted, session, given.item, put.outcome, moment);
}

/** Complete since its latest answer, so that the order in which answers arrive makes no difference. */
function completeIfDone(assessment: Assessment, session: Session): Assessment {
  if (answeredCount(assessment) < assessment.items.length) return assessment;
  const instants = Object.values(assessment.ratings).map(([, at]) => at);
  const isFirst = assessment.completedAt === null;
  const countsIn = isFirst ? countingOf(assessment, session) : assessment.countsIn;
  return { ...assessment, completedAt: Math.max(...instants), ...(countsIn && { countsIn }) };
}

/**
 * The round of the first completion; a quick check is an estimate and counts nowhere. What was completed before
 * the account was linked stays the person's own.
 */
function countingOf({ kind }: Assessment, { member }: Session): Counting | undefined {
  if (kind === "quick" || member === null) return undefined;
  return { organisation: member.organisation, member: member.id, round: member.round };
}

/** Answers that count in a round stay as they are once it is over for the person. */
function isRoundOver({ member }: Session, { countsIn }: Assessment): boolean {
  if (countsIn === undefined) return false;
  return member?.id !== countsIn.member || member.round !== countsIn.round;
}

function record(session: Session, before: Assessment, after: Assessment, moment: Moment): Turn {
  if (before.ratings === after.ratings) return quietTurn(session);
  const past = after.completedAt === null ? session.past : withPast(session, after, moment);
  return effect(
    change(quietTurn(session), { assessment: after, past }),
    saveAssessment(after, moment.content),
  );
}

/** The history with this assessment's result as it stands now. */
function withPast(session: Session, assessment: Assessment, { content }: Moment): Session["past"] {
  const { id, kind, stage, group, completedAt } = assessment;
  const match = resultOf(assessment, content).match.percent;
  const entry = { id, kind, stage, group, completedAt: completedAt ?? 0, match };
  const others = session.past.filter((known) => known.id !== id);
  return [entry, ...others].slice(0, MOST_PAST);
}

function noteFor(
  outcome: PutOutcome,
  before: Rating | undefined,
  given: RatingGiven,
  after: Assessment,
  session: Session,
  moment: Moment,
): string | undefined {
  const voice = voiceOf(session, moment.content);
  const unit = itemName(given.item, voice);
  const now = ratingOf(after, given.item) ?? given.rating;
  const isAsked = session.wait.for === "question" && session.wait.item === given.item;
  switch (outcome) {
    case "first":
      return isAsked ? undefined : voice.text("answer.noted", { unit, answer: shownRating(now, voice) });
    case "changed":
      return lines(
        voice.text("answer.changed", {
          unit,
          before: shownRating(before ?? given.rating, voice),
          after: shownRating(now, voice),
        }),
        issuesResult(session, given.item) ? voice.text("result.updated") : "",
      );
    case "same":
      return isAsked ? undefined : voice.text("answer.same", { unit, answer: shownRating(now, voice) });
    case "superseded":
      return voice.text("answer.superseded", { unit, answer: shownRating(now, voice) });
    default:
      return outcome satisfies never;
  }
}

/** Whether a changed answer brings the result again at once; in a review it comes at the end. */
function issuesResult({ assessment, wait }: Session, item: string): boolean {
  if (!isComplete(assessment)) return false;
  return wait.for !== "question" || (wait.item === item && assessment.items.at(-1) === item);
}

/** Asks the next open question, or shows the result when this answer completed or changed it. */
function goOn(turn: Turn, before: Session, item: string, outcome: PutOutcome, moment: Moment): Turn {
  const { assessment } = turn.session;
  if (assessment === null) return turn;
  // A repeated or late tap has its note; the open question stands right above it already.
  if (turn.messages.length > 0 && (outcome === "same" || outcome === "superseded")) return turn;
  const isNowComplete = before.assessment?.completedAt === null && assessment.completedAt !== null;
  if (lacksNotice(turn.session, moment.content)) {
    return askNotice(turn, assessment, item, isNowComplete, moment);
  }
  if (isNowComplete) return showResult(turn, assessment, moment);
  if (assessment.completedAt !== null) return afterReview(turn, assessment, item, outcome, moment);
  return withPrompt(change(turn, { wait: nextWait(turn.session, assessment, item) }), moment);
}

/** The answer is kept; what comes next waits until the new notice is accepted. */
function askNotice(
  turn: Turn,
  assessment: Assessment,
  item: string,
  isNowComplete: boolean,
  moment: Moment,
): Turn {
  if (isNowComplete) return withPrompt(change(turn, { wait: { for: "next" } }), moment);
  if (assessment.completedAt !== null) return withPrompt(turn, moment);
  return withPrompt(change(turn, { wait: nextWait(turn.session, assessment, item) }), moment);
}

/** An answer to another card than the one asked leaves the open question where it was. */
function nextWait(session: Session, assessment: Assessment, item: string): Session["wait"] {
  const { wait } = session;
  const asked = wait.for === "question" || wait.for === "paused" ? wait.item : undefined;
  if (asked !== undefined && asked !== item && assessment.ratings[asked] === undefined) {
    return { for: "question", item: asked };
  }
  return { for: "question", item: nextOpenItem(assessment, item) ?? item };
}

/** After completion: the next question of a review, or the result with the changed answer. */
function afterReview(
  turn: Turn,
  assessment: Assessment,
  item: string,
  outcome: PutOutcome,
  moment: Moment,
): Turn {
  const { wait } = turn.session;
  if (wait.for === "question") {
    return wait.item === item ? nextInReview(turn, assessment, item, moment) : withPrompt(turn, moment);
  }
  return outcome === "changed" ? showResult(turn, assessment, moment) : turn;
}

/** The question after this one, or the result after the last. */
export function nextInReview(turn: Turn, assessment: Assessment, item: string, moment: Moment): Turn {
  const following = assessment.items[assessment.items.indexOf(item) + 1];
  return following === undefined
    ? showResult(turn, assessment, moment)
    : withPrompt(change(turn, { wait: { for: "question", item: following } }), moment);
}

/** The result; with a note said before it, it still fits one reply. */
export function showResult(turn: Turn, assessment: Assessment, moment: Moment): Turn {
  const voice = voiceOf(turn.session, moment.content);
  return say(change(turn, { wait: { for: "next" } }), ...resultMessages(assessment, voice));
}

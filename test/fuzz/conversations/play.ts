import { lacksNotice } from "../../../src/core/conversation/admission.ts";
import { contentFor } from "../../../src/core/conversation/content-for.ts";
import { newSession } from "../../../src/core/conversation/new-session.ts";
import { SECTIONS, type Session } from "../../../src/core/conversation/session.ts";
import { LANGUAGES } from "../../../src/core/language.ts";
import { answerAll, begun, content, go, ROLES, tapped, typed } from "../../support/builders.ts";
import { Dice } from "../dice.ts";
import { anyPlace, anyStep } from "./any-step.ts";
import { ALL_PLACES, Chat, type Step } from "./chat.ts";
import { turnProblems } from "./check-turn.ts";
import type { MessageCheck } from "./message-check.ts";

const MOST_STEPS = 40;
const PLACE_KEPT = 0.92;
/** The notice, stage, group, role card, a restart to confirm: more lie on no way to a question. */
const MOST_FIRST_CHOICES = 8;

/** Something that must not be. */
export interface Finding {
  readonly seed: number;
  /** Which conversation. */
  readonly number: number;
  readonly problem: string;
  /** The fewest steps that still lead there. */
  readonly steps: readonly Step[];
}

/** How a conversation went. */
export interface Played {
  readonly turns: number;
  readonly findings: readonly Finding[];
}

/** The conversation of this number, from beginning to end; the same for the same seed. */
export function play(seed: number, number: number, check: MessageCheck): Played {
  const dice = new Dice(seed, number);
  const beginning = anyBeginning(dice);
  const steps: Step[] = [];
  const chat = chatFrom(beginning, dice.chance(0.1));
  const seen = new Set<string>();
  let place = anyPlace(dice);
  const count = 1 + dice.below(MOST_STEPS);
  for (let at = 0; at < count; at += 1) {
    if (!dice.chance(PLACE_KEPT)) place = anyPlace(dice);
    const step = anyStep(chat, place, dice);
    steps.push(step);
    const problems = problemsAfter(chat, step, check);
    for (const problem of problems) seen.add(problem);
    // The session is as it was: nothing can be said about what would follow.
    if (problems.some((problem) => problem.startsWith("thrown"))) break;
  }
  for (const problem of wayOnProblems(chat, check)) seen.add(problem);
  const isLinkNeeded = !chat.content.operator.selfRegistration;
  const findings = [...seen].map((problem) => ({
    seed,
    number,
    problem,
    steps: shortest(steps, problem, () => chatFrom(beginning, isLinkNeeded), check),
  }));
  return { turns: steps.length, findings };
}

/** What is wrong after one more step. */
export function problemsAfter(chat: Chat, step: Step, check: MessageCheck): readonly string[] {
  try {
    const done = chat.do(step);
    return [...turnProblems(done), ...done.turn.messages.flatMap((message) => check.problemsOf(message))];
  } catch (error) {
    return [`thrown: ${placeOf(error)}`];
  }
}

function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return (error.stack ?? error.message).split("\n").slice(0, 3).join(" ");
}

function chatFrom(session: Session, isLinkNeeded: boolean): Chat {
  const chat = new Chat(session);
  if (isLinkNeeded) chat.content = { ...content, operator: { ...content.operator, selfRegistration: false } };
  return chat;
}

/** Beginnings that take long to get to are got to once. */
const ready = new Map<string, Session>();

/** Somebody new, in the middle of the questions, done with them, or in an optional section. */
function anyBeginning(dice: Dice): Session {
  const role = dice.pick(ROLES);
  const language = dice.pick(LANGUAGES);
  const kind = dice.pick(["begin_full", "begin_quick"] as const);
  const stageOfLife = dice.pick(["new", "begun", "completed", "section"] as const);
  const code = dice.pick(["0", "1", "2", "3", "na", "pn"]);
  const section = dice.pick(SECTIONS);
  const key = [role.stage, role.group, language, kind, stageOfLife, code, section].join();
  const known = ready.get(key);
  if (known) return known;
  const talk = () => begun(role, kind, language);
  const sessions: Record<typeof stageOfLife, () => Session> = {
    new: () => newSession("U-example", language),
    begun: () => talk().turn.session,
    completed: () => answerAll(talk(), code).turn.session,
    section: () => go(answerAll(talk(), code), tapped(`section|E0004|${section}`)).turn.session,
  };
  const session = sessions[stageOfLife]();
  ready.set(key, session);
  return session;
}

const QUIET = { way: 0, afterMs: 60_000, isUnseen: false, isNoticeNew: false };
const OFFICER = 2;
const UNKNOWN = 0;

/** Wherever somebody has got to, the menu, the start and the first choices lead to a question. */
function wayOnProblems(chat: Chat, check: MessageCheck): readonly string[] {
  if (!chat.content.operator.selfRegistration) return [];
  const isNoticeOpen = () => lacksNotice(chat.session, contentFor(chat.session, undefined, chat.content));
  // An organisation's notice is not shown before the records say whom it has to name.
  const place = chat.session.member !== null && isNoticeOpen() ? OFFICER : UNKNOWN;
  const type = (text: string) => problemsAfter(chat, { ...QUIET, place, act: typed(text) }, check);
  const isAsked = () => chat.session.wait.for === "question" && !isNoticeOpen();
  const problems = [...type("เมนู"), ...type("เริ่ม")];
  for (let tries = 0; tries < MOST_FIRST_CHOICES && !isAsked(); tries += 1) problems.push(...type("1"));
  return isAsked()
    ? problems
    : [...problems, "a dead end: no question after the menu, the start and first choices"];
}

/** Leaves steps out for as long as the problem stays. */
function shortest(
  steps: readonly Step[],
  problem: string,
  begin: () => Chat,
  check: MessageCheck,
): readonly Step[] {
  const isStillThere = (some: readonly Step[]) => {
    const chat = begin();
    const seen = some.flatMap((step) => problemsAfter(chat, step, check));
    return [...seen, ...wayOnProblems(chat, check)].includes(problem);
  };
  let left = steps;
  for (let at = steps.length - 1; at >= 0; at -= 1) {
    const fewer = left.toSpliced(at, 1);
    if (isStillThere(fewer)) left = fewer;
  }
  return left;
}

/** A step for people to read. */
export function describeStep({ act, place, way }: Step): string {
  const who = ALL_PLACES[place];
  const role = who === undefined ? "unknown" : (who?.role ?? "nobody");
  return `${JSON.stringify(act)} as ${role} (place ${place}, way ${way})`;
}

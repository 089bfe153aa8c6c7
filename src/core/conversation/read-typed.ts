import { type Rating, STANDINGS, type Standing } from "../assessment/assessment.ts";
import { readLinkCode } from "../people/link-code.ts";
import { type Action, encodeAction, type SimpleCommand } from "./action.ts";
import { isComplete, pageItems } from "./assessment-facts.ts";
import type { Choice } from "./choices.ts";
import type { WebPage } from "./inquiry.ts";
import { normaliseText } from "./normalise-text.ts";
import { isNoticeAsked, openChoices } from "./prompt.ts";
import { readDate, type TypedDay } from "./read-date.ts";
import type { Session } from "./session.ts";
import type { TextId } from "./text-ids.ts";
import { nextChoices } from "./views/result-views.ts";
import { profileOf, type Voice } from "./voice.ts";

/** What typed text means: actions in order, more digits than a page takes, or nothing known. */
export type Reading =
  | {
      readonly kind: "actions";
      readonly actions: readonly Action[];
      /** Whether what it means depends on what is asked. */
      readonly isAnswer: boolean;
    }
  | { readonly kind: "too_many"; readonly expected: number }
  /** Nothing on the page is open, and these digits do not say which answers they change. */
  | { readonly kind: "page_full"; readonly expected: number }
  /** Until when reminders shall wait; undefined for text that is no day. */
  | { readonly kind: "day"; readonly day: TypedDay | undefined }
  | { readonly kind: "unknown" };

/** Nothing that can be meant is longer. */
const MOST_TYPED = 400;

const NUMBER = /^(?:ข้อที่|ข้อ|ตอบ|ระดับ|เลือก|หมายเลข|level|option|answer|no\.?|#)?(\d{1,2})$/u;

/**
 * What a person means by typed text, given what is asked: a number or label of an open choice, an answer
 * in words, or a command. Spelling variants, spaces, case, Thai numerals and polite particles do not
 * matter.
 */
export function readTyped(text: string, session: Session, voice: Voice): Reading {
  if (text.length > MOST_TYPED) return { kind: "unknown" };
  const word = normaliseText(text);
  if (word === "") return { kind: "unknown" };
  const code = readLinkCode(text);
  if (code !== undefined) return { kind: "actions", actions: [{ do: "link_code", code }], isAnswer: false };
  const standings = readStandings(word, session, voice);
  if (standings) return standings;
  const answer =
    readChoice(word, session, voice) ?? readRating(word, session, voice) ?? readYesOrNo(word, session, voice);
  if (answer) return { kind: "actions", actions: [answer], isAnswer: true };
  const command = readCommand(word, voice) ?? readAfterResult(word, session, voice);
  if (!command) return readDay(text, session, voice) ?? { kind: "unknown" };
  return { kind: "actions", actions: [command], isAnswer: command.do === "skip" };
}

/** Where a day is asked for, everything else is one or is none; where it is one of several answers, a day is. */
function readDay(text: string, { wait }: Session, voice: Voice): Reading | undefined {
  const isOffered = wait.for === "options" && wait.options.some(({ data }) => data === SNOOZE_DATE);
  if (wait.for !== "snooze_date" && !isOffered) return undefined;
  const day = readDate(text, voice.content.keywords);
  return day === undefined && isOffered ? undefined : { kind: "day", day };
}

const SNOOZE_DATE = encodeAction({ do: "snooze", until: "date" });

function readChoice(word: string, session: Session, voice: Voice): Action | undefined {
  const choices = openChoices(session, voice);
  const number = NUMBER.exec(word)?.[1];
  if (number !== undefined) return choices.filter(hasNumber)[Number(number) - 1]?.action;
  return choices.find((choice) => isCalled(choice, word))?.action;
}

/** Not applicable and prefer not to say stand behind the levels but have no number. */
function hasNumber({ action }: Choice): boolean {
  return action.do !== "rate" || typeof action.rating === "number";
}

function isCalled({ label, displayText = label }: Choice, word: string): boolean {
  return normaliseText(label) === word || normaliseText(displayText) === word;
}

function readRating(word: string, session: Session, voice: Voice): Action | undefined {
  const { wait, assessment } = session;
  if (wait.for !== "question" || assessment === null || isNoticeAsked(session, voice)) return undefined;
  const ratings: readonly Rating[] = [0, 1, 2, 3, "not_applicable", "prefer_not"];
  const rating = ratings.find((candidate) => isWord(word, `rate_${candidate}`, voice));
  return rating === undefined
    ? undefined
    : { do: "rate", assessment: assessment.id, item: wait.item, rating };
}

/** On a checklist page digits answer the items still open from the top; a single word answers the first. */
function readStandings(word: string, session: Session, voice: Voice): Reading | undefined {
  const { wait, assessment } = session;
  if (wait.for !== "checklist" || assessment === null || isNoticeAsked(session, voice)) return undefined;
  const answers = standingsIn(word, voice);
  if (answers.length === 0) return undefined;
  const profile = profileOf(voice.content, assessment);
  const page = pageItems(profile, wait.section, wait.page);
  const open = page.filter((id) => assessment.standings[id] === undefined);
  if (open.length === 0 && answers.length !== page.length)
    return { kind: "page_full", expected: page.length };
  const items = open.length > 0 ? open : page;
  if (answers.length > items.length) return { kind: "too_many", expected: items.length };
  const actions = answers.map((standing, index): Action => {
    const item = items[index] ?? "";
    return { do: "stand", assessment: assessment.id, item, standing };
  });
  return { kind: "actions", actions, isAnswer: true };
}

function standingsIn(word: string, voice: Voice): readonly Standing[] {
  if (/^[123](?:[,./;+]?[123])*$/u.test(word)) {
    return word
      .replace(/[,./;+]/gu, "")
      .split("")
      .flatMap((digit) => STANDINGS[Number(digit) - 1] ?? []);
  }
  const named = STANDINGS.find((standing) => isWord(word, `stand_${standing}`, voice));
  return named ? [named] : [];
}

/** A yes, a no or a "not sure", where it is clear which choice it means. */
function readYesOrNo(word: string, session: Session, voice: Voice): Action | undefined {
  const choices = openChoices(session, voice);
  const open = isNoticeAsked(session, voice) ? "notice" : session.wait.for;
  const isOneOf = (...moments: readonly string[]) => moments.includes(open);
  if (isWord(word, "accept", voice) && isOneOf("notice", "restart", "role", "paused", "link", "unlink"))
    return choices[0]?.action;
  if (isWord(word, "decline", voice) && isOneOf("notice", "restart", "link", "unlink", "erase"))
    return choices.at(-1)?.action;
  if (isWord(word, "group_unsure", voice) && isOneOf("group")) return choices.at(-1)?.action;
  const begins = isWord(word, "start", voice) && isOneOf("role") && hasOneBeginning(choices);
  return begins ? choices[0]?.action : undefined;
}

/** With a quick check on offer, "start" alone does not say which of the two. */
function hasOneBeginning(choices: readonly Choice[]): boolean {
  return choices[0]?.action.do === "begin_full";
}

const COMMANDS: readonly SimpleCommand[] = [
  "start",
  "continue",
  "go_back",
  "skip",
  "pause",
  "result",
  "topics",
  "plan",
  "what_if",
  "reassess",
  "history",
  "role",
  "change_role",
  "my_data",
  "stop_reminders",
  "allow_reminders",
  "language_menu",
  "help",
  "team",
  "progress",
  "remind",
  "menu",
  "plain_text",
  "link",
  "unlink",
  "people",
  "erase",
  "export",
  "restart",
  "read_notice",
];

function readCommand(word: string, voice: Voice): Action | undefined {
  if (isWord(word, "language_th", voice)) return { do: "language", language: "th" };
  if (isWord(word, "language_en", voice)) return { do: "language", language: "en" };
  const page = PAGES.find(([id]) => normaliseText(voice.text(id)) === word)?.[1];
  if (page !== undefined) return { do: "page", page };
  const command =
    COMMANDS.find((candidate) => isWord(word, candidate, voice)) ??
    LABELLED.find(([id]) => normaliseText(voice.text(id)) === word)?.[1];
  return command && { do: command };
}

/** What stands on a button may be typed instead of tapping it, also when something else is open. */
const LABELLED: readonly (readonly [TextId, SimpleCommand])[] = [
  ["role.correct", "change_role"],
  ["control.continue", "continue"],
  ["control.cancel", "cancel"],
  ["next.begin_full", "begin_full"],
  ["late.button", "see_answer"],
  ["my_data.export", "export"],
  ["my_data.correct", "correct"],
  ["my_data.read_notice", "read_notice"],
  ["my_data.erase", "erase"],
  ["menu.link", "link"],
  ["menu.people", "people"],
];

const PAGES: readonly (readonly [TextId, WebPage])[] = [
  ["my_data.file", "my_data"],
  ["people.roster", "roster"],
  ["people.codes", "codes"],
  ["people.status", "people"],
  ["page.rounds", "rounds"],
  ["progress.rounds", "rounds"],
  ["page.progress", "progress"],
];

/** What follows a result can be asked for by name at any time after it. */
function readAfterResult(word: string, { assessment }: Session, voice: Voice): Action | undefined {
  if (!isComplete(assessment)) return undefined;
  return nextChoices(assessment, voice).find((choice) => isCalled(choice, word))?.action;
}

/** Whether a normalised word is one of those listed for a meaning. */
function isWord(word: string, meaning: string, voice: Voice): boolean {
  return voice.content.keywords[meaning]?.includes(word) ?? false;
}

/** What nobody would type in a group by the way, unlike "next" or "stop". */
const MEANT_FOR_BOT: readonly SimpleCommand[] = [
  "start",
  "result",
  "topics",
  "plan",
  "role",
  "my_data",
  "stop_reminders",
  "allow_reminders",
  "team",
  "progress",
  "remind",
  "menu",
  "unlink",
];

/** Whether text, typed where others can read it, is meant for the bot. */
export function isMeant(text: string, voice: Voice): boolean {
  const word = normaliseText(text);
  return MEANT_FOR_BOT.some((command) => isWord(word, command, voice));
}

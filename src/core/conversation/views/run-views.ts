import type { Content } from "../../content.ts";
import type { Language } from "../../language.ts";
import { THRESHOLD } from "../../people/organisation.ts";
import type { ReminderRun, RunState, Steering } from "../../reminder/reminder.ts";
import { asPlainText } from "../as-plain-text.ts";
import type { TeamFiguresValues } from "../card-values.ts";
import { buttons, type Choice, lines, paragraphs, wordLine } from "../choices.ts";
import type { OutgoingMessage } from "../message.ts";
import type { TextId } from "../text-ids.ts";
import { createVoice, type Voice } from "../voice.ts";
import { notSentRows } from "./not-sent-rows.ts";
import {
  audienceName,
  countText,
  figuresWithWords,
  peopleRow,
  sumOf,
  waitingOf,
  whenText,
} from "./run-words.ts";
import { choiceCard } from "./small-views.ts";
import { type FigureRow, figuresCard } from "./team-figures.ts";
import { roundName } from "./team-words.ts";

/** Whom something about a run is told, and what. */
interface RunTold {
  readonly run: ReminderRun;
  readonly language: Language;
  readonly plainText: boolean;
}

/** What a run is shown with. */
interface RunShown {
  readonly heading: string;
  /** Epoch ms. */
  readonly at: number;
  /** Of the organisation: where fewer have not finished, nothing stands apart that may be private. */
  readonly threshold: number;
}

/** The report on a run that is over, for whoever started it; one message. */
export function reportMessages(
  { run, language, plainText, at }: RunTold & { readonly at: number },
  content: Content,
): readonly OutgoingMessage[] {
  const voice = createVoice(language, content);
  // Written where the organisation's threshold is not at hand: the highest is safe for all.
  const shown = { heading: voice.text("run.report_heading"), at, threshold: THRESHOLD.most };
  const values = runValues(run, shown, voice);
  const card = figuresWithWords(values, [progressChoice(voice), fileChoice(voice)], voice);
  return [plainText ? asPlainText(card) : card];
}

/** That a run has paused, why, that nothing is lost and how to go on; one message. */
export function pausedMessages(
  { run, language, plainText }: RunTold,
  content: Content,
): readonly OutgoingMessage[] {
  const voice = createVoice(language, content);
  const card = pausedCard(run, voice);
  return [plainText ? asPlainText(card) : card];
}

function pausedCard(run: ReminderRun, voice: Voice): OutgoingMessage {
  const reason = run.pauseReason ?? "person";
  const unit = audienceName(run.unit, voice);
  const figures = { sent: countText(run.sent), planned: countText(run.planned) };
  const labels = { resume: voice.text("run.resume"), stop: voice.text("run.stop") };
  const title = voice.text("run.paused_title");
  const text = paragraphs(
    voice.text(`run.paused_${reason}`, { unit }),
    voice.text("run.paused_safe", figures),
    voice.text(`run.paused_${reason}_next`, labels),
  );
  const progress = progressChoice(voice);
  return {
    type: "card",
    card: "choice",
    values: { title, text, note: "", buttons: buttons([showChoice(run, voice), progress]) },
    text: paragraphs(lines(title, text), wordLine([progress], voice)),
  };
}

/** A run as it stands now, after a word about what was done to it, if anything was. */
export function runMessages(
  run: ReminderRun,
  { said, ...options }: Omit<RunShown, "heading"> & { readonly said?: TextId },
  voice: Voice,
): readonly OutgoingMessage[] {
  const values = runValues(run, { ...options, heading: voice.text("run.heading") }, voice);
  const card = figuresCard(values, runChoices(run, voice), voice);
  return said === undefined ? [card] : [{ type: "text", text: voice.text(said) }, card];
}

/** What can be done about a run as it stands. */
export function runChoices(run: ReminderRun, voice: Voice): readonly Choice[] {
  const steer = (steering: Exclude<Steering, "stop">): Choice => ({
    label: voice.text(`run.${steering}`),
    action: { do: "remind_steer", run: run.id, steering },
  });
  const stop: Choice = { label: voice.text("run.stop"), action: { do: "remind_stop_ask", run: run.id } };
  const refresh: Choice = { ...showChoice(run, voice), label: voice.text("run.refresh") };
  switch (run.state) {
    case "sending":
      return [refresh, steer("pause"), stop, progressChoice(voice)];
    case "paused":
      return [steer("resume"), stop, refresh, progressChoice(voice)];
    case "done":
    case "stopped":
    case "refused":
      return [progressChoice(voice), fileChoice(voice)];
    default:
      return run.state satisfies never;
  }
}

/** Asks before a run is stopped, which cannot be undone. */
export function stopAskMessage(run: ReminderRun, voice: Voice): OutgoingMessage {
  const id = run.state === "paused" ? "run.stop_text_paused" : "run.stop_text";
  const text = voice.text(id, { count: countText(waitingOf(run)), pause: voice.text("run.pause") });
  return choiceCard(
    voice.text("run.stop_title"),
    lines(runTitle(run, voice), text),
    stopChoices(run, voice),
    voice,
  );
}

/** Stop it, or leave it. */
export function stopChoices(run: ReminderRun, voice: Voice): readonly Choice[] {
  return [
    {
      label: voice.text("run.stop_confirm"),
      action: { do: "remind_steer", run: run.id, steering: "stop" },
    },
    { ...showChoice(run, voice), label: voice.text("run.stop_keep") },
  ];
}

/** Whether a run is still to send something. */
export function isUnderWay({ state }: Pick<ReminderRun, "state">): boolean {
  return state === "sending" || state === "paused";
}

/** To a run as it stands. */
function showChoice(run: ReminderRun, voice: Voice): Choice {
  return { label: voice.text("run.show"), action: { do: "remind_run", run: run.id } };
}

/** To the progress of the whole organisation; its label is a word that can be typed. */
export function progressChoice(voice: Voice): Choice {
  return { label: voice.text("menu.progress"), action: { do: "progress" } };
}

/** To the file with everybody by status; its label is a word that can be typed. */
export function fileChoice(voice: Voice): Choice {
  return { label: voice.text("page.progress"), action: { do: "page", page: "progress" } };
}

/** To the page about rounds; its label is a word that can be typed. */
export function roundsChoice(voice: Voice): Choice {
  return { label: voice.text("progress.rounds"), action: { do: "page", page: "rounds" } };
}

/** Whom a run is for and when it began. */
export function runTitle(run: ReminderRun, voice: Voice): string {
  return voice.text("run.option", {
    unit: audienceName(run.unit, voice),
    when: whenText(run.startsAt, voice),
  });
}

/** Where a run stands, in a word or two. */
export function stateText(
  { state, startsAt }: Pick<ReminderRun, "state" | "startsAt">,
  at: number,
  voice: Voice,
): string {
  return voice.text(
    `run.state_${state === "sending" && at < startsAt ? "waiting" : (state satisfies RunState)}`,
  );
}

function runValues(
  run: ReminderRun,
  { heading, at, threshold }: RunShown,
  voice: Voice,
): Omit<TeamFiguresValues, "buttons"> {
  const when = whenText(run.startsAt, voice);
  return {
    heading,
    title: audienceName(run.unit, voice),
    subtitle: voice.text("run.subtitle", { round: roundName(run.round, voice), when }),
    purpose: standing(run, at, voice),
    keyLabel: voice.text("run.sent"),
    key: voice.text("progress.people", { count: countText(run.sent) }),
    keyDetail: voice.text("run.sent_of", { planned: countText(run.planned) }),
    rowsLabel: voice.text("run.rows"),
    rows: runRows(run, threshold, voice),
    note: runNote(run, voice),
  };
}

/** The state, and why it is so where that does not go without saying. */
function standing(run: ReminderRun, at: number, voice: Voice): string {
  const state = voice.text("run.state", { state: stateText(run, at, voice) });
  const why =
    run.pauseReason === null || run.state !== "paused" ? "" : voice.text(`run.why_${run.pauseReason}`);
  const refusal =
    run.refusal === null
      ? ""
      : voice.text(`remind.refusal_${run.refusal}`, { page: voice.text("progress.rounds") });
  return lines(state, why, refusal);
}

function runRows(run: ReminderRun, threshold: number, voice: Voice): readonly FigureRow[] {
  const rows: readonly (readonly [string, number | null])[] = [
    [voice.text("run.seen"), run.seen],
    [voice.text("run.waiting"), isUnderWay(run) ? waitingOf(run) : 0],
    [voice.text("run.unknown"), run.unknown],
    ...notSentRows(run, threshold, voice),
  ];
  return rows.flatMap(([name, count]) =>
    count === null || count === 0 ? [] : [peopleRow(name, count, voice)],
  );
}

function runNote(run: ReminderRun, voice: Voice): string {
  const { stage, stages, endedAt, leftOut } = run;
  const left = sumOf(leftOut);
  return lines(
    stages > 1 && isUnderWay(run) ? voice.text("run.stage", { stage, stages }) : "",
    endedAt === null ? "" : voice.text("run.ended", { when: whenText(endedAt, voice) }),
    run.startedBy.startsWith("system:") ? voice.text("run.scheduled") : "",
    left === 0 ? "" : voice.text("run.left_out", { count: countText(left) }),
    isUnderWay(run) ? "" : voice.text("run.others_note", { page: voice.text("page.progress") }),
  );
}

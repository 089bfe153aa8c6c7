import type { NamedUnit } from "../../people/member.ts";
import { BANGKOK_MS } from "../../reminder/bangkok-day.ts";
import { type LeftOut, PRIVATE_REASONS, type ReminderRun, type Satang } from "../../reminder/reminder.ts";
import type { TeamFiguresValues } from "../card-values.ts";
import { buttons, type Choice, paragraphs, wordLine } from "../choices.ts";
import type { CardMessage } from "../message.ts";
import type { TextId } from "../text-ids.ts";
import type { Voice } from "../voice.ts";
import { type FigureRow, figuresCard } from "./team-figures.ts";

/** A whole number with commas: "20,000". */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/gu, ",");
}

/** Satang as baht with two digits: "1,234.50". */
export function bahtText(satang: Satang): string {
  const whole = Math.round(satang);
  return `${countText(Math.trunc(whole / 100))}.${String(whole % 100).padStart(2, "0")}`;
}

/** Day and time in Bangkok. */
export function whenText(at: number, voice: Voice): string {
  const time = new Date(at + BANGKOK_MS).toISOString().slice(11, 16);
  return voice.text("run.when", { date: voice.date(at), time });
}

/** A unit's name; null is the whole organisation, called so. */
export function audienceName(unit: NamedUnit | null, voice: Voice): string {
  return unit === null ? voice.text("team.whole_organisation") : unit.name;
}

/** A number of people with its name, without a bar. */
export function peopleRow(name: string, count: number, voice: Voice): FigureRow {
  const value = voice.text("progress.people", { count: countText(count) });
  return { name, value, hasBar: false, width: "0%", filled: false, detail: "" };
}

type Reason = LeftOut | "stopped";
type Counts = Readonly<Partial<Record<Reason, number>>>;

/** The order of reasons; those that are somebody's own affair stand together as one. */
const REASONS: readonly (readonly [TextId, readonly Reason[]])[] = [
  ["remind.why_completed", ["completed"]],
  ["remind.why_not_linked", ["not_linked"]],
  ["remind.why_declined", ["declined"]],
  ["remind.why_no_notice", ["no_notice"]],
  ["remind.why_private", PRIVATE_REASONS],
  ["remind.why_too_soon", ["too_soon"]],
  ["remind.why_enough", ["enough"]],
  ["remind.why_not_in_round", ["not_in_round"]],
  ["remind.why_round_closed", ["round_closed"]],
  ["remind.why_stopped", ["stopped"]],
];

/** Reasons no list has by name: private ones, and those only the system knows. */
const UNTOLD: readonly Reason[] = [...PRIVATE_REASONS, "no_notice", "enough", "too_soon"];

/** Where few have not finished, lists name them: what they leave open would tell of somebody if it stood apart. */
const REASONS_OF_FEW: typeof REASONS = [
  ...REASONS.filter(([, reasons]) => reasons.every((reason) => !UNTOLD.includes(reason))),
  ["remind.why_other", UNTOLD],
];

/** People reminders are not about: who has completed, and who is to be reached by other means. */
const NOT_MEANT: readonly Reason[] = ["completed", "not_linked", "not_in_round"];

/** How many people have not finished and could have been reminded, of all those counted. */
export function unfinishedOf(people: number, ...left: readonly Counts[]): number {
  return left.reduce((rest, counts) => rest - countOf(counts, NOT_MEANT), people);
}

/** How many people were left out for what reason, in plain words; nothing of reasons with nobody. */
export function reasonsOf(
  counts: Counts,
  { isFew }: { readonly isFew: boolean },
  voice: Voice,
): readonly { readonly id: TextId; readonly reason: string; readonly count: number }[] {
  return (isFew ? REASONS_OF_FEW : REASONS).flatMap(([id, reasons]) => {
    const count = countOf(counts, reasons);
    return count === 0 ? [] : [{ id, reason: voice.text(id), count }];
  });
}

function countOf(counts: Counts, reasons: readonly Reason[]): number {
  return reasons.reduce((sum, reason) => sum + (counts[reason] ?? 0), 0);
}

/** The sum of figures by reason. */
export function sumOf(counts: Readonly<Partial<Record<string, number>>>): number {
  return Object.values(counts).reduce<number>((sum, count) => sum + (count ?? 0), 0);
}

/** People of a run whose message is neither sent nor settled otherwise. */
export function waitingOf({ planned, sent, unknown, refused, skipped }: ReminderRun): number {
  return Math.max(0, planned - sent - unknown - refused - sumOf(skipped));
}

/** Figures that come without being asked for: what may be typed are words, since numbers may mean something else. */
export function figuresWithWords(
  values: Omit<TeamFiguresValues, "buttons">,
  choices: readonly Choice[],
  voice: Voice,
): CardMessage {
  const { text } = figuresCard(values, [], voice);
  return {
    type: "card",
    card: "team-figures",
    values: { ...values, buttons: buttons(choices) },
    text: paragraphs(text, wordLine(choices, voice)),
  };
}

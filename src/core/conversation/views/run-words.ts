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

/** How many people were left out for what reason, in plain words; nothing of reasons with nobody. */
export function reasonsOf(
  counts: Readonly<Partial<Record<Reason, number>>>,
  voice: Voice,
): readonly { readonly reason: string; readonly count: number }[] {
  return REASONS.flatMap(([id, reasons]) => {
    const count = reasons.reduce((sum, reason) => sum + (counts[reason] ?? 0), 0);
    return count === 0 ? [] : [{ reason: voice.text(id), count }];
  });
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

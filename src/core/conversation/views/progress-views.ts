import { yearOf } from "../../people/round.ts";
import type { ProgressCounts, ProgressView } from "../../reminder/reminder.ts";
import { WHOLE_ORGANISATION } from "../../team/team-view.ts";
import { type Choice, lines } from "../choices.ts";
import type { OutgoingMessage } from "../message.ts";
import type { TextId } from "../text-ids.ts";
import type { Voice } from "../voice.ts";
import { fileChoice, roundsChoice, runTitle, stateText } from "./run-views.ts";
import { countText, whenText } from "./run-words.ts";
import { type FigureRow, figuresCard } from "./team-figures.ts";
import { listCard } from "./team-lists.ts";
import { NO_FIGURE, roundName } from "./team-words.ts";
import { pageChoices, pageText, type UnitBelow, unitsOnPage } from "./unit-pages.ts";

/** What an HR officer is shown beyond the view itself. */
export interface ProgressOptions {
  /** The organisation's name in the reader's language. */
  readonly organisation: string;
  /** Epoch ms. */
  readonly at: number;
}

/** How a round gets on in a unit, the units below and what can be done; two or three messages. */
export function progressMessages(
  view: ProgressView,
  options: ProgressOptions,
  voice: Voice,
): readonly OutgoingMessage[] {
  const units = view.below.length === 0 ? [] : [unitsCard(view, 1, voice)];
  return [countsCard(view, options, voice), ...units, nextCard(view, options, voice)];
}

/** What may be chosen after the progress, in the order it is numbered. */
export function progressChoices(view: ProgressView, voice: Voice): readonly Choice[] {
  return [...unitsChoices(view, 1, voice), ...nextChoices(view, voice)];
}

/** A page of the units below with the figures of each. */
export function progressUnitsMessage(view: ProgressView, page: number, voice: Voice): OutgoingMessage {
  return unitsCard(view, page, voice, [unitChoice(view, voice)]);
}

/** What may be chosen from a page of units, in the order it is numbered. */
export function progressUnitsChoices(view: ProgressView, page: number, voice: Voice): readonly Choice[] {
  return [...unitsChoices(view, page, voice), unitChoice(view, voice)];
}

/** Id of the unit the view is of. */
export function unitOf({ path }: Pick<ProgressView, "path">): string {
  return path[0]?.id ?? WHOLE_ORGANISATION;
}

/** Whether no round is open: the calendar year is none that people could be reminded of. */
export function isYear({ round }: Pick<ProgressView, "round">): boolean {
  return yearOf(round.id) !== undefined;
}

function countsCard(
  view: ProgressView,
  { organisation, at }: ProgressOptions,
  voice: Voice,
): OutgoingMessage {
  const { round, counts, path } = view;
  const when = whenText(at, voice);
  const rows = counts.people === 0 ? [] : countRows(counts, voice);
  const values = {
    heading: voice.text("progress.heading"),
    title: path[0]?.name ?? organisation,
    subtitle: voice.text("progress.as_of", { round: roundName(round, voice), when }),
    purpose: isYear(view) ? voice.text("progress.year_note") : "",
    keyLabel: voice.text("progress.completed"),
    key: counts.people === 0 ? NO_FIGURE : `${percentOf(counts.completed, counts)}%`,
    keyDetail: completedText(counts, voice),
    rowsLabel: rows.length === 0 ? "" : voice.text("progress.rows"),
    rows,
    note: lines(
      apartText(view, voice),
      voice.text("progress.names_note", { page: voice.text("page.progress") }),
    ),
  };
  return figuresCard(values, [], voice);
}

function completedText({ completed, people }: ProgressCounts, voice: Voice): string {
  if (people === 0) return voice.text("progress.nobody");
  return voice.text("progress.completed_of", { people: countText(completed), total: countText(people) });
}

/** Rounded down: 100% is everybody. */
function percentOf(count: number, { people }: ProgressCounts): number {
  return people === 0 ? 0 : Math.floor((count * 100) / people);
}

const ROWS: readonly (readonly [TextId, Exclude<keyof ProgressCounts, "people">])[] = [
  ["progress.completed", "completed"],
  ["progress.in_progress", "inProgress"],
  ["progress.not_started", "notStarted"],
  ["progress.declined", "declined"],
  ["progress.not_reachable", "notReachable"],
  ["progress.not_linked", "notLinked"],
];

function countRows(counts: ProgressCounts, voice: Voice): readonly FigureRow[] {
  return ROWS.map(([id, field]) => {
    const percent = percentOf(counts[field], counts);
    return {
      name: voice.text(id),
      value: voice.text("progress.share", { count: countText(counts[field]), percent }),
      hasBar: true,
      width: `${percent}%`,
      filled: percent > 0,
      detail: "",
    };
  });
}

function apartText({ apart }: ProgressView, voice: Voice): string {
  if (apart === null) return "";
  const { optedOut, snoozed, blocked, undeliverable } = apart;
  return voice.text("progress.apart", {
    optedOut: countText(optedOut),
    snoozed: countText(snoozed),
    blocked: countText(blocked),
    undeliverable: countText(undeliverable),
  });
}

function unitsCard(
  view: ProgressView,
  page: number,
  voice: Voice,
  others: readonly Choice[] = [],
): OutgoingMessage {
  const texts = {
    title: voice.text("progress.units_title"),
    text: lines(view.path[0]?.name ?? "", voice.text("progress.units_text"), pageText(view, page, voice)),
    note: "",
  };
  const details = unitsOnPage(view, page).map(({ counts }) => unitText(counts, voice));
  return listCard(texts, [...unitsChoices(view, page, voice), ...others], details, voice);
}

/** Beside large numbers a long name would have no room. */
const MOST_COUNTED = 999;

function unitText(counts: ProgressCounts, voice: Voice): string {
  const { completed, people: total } = counts;
  const percent = percentOf(completed, counts);
  if (total === 0) return voice.text("progress.unit_nobody");
  if (total > MOST_COUNTED) return `${percent}%`;
  return voice.text("progress.unit_done", { people: completed, total, percent });
}

/** The units of a page, then the pages beside it; nothing where there are no units. */
function unitsChoices(view: ProgressView, page: number, voice: Voice): readonly Choice[] {
  const units = unitsOnPage(view, page).map(
    ({ id, name }: UnitBelow): Choice => ({ label: name, action: { do: "progress_unit", unit: id } }),
  );
  return [...units, ...pageChoices(view, page, { do: "progress_units", unit: unitOf(view) }, voice)];
}

/** Back to the figures of the unit whose units are listed. */
function unitChoice(view: ProgressView, voice: Voice): Choice {
  return { label: voice.text("progress.heading"), action: { do: "progress_unit", unit: unitOf(view) } };
}

function nextCard(view: ProgressView, options: ProgressOptions, voice: Voice): OutgoingMessage {
  const { runs } = view;
  const texts = {
    title: voice.text("progress.next_title"),
    text: voice.text(runs.length === 0 ? "progress.next_text_none" : "progress.next_text"),
    note: "",
  };
  const details = runs.map((run) => stateText(run, options.at, voice));
  const from = unitsChoices(view, 1, voice).length + 1;
  return listCard(texts, nextChoices(view, voice), details, voice, from);
}

/** The latest runs, then reminding, the unit above, the file and the page about rounds. */
function nextChoices(view: ProgressView, voice: Voice): readonly Choice[] {
  const runs = view.runs.map(
    (run): Choice => ({ label: runTitle(run, voice), action: { do: "remind_run", run: run.id } }),
  );
  return [
    ...runs,
    ...remindChoices(view, voice),
    ...upChoices(view, voice),
    fileChoice(voice),
    roundsChoice(voice),
  ];
}

function remindChoices(view: ProgressView, voice: Voice): readonly Choice[] {
  if (isYear(view) || view.counts.people === view.counts.completed) return [];
  const unit = unitOf(view);
  if (unit !== WHOLE_ORGANISATION) {
    return [{ label: voice.text("progress.go_remind"), action: { do: "remind_unit", unit } }];
  }
  const all: Choice = { label: voice.text("progress.go_remind_all"), action: { do: "remind_unit", unit } };
  return view.below.length === 0
    ? [all]
    : [all, { label: voice.text("progress.go_choose"), action: { do: "remind" } }];
}

function upChoices({ path }: ProgressView, voice: Voice): readonly Choice[] {
  const [unit, above] = path;
  if (unit === undefined) return [];
  const action = { do: "progress_unit", unit: above?.id ?? WHOLE_ORGANISATION } as const;
  return [{ label: voice.text(above ? "progress.go_up" : "progress.go_organisation"), action }];
}

import type { PeopleShare, Share } from "../../team/share.ts";
import type {
  CompletionFigure,
  DimensionFigure,
  Figure,
  ItemFigure,
  TeamFigures,
} from "../../team/team-snapshot.ts";
import type { TeamFiguresValues } from "../card-values.ts";
import { buttons, type Choice, lines, numberedLines, paragraphs } from "../choices.ts";
import type { CardMessage } from "../message.ts";
import { itemName, type Voice } from "../voice.ts";
import { NO_FIGURE, type PublishedView, peopleText, reasonText, shareText } from "./team-words.ts";

/** One figure with its name: a bar, or why there is none. */
export type FigureRow = TeamFiguresValues["rows"][number];

/** The figure above all others. */
export type KeyFigure = Pick<TeamFiguresValues, "keyLabel" | "key" | "keyDetail">;

/** A card has none. */
export const NO_KEY: KeyFigure = { keyLabel: "", key: "", keyDetail: "" };

/** How long a bar is whose number is not told. */
const FEW_WIDTH = "5%";
const NEARLY_ALL_WIDTH = "95%";

/** How many people of the audience have completed. */
export function completionKey(
  figure: Figure<CompletionFigure>,
  view: PublishedView,
  voice: Voice,
): KeyFigure {
  const keyLabel = voice.text("team.completed");
  if (figure.status === "withheld")
    return { keyLabel, key: NO_FIGURE, keyDetail: reasonText(figure, view, voice) };
  const { people: total, completed } = figure;
  const keyDetail =
    completed.kind === "counted"
      ? voice.text("team.completed_of", { people: completed.people, total })
      : voice.text("team.of_people", { total });
  return { keyLabel, key: shareText(completed, voice), keyDetail };
}

/** The match of every dimension; one row where all are withheld for the same reason. */
export function dimensionRows(
  { dimensions }: Pick<TeamFigures, "dimensions">,
  view: PublishedView,
  voice: Voice,
): readonly FigureRow[] {
  const rows = dimensions.map(({ dimension, figure }) => matchRow(dimension, figure, view, voice));
  return gathered(rows, voice.text("team.all_dimensions"));
}

function matchRow(
  dimension: string,
  figure: Figure<DimensionFigure>,
  view: PublishedView,
  voice: Voice,
): FigureRow {
  const name = itemName(dimension, voice);
  if (figure.status === "withheld") return withheldRow(name, reasonText(figure, view, voice));
  const detail = voice.text("team.raters_at_least", { people: figure.peopleAtLeast });
  return { name, value: shareText(figure.match, voice), ...barOf(figure.match), detail };
}

/** Who is below the required level in each unit of capability, and who could teach it. */
export function itemRows(
  items: TeamFigures["items"],
  view: PublishedView,
  voice: Voice,
): readonly FigureRow[] {
  return items.map(({ item, figure }) =>
    figure.status === "withheld"
      ? withheldRow(itemName(item, voice), reasonText(figure, view, voice))
      : gapRow(item, figure, voice),
  );
}

/** People below the required level in one unit of capability. */
export function gapRow(item: string, { gap, teach, people }: ItemFigure, voice: Voice): FigureRow {
  const detail = voice.text("team.item_detail", { teach: peopleText(teach, voice), people });
  return { name: itemName(item, voice), value: peopleText(gap, voice), ...barOf(gap), detail };
}

/** A row without a figure. */
export function withheldRow(name: string, detail: string): FigureRow {
  return { name, value: NO_FIGURE, hasBar: false, width: "0%", filled: false, detail };
}

/** A share as a bar; the words have lengths of their own. */
export function barOf(share: Share | PeopleShare): Pick<FigureRow, "hasBar" | "width" | "filled"> {
  if (share.kind === "few") return { hasBar: true, width: FEW_WIDTH, filled: true };
  if (share.kind === "nearly_all") return { hasBar: true, width: NEARLY_ALL_WIDTH, filled: true };
  return { hasBar: true, width: `${share.percent}%`, filled: share.percent > 0 };
}

/** The same reason many times over is said once. */
export function gathered(rows: readonly FigureRow[], name: string): readonly FigureRow[] {
  const [first, ...others] = rows;
  if (first === undefined || others.length === 0) return rows;
  const isSame = rows.every(({ hasBar, detail }) => !hasBar && detail === first.detail);
  return isSame ? [{ ...first, name }] : rows;
}

/** Figures as bars; the choices may be empty. */
export function figuresCard(
  values: Omit<TeamFiguresValues, "buttons">,
  choices: readonly Choice[],
  voice: Voice,
): CardMessage {
  const { heading, title, subtitle, purpose, rowsLabel, rows, note } = values;
  return {
    type: "card",
    card: "team-figures",
    values: { ...values, buttons: buttons(choices) },
    text: paragraphs(
      lines(`${heading}: ${title}`, subtitle, purpose),
      keyText(values),
      rows.length === 0 ? "" : lines(rowsLabel, ...rows.map(rowText)),
      note,
      choices.length === 0 ? "" : numberedLines(choices, voice),
    ),
  };
}

/** The figure above all others in words. */
export function keyText({ keyLabel, key, keyDetail }: KeyFigure): string {
  return keyLabel === "" ? "" : withDetail(`${keyLabel}: ${key}`, keyDetail);
}

/** One row in words. */
export function rowText({ name, value, detail }: FigureRow): string {
  return withDetail(`${name}: ${value}`, detail);
}

function withDetail(text: string, detail: string): string {
  if (detail === "") return text;
  return text.endsWith(NO_FIGURE) ? `${text} (${detail})` : `${text} · ${detail}`;
}

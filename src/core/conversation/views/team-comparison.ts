import { compareMatch, type MatchChange } from "../../team/compare-match.ts";
import type { DimensionFigure, Figure } from "../../team/team-snapshot.ts";
import type { TeamView } from "../../team/team-view.ts";
import { buttons, type Choice } from "../choices.ts";
import type { OutgoingMessage } from "../message.ts";
import { itemName, type Voice } from "../voice.ts";
import { barOf, type FigureRow, figuresCard, gathered, NO_KEY, withheldRow } from "./team-figures.ts";
import { notPublishedMessage, summaryChoice } from "./team-views.ts";
import {
  isPublished,
  type PublishedView,
  reasonText,
  roundName,
  shareText,
  unitTitle,
} from "./team-words.ts";

type Previous = NonNullable<TeamView["previous"]>;

/** The change of every dimension's match since the previous round; a text where there is none. */
export function teamCompareMessage(view: TeamView, voice: Voice): OutgoingMessage {
  if (!isPublished(view)) return notPublishedMessage(view, voice);
  const { previous, round } = view;
  const choices = teamCompareChoices(view, voice);
  if (previous === null)
    return { type: "text", text: voice.text("team.compare_none"), shortcuts: buttons(choices) };
  const rounds = { round: roundName(round, voice), previous: roundName(previous.round, voice) };
  const values = {
    heading: voice.text("team.compare_heading"),
    title: unitTitle(view, voice),
    subtitle: voice.text("team.compare_subtitle", rounds),
    purpose: "",
    ...NO_KEY,
    rowsLabel: voice.text("team.match"),
    rows: gathered(changeRows(previous, view, voice), voice.text("team.all_dimensions")),
    note: voice.text("team.compare_note"),
  };
  return figuresCard(values, choices, voice);
}

/** What may be looked at after the comparison. */
export function teamCompareChoices(view: TeamView, voice: Voice): readonly Choice[] {
  return [summaryChoice(view, voice)];
}

function changeRows(previous: Previous, view: PublishedView, voice: Voice): readonly FigureRow[] {
  return view.published.figures.dimensions.map(({ dimension, figure }) => {
    const before = previous.dimensions.find((one) => one.dimension === dimension)?.figure;
    return changeRow(itemName(dimension, voice), before, figure, view, voice);
  });
}

function changeRow(
  name: string,
  before: Figure<DimensionFigure> | undefined,
  now: Figure<DimensionFigure>,
  view: PublishedView,
  voice: Voice,
): FigureRow {
  if (now.status === "withheld") return withheldRow(name, reasonText(now, view, voice));
  const change: MatchChange = before
    ? compareMatch(before, now)
    : { status: "not_comparable", reason: "withheld" };
  if (change.status === "not_comparable")
    return withheldRow(name, voice.text(`team.compare_${change.reason}`));
  const detail = voice.text("team.compare_now", { value: shareText(now.match, voice) });
  return { name, value: pointsText(change.points, voice), ...barOf(now.match), detail };
}

function pointsText(points: number, voice: Voice): string {
  if (points === 0) return voice.text("team.compare_same");
  const sign = points > 0 ? "+" : "−";
  return voice.text("team.compare_points", { points: `${sign}${Math.abs(points)}` });
}

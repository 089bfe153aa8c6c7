import { GROUPS, type Group } from "../../framework/framework.ts";
import type { ItemFigure, TeamFigures } from "../../team/team-snapshot.ts";
import type { TeamView } from "../../team/team-view.ts";
import type { TeamGroupsValues } from "../card-values.ts";
import { buttons, type Choice, lines, paragraphs } from "../choices.ts";
import type { CardMessage, OutgoingMessage } from "../message.ts";
import { groupName, itemName, type Voice } from "../voice.ts";
import { choiceCard } from "./small-views.ts";
import {
  completionKey,
  dimensionRows,
  figuresCard,
  gathered,
  itemRows,
  type KeyFigure,
  keyText,
  NO_KEY,
  rowText,
} from "./team-figures.ts";
import { teamDimensionsMessage } from "./team-lists.ts";
import { dimensionsChoice, notPublishedMessage, summaryChoice } from "./team-views.ts";
import {
  asOf,
  isPublished,
  NO_FIGURE,
  type PublishedView,
  shareText,
  unitTitle,
  wordsNote,
} from "./team-words.ts";

/** How many staff groups one carousel holds: with all figures shown more would be beyond LINE's 50 KB. */
const GROUPS_PER_CAROUSEL = 3;

/** One dimension with its units of capability; the list of dimensions when there is none of this id. */
export function teamDimensionMessages(
  view: TeamView,
  dimension: string,
  voice: Voice,
): readonly OutgoingMessage[] {
  if (!isPublished(view)) return [notPublishedMessage(view, voice)];
  const isKnown = view.published.figures.dimensions.some((one) => one.dimension === dimension);
  if (!isKnown) return [teamDimensionsMessage(view, voice)];
  const items = itemsOf(dimension, view, voice);
  const rows = itemRows(items, view, voice);
  const values = {
    heading: unitTitle(view, voice),
    title: itemName(dimension, voice),
    subtitle: asOf(view, voice),
    purpose: "",
    ...matchKey(dimension, view, voice),
    rowsLabel: voice.text("team.gaps_label"),
    rows: gathered(rows, voice.text("team.all_items")),
    note: dimensionNote(items, voice),
  };
  return [figuresCard(values, teamDimensionChoices(view, voice), voice)];
}

/** What may be looked at after one dimension. */
export function teamDimensionChoices(view: TeamView, voice: Voice): readonly Choice[] {
  return [dimensionsChoice(view, voice), summaryChoice(view, voice)];
}

/** Questions of a quick check are the dimensions themselves. */
function itemsOf(dimension: string, { published }: PublishedView, voice: Voice): TeamFigures["items"] {
  const { units } = voice.content.framework;
  return published.figures.items.filter(({ item }) => {
    return (units.find(({ code }) => code === item)?.dimension ?? item) === dimension;
  });
}

function matchKey(dimension: string, view: PublishedView, voice: Voice): KeyFigure {
  const figure = view.published.figures.dimensions.find((one) => one.dimension === dimension)?.figure;
  if (figure === undefined) return NO_KEY;
  const keyLabel = voice.text("team.match");
  // The rows say why.
  if (figure.status === "withheld") return { keyLabel, key: NO_FIGURE, keyDetail: "" };
  const keyDetail = voice.text("team.raters_at_least", { people: figure.peopleAtLeast });
  return { keyLabel, key: shareText(figure.match, voice), keyDetail };
}

function dimensionNote(items: TeamFigures["items"], voice: Voice): string {
  const shown = items.flatMap(({ figure }): readonly ItemFigure[] =>
    figure.status === "shown" ? [figure] : [],
  );
  const isAnyUnanswered = items.some(
    ({ figure }) => figure.status === "withheld" && figure.reason === "too_few_answers",
  );
  const shares = shown.flatMap(({ gap, teach }) => [gap, teach]);
  return paragraphs(
    shown.length > 0 ? voice.text("team.note_teach") : "",
    wordsNote(shares, voice),
    isAnyUnanswered ? voice.text("team.note_not_asked") : "",
  );
}

/** Completion and match by staff group; known for the whole organisation only. */
export function teamGroupsMessages(view: TeamView, voice: Voice): readonly OutgoingMessage[] {
  if (!isPublished(view)) return [notPublishedMessage(view, voice)];
  const choices = teamGroupsChoices(view, voice);
  const groups = GROUPS.filter((group) => view.published.groups[group] !== undefined);
  if (groups.length === 0)
    return [{ type: "text", text: voice.text("team.groups_none"), shortcuts: buttons(choices) }];
  const carousels = Array.from({ length: Math.ceil(groups.length / GROUPS_PER_CAROUSEL) }, (_, at) =>
    groupsCard(groups.slice(at * GROUPS_PER_CAROUSEL, (at + 1) * GROUPS_PER_CAROUSEL), view, voice),
  );
  const title = voice.text("team.next_heading");
  return [...carousels, choiceCard(title, voice.text("team.groups_note"), choices, voice)];
}

/** What may be looked at after the staff groups. */
export function teamGroupsChoices(view: TeamView, voice: Voice): readonly Choice[] {
  return [summaryChoice(view, voice)];
}

function groupsCard(groups: readonly Group[], view: PublishedView, voice: Voice): CardMessage {
  const values: TeamGroupsValues = { groups: groups.map((group) => groupOf(group, view, voice)) };
  // A round's name may be long and is the same for all: said with every group, the text would be too long for LINE.
  const blocks = values.groups.map((group, at) =>
    paragraphs(
      lines(`${group.heading}: ${group.title}`, at === 0 ? group.subtitle : ""),
      keyText(group),
      lines(group.rowsLabel, ...group.rows.map(rowText)),
      group.note,
    ),
  );
  return { type: "card", card: "team-groups", values, text: paragraphs(...blocks) };
}

function groupOf(group: Group, view: PublishedView, voice: Voice): TeamGroupsValues["groups"][number] {
  const { completion, dimensions } = view.published.groups[group] ?? view.published.figures;
  const matches = dimensions.flatMap(({ figure }) => (figure.status === "shown" ? [figure.match] : []));
  return {
    heading: voice.text("team.groups_heading"),
    title: groupName(group, voice),
    subtitle: asOf(view, voice),
    ...completionKey(completion, view, voice),
    rowsLabel: voice.text("team.match"),
    rows: dimensionRows({ dimensions }, view, voice),
    note: wordsNote(completion.status === "shown" ? [completion.completed, ...matches] : matches, voice),
  };
}

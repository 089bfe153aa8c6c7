import { atLeastPeople, type PeopleShare, type Share } from "../../team/share.ts";
import { NEW_RESPONSES_FOR_SNAPSHOT } from "../../team/snapshot-due.ts";
import type { ItemFigure, TeamFigures } from "../../team/team-snapshot.ts";
import { type TeamView, WHOLE_ORGANISATION } from "../../team/team-view.ts";
import { buttons, type Choice, lines, paragraphs } from "../choices.ts";
import type { CardMessage, OutgoingMessage } from "../message.ts";
import { checklistName, type Voice } from "../voice.ts";
import { choiceCard } from "./small-views.ts";
import { completionKey, dimensionRows, figuresCard, gapRow, NO_KEY } from "./team-figures.ts";
import {
  asOf,
  isPublished,
  notPublishedText,
  type PublishedView,
  type TeamOptions,
  unitTitle,
  wordsNote,
} from "./team-words.ts";

/** How many gaps and topics one card shows. */
const MOST_GAPS = 5;
const MOST_TOPICS = 5;

/** The summary of one unit in at most four messages; one text while nothing is published. */
export function teamMessages(view: TeamView, options: TeamOptions, voice: Voice): readonly OutgoingMessage[] {
  if (!isPublished(view)) return [notPublishedMessage(view, voice, options)];
  const gaps = widestGaps(view.published.figures);
  const topics = view.published.figures.topics.slice(0, MOST_TOPICS);
  const choices = teamChoices(view, options, voice);
  const next = voice.text("team.next_heading");
  return [
    summaryCard(view, options, voice),
    ...(gaps.length > 0 ? [gapsCard(view, gaps, options, voice)] : []),
    ...(topics.length > 0 ? [topicsCard(topics, voice)] : []),
    ...(choices.length > 0 ? [choiceCard(next, voice.text("team.next_text"), choices, voice)] : []),
  ];
}

/** What may be looked at after the summary, in the order it is numbered. */
export function teamChoices(view: TeamView, { mayGoUp }: TeamOptions, voice: Voice): readonly Choice[] {
  const { unit, below, previous } = view;
  const up = mayGoUp ? upChoice(view, voice) : [];
  if (!isPublished(view)) return up;
  const { published } = view;
  const hasGroups = unit.id === WHOLE_ORGANISATION && Object.keys(published.groups).length > 0;
  const units: Choice = {
    label: voice.text("team.go_units"),
    action: { do: "team_units", unit: unit.id, page: 1 },
  };
  const groups: Choice = {
    label: voice.text("team.go_groups"),
    action: { do: "team_groups", unit: unit.id },
  };
  const compare: Choice = {
    label: voice.text("team.go_compare"),
    action: { do: "team_compare", unit: unit.id },
  };
  // Where nothing is shown there is nothing to look into; the unit above has it.
  if (isAllWithheld(published.figures)) return [...up, ...(below.length > 0 ? [units] : [])];
  return [
    dimensionsChoice(view, voice),
    ...(below.length > 0 ? [units] : []),
    ...(hasGroups ? [groups] : []),
    ...(previous === null ? [] : [compare]),
    ...up,
  ];
}

function isAllWithheld({ completion, dimensions }: TeamFigures): boolean {
  return [completion, ...dimensions.map(({ figure }) => figure)].every(({ status }) => status === "withheld");
}

/** To the unit above; none above the whole organisation. */
export function upChoice({ path }: TeamView, voice: Voice): readonly Choice[] {
  const above = path[1];
  if (above === undefined) return [];
  return [{ label: voice.text("team.go_up"), action: { do: "team_unit", unit: above } }];
}

/** Back to the summary of the unit. */
export function summaryChoice({ unit }: TeamView, voice: Voice): Choice {
  return { label: voice.text("team.go_summary"), action: { do: "team_unit", unit: unit.id } };
}

/** To the list of dimensions. */
export function dimensionsChoice({ unit }: TeamView, voice: Voice): Choice {
  return { label: voice.text("team.go_dimensions"), action: { do: "team_dimensions", unit: unit.id } };
}

/** Says why there is nothing to show yet. */
export function notPublishedMessage(view: TeamView, voice: Voice, options?: TeamOptions): OutgoingMessage {
  const text = notPublishedText(view, voice, NEW_RESPONSES_FOR_SNAPSHOT, options?.organisation);
  const choices = options?.mayGoUp ? upChoice(view, voice) : [];
  return choices.length === 0 ? { type: "text", text } : { type: "text", text, shortcuts: buttons(choices) };
}

function summaryCard(view: PublishedView, { organisation }: TeamOptions, voice: Voice): CardMessage {
  const { figures, minPeople } = view.published;
  const values = {
    heading: voice.text("team.heading"),
    title: unitTitle(view, voice, organisation),
    subtitle: asOf(view, voice),
    purpose: voice.text("team.purpose"),
    ...completionKey(figures.completion, view, voice),
    rowsLabel: voice.text("team.match"),
    rows: dimensionRows(figures, view, voice),
    note: paragraphs(
      noGapsText(figures, voice),
      wordsNote(summaryShares(figures), voice),
      voice.text("team.note_rules", { min: minPeople, count: NEW_RESPONSES_FOR_SNAPSHOT }),
    ),
  };
  return figuresCard(values, [], voice);
}

function summaryShares({ completion, dimensions }: TeamFigures): readonly (Share | PeopleShare)[] {
  const matches = dimensions.flatMap(({ figure }) => (figure.status === "shown" ? [figure.match] : []));
  return completion.status === "shown" ? [completion.completed, ...matches] : matches;
}

/** Only where gaps could have been shown is it worth saying that there is none. */
function noGapsText(figures: TeamFigures, voice: Voice): string {
  const isAnyShown = figures.items.some(({ figure }) => figure.status === "shown");
  return isAnyShown && widestGaps(figures).length === 0 ? voice.text("team.no_gaps") : "";
}

type ShownItem = ItemFigure & { readonly item: string };

/** Units of capability by the number of people below the required level, without those of only a few. */
function widestGaps({ items }: TeamFigures): readonly ShownItem[] {
  return items
    .flatMap(({ item, figure }): readonly ShownItem[] =>
      figure.status === "shown" && figure.gap.kind !== "few" ? [{ ...figure, item }] : [],
    )
    .toSorted((a, b) => atLeastPeople(b.gap, b.people) - atLeastPeople(a.gap, a.people))
    .slice(0, MOST_GAPS);
}

function gapsCard(
  view: PublishedView,
  gaps: readonly ShownItem[],
  { organisation }: TeamOptions,
  voice: Voice,
): CardMessage {
  const values = {
    heading: voice.text("team.gaps_heading"),
    title: unitTitle(view, voice, organisation),
    subtitle: asOf(view, voice),
    purpose: "",
    ...NO_KEY,
    rowsLabel: voice.text("team.gaps_label"),
    rows: gaps.map((figure) => gapRow(figure.item, figure, voice)),
    note: paragraphs(
      voice.text("team.note_teach"),
      wordsNote(
        gaps.flatMap(({ gap, teach }) => [gap, teach]),
        voice,
      ),
    ),
  };
  return figuresCard(values, [], voice);
}

function topicsCard(shown: TeamFigures["topics"], voice: Voice): CardMessage {
  const topics = shown.map(({ topic, peopleAtLeast }, index) => ({
    number: String(index + 1),
    name: checklistName(topic, voice),
    reason: voice.text("team.topic_reason", { people: peopleAtLeast }),
    subtopicsLabel: "",
    subtopics: [],
  }));
  const values = {
    heading: voice.text("team.topics_heading"),
    note: voice.text("team.topics_note"),
    topics,
  };
  const rows = topics.map(({ number, name, reason }) => lines(`${number}. ${name}`, reason));
  return {
    type: "card",
    card: "topics",
    values,
    text: paragraphs(values.heading, lines(...rows), values.note),
  };
}

import type { TeamView } from "../../team/team-view.ts";
import { button, buttons, type Choice, lines, numberedLines, paragraphs } from "../choices.ts";
import type { CardMessage, OutgoingMessage } from "../message.ts";
import { itemName, type Voice } from "../voice.ts";
import { notPublishedMessage, summaryChoice, upChoice } from "./team-views.ts";
import { asOf, isPublished, NO_FIGURE, shareText, type TeamOptions, unitTitle } from "./team-words.ts";

/** How many units one card lists. */
export const UNITS_PER_PAGE = 8;

/** The dimensions to choose from, each with its match. */
export function teamDimensionsMessage(view: TeamView, voice: Voice): OutgoingMessage {
  if (!isPublished(view)) return notPublishedMessage(view, voice);
  const { dimensions } = view.published.figures;
  const details = dimensions.map(({ figure }) =>
    figure.status === "shown" ? shareText(figure.match, voice) : NO_FIGURE,
  );
  const texts = {
    title: voice.text("team.dimensions_heading"),
    text: lines(unitTitle(view, voice), asOf(view, voice)),
    note: voice.text("team.dimensions_note"),
  };
  return listCard(texts, teamDimensionsChoices(view, voice), details, voice);
}

/** The dimensions in the order they are numbered, then back to the summary. */
export function teamDimensionsChoices(view: TeamView, voice: Voice): readonly Choice[] {
  const { unit, published } = view;
  const dimensions = (published?.figures.dimensions ?? []).map(({ dimension }): Choice => {
    return {
      label: itemName(dimension, voice),
      action: { do: "team_dimension", unit: unit.id, dimension },
    };
  });
  return [...dimensions, summaryChoice(view, voice)];
}

/** The units below to choose from, a page at a time; pages count from 1, the nearest one is shown. */
export function teamUnitsMessage(
  view: TeamView,
  page: number,
  options: TeamOptions,
  voice: Voice,
): OutgoingMessage {
  const { below } = view;
  const pages = pagesOf(view);
  const texts = {
    title: voice.text("team.units_heading"),
    text: lines(
      unitTitle(view, voice, options.organisation),
      below.length === 0 ? voice.text("team.units_none") : "",
      pages > 1 ? voice.text("team.units_page", { page: inRange(page, pages), pages }) : "",
    ),
    note: "",
  };
  const details = unitsOn(view, page).map(() => "");
  return listCard(texts, teamUnitsChoices(view, page, options, voice), details, voice);
}

/** The units of a page in the order they are numbered, then where else to go. */
export function teamUnitsChoices(
  view: TeamView,
  page: number,
  { mayGoUp }: TeamOptions,
  voice: Voice,
): readonly Choice[] {
  const pages = pagesOf(view);
  const shown = inRange(page, pages);
  const turn = (to: number, label: string): readonly Choice[] =>
    to < 1 || to > pages ? [] : [{ label, action: { do: "team_units", unit: view.unit.id, page: to } }];
  return [
    ...unitsOn(view, page).map(
      ({ id, name }): Choice => ({
        label: name,
        action: { do: "team_unit", unit: id },
      }),
    ),
    ...turn(shown + 1, voice.text("control.next_page")),
    ...turn(shown - 1, voice.text("team.go_previous_page")),
    ...(mayGoUp ? upChoice(view, voice) : []),
    summaryChoice(view, voice),
  ];
}

function pagesOf({ below }: TeamView): number {
  return Math.max(1, Math.ceil(below.length / UNITS_PER_PAGE));
}

/** The page asked for, or the nearest there is. */
export function inRange(page: number, pages: number): number {
  return Math.min(Math.max(1, Math.trunc(page)), pages);
}

function unitsOn(view: TeamView, page: number): TeamView["below"] {
  const from = (inRange(page, pagesOf(view)) - 1) * UNITS_PER_PAGE;
  return view.below.slice(from, from + UNITS_PER_PAGE);
}

/**
 * The first choices are listed with the details, one each; the others stand below as buttons. Their numbers go on
 * `from` those of a card before.
 */
export function listCard(
  texts: { readonly title: string; readonly text: string; readonly note: string },
  choices: readonly Choice[],
  details: readonly string[],
  voice: Voice,
  from = 1,
): CardMessage {
  const listed = choices.slice(0, details.length);
  const others = choices.slice(details.length);
  const inWords = choices.map((choice, index) => {
    const detail = details[index] ?? "";
    return detail === "" ? choice : { ...choice, label: `${choice.label}: ${detail}` };
  });
  return {
    type: "card",
    card: "team-list",
    values: {
      ...texts,
      options: listed.map((choice, index) => ({
        number: String(from + index),
        name: choice.label,
        detail: details[index] ?? "",
        button: button(choice),
      })),
      buttons: buttons(others),
    },
    text: paragraphs(lines(texts.title, texts.text), numberedLines(inWords, voice, from), texts.note),
  };
}

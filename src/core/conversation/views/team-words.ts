import { type Round, yearOf } from "../../people/round.ts";
import type { PeopleShare, Share } from "../../team/share.ts";
import type { Figure } from "../../team/team-snapshot.ts";
import { type PublishedFigures, type TeamView, WHOLE_ORGANISATION } from "../../team/team-view.ts";
import { paragraphs } from "../choices.ts";
import type { Voice } from "../voice.ts";

/** Stands where a figure is withheld. */
export const NO_FIGURE = "–";

/** Thai counts the years of the Buddhist era. */
const BUDDHIST_ERA = 543;

/** What the reader is shown beyond the view itself. */
export interface TeamOptions {
  /** The organisation's name in the reader's language. */
  readonly organisation: string;
  /** Whether the reader may see the unit above, too. */
  readonly mayGoUp: boolean;
}

/** What is published of a unit and the view it belongs to. */
export interface PublishedView extends TeamView {
  readonly published: PublishedFigures;
}

/** Whether anything is published of the unit yet. */
export function isPublished(view: TeamView): view is PublishedView {
  return view.published !== null;
}

/** A unit's name; the whole organisation is called so, or by its name where that is handed in. */
export function unitTitle({ unit }: TeamView, voice: Voice, organisation = ""): string {
  if (unit.id !== WHOLE_ORGANISATION) return unit.name;
  return organisation === "" ? voice.text("team.whole_organisation") : organisation;
}

/** A round as HR called it, or its year: "ปี 2569", "Year 2026". */
export function roundName(round: Pick<Round, "id" | "name">, voice: Voice): string {
  const year = yearOf(round.id);
  if (round.name !== "" || year === undefined) return round.name;
  return voice.text("team.round_year", { year: voice.language === "th" ? year + BUDDHIST_ERA : year });
}

/** The round and the day of the snapshot. */
export function asOf({ round, published }: PublishedView, voice: Voice): string {
  return voice.text("team.as_of", { round: roundName(round, voice), date: voice.date(published.takenAt) });
}

/** "72%", or the word for what is near 0 % or 100 %. */
export function shareText(share: Share | PeopleShare, voice: Voice): string {
  return "percent" in share ? `${share.percent}%` : voice.text(`team.${share.kind}`);
}

/** "8 people (40%)", or the word for hardly anybody or nearly everybody. */
export function peopleText(share: PeopleShare, voice: Voice): string {
  if (share.kind !== "counted") return voice.text(`team.${share.kind}`);
  return voice.text("team.people_share", { people: share.people, percent: share.percent });
}

/** Why a figure is withheld and, where a unit above has it, which. */
export function reasonText(
  { reason, seeUnit }: Extract<Figure<unknown>, { readonly status: "withheld" }>,
  view: PublishedView,
  voice: Voice,
): string {
  const why = voice.text(`team.${reason}`, { min: view.published.minPeople });
  const unit = seeUnit === null ? "" : nameOf(seeUnit, view, voice);
  return unit === "" ? why : `${why} ${voice.text("team.see_unit", { unit })}`;
}

/** Empty for a unit whose name is not known: people are shown no codes. */
function nameOf(unit: string, { names }: TeamView, voice: Voice): string {
  if (unit === WHOLE_ORGANISATION) return voice.text("team.whole_organisation");
  return names[unit] ?? "";
}

/** Explains the words used instead of numbers, where they were used. */
export function wordsNote(shares: readonly (Share | PeopleShare)[], voice: Voice): string {
  const isUsed = shares.some(({ kind }) => kind === "few" || kind === "nearly_all");
  return isUsed ? voice.text("team.note_words") : "";
}

/** Why there is nothing to show yet, and when there will be. */
export function notPublishedText(view: TeamView, voice: Voice, count: number, organisation = ""): string {
  const unit = unitTitle(view, voice, organisation);
  return paragraphs(
    voice.text("team.not_published", { unit, round: roundName(view.round, voice) }),
    voice.text("team.not_published_until", { count }),
  );
}

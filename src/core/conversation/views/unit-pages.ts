import type { NamedUnit } from "../../people/member.ts";
import type { ProgressCounts, ProgressView } from "../../reminder/reminder.ts";
import type { Choice } from "../choices.ts";
import type { Voice } from "../voice.ts";
import { inRange, UNITS_PER_PAGE } from "./team-lists.ts";

/** A unit in a list of those below another. */
export type UnitBelow = NamedUnit & { readonly counts: ProgressCounts; readonly hasUnits: boolean };

/** A page of the units below, pages counting from 1; the nearest there is. */
export function unitsOnPage({ below }: Pick<ProgressView, "below">, page: number): readonly UnitBelow[] {
  const from = (inRange(page, pagesOfUnits({ below })) - 1) * UNITS_PER_PAGE;
  return below.slice(from, from + UNITS_PER_PAGE);
}

/** How many pages the units below fill, at least one. */
function pagesOfUnits({ below }: Pick<ProgressView, "below">): number {
  return Math.max(1, Math.ceil(below.length / UNITS_PER_PAGE));
}

/** "Page 2 of 5"; empty for a single one. */
export function pageText(view: Pick<ProgressView, "below">, page: number, voice: Voice): string {
  const pages = pagesOfUnits(view);
  return pages > 1 ? voice.text("team.units_page", { page: inRange(page, pages), pages }) : "";
}

/** The pages beside one. */
export function pageChoices(
  view: Pick<ProgressView, "below">,
  page: number,
  action: { readonly do: "progress_units" | "remind_units"; readonly unit: string },
  voice: Voice,
): readonly Choice[] {
  const pages = pagesOfUnits(view);
  const shown = inRange(page, pages);
  const turn = (to: number, label: string): readonly Choice[] =>
    to < 1 || to > pages ? [] : [{ label, action: { ...action, page: to } }];
  return [
    ...turn(shown + 1, voice.text("control.next_page")),
    ...turn(shown - 1, voice.text("team.go_previous_page")),
  ];
}

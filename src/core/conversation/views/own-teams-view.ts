import type { OrgUnit } from "../../people/member.ts";
import type { Choice } from "../choices.ts";
import type { OutgoingMessage } from "../message.ts";
import type { Voice } from "../voice.ts";
import { inRange, listCard, UNITS_PER_PAGE } from "./team-lists.ts";

type Units = readonly Pick<OrgUnit, "id" | "name">[];

/** Asks which of the units somebody manages is meant, a page at a time; pages count from 1. */
export function ownTeamsCard(units: Units, page: number, voice: Voice): OutgoingMessage {
  const texts = { title: voice.text("team.own_title"), text: voice.text("team.own_text"), note: "" };
  const details = unitsOn(units, page).map(() => "");
  return listCard(texts, ownTeamsChoices(units, page, voice), details, voice);
}

/** The units of a page in the order they are numbered, then the pages beside it. */
export function ownTeamsChoices(units: Units, page: number, voice: Voice): readonly Choice[] {
  const shown = inRange(page, pagesOf(units));
  const turn = (to: number, label: string): readonly Choice[] =>
    to < 1 || to > pagesOf(units) ? [] : [{ label, action: { do: "team_own", page: to } }];
  return [
    ...unitsOn(units, page).map(
      ({ id, name }): Choice => ({ label: name, action: { do: "team_unit", unit: id } }),
    ),
    ...turn(shown + 1, voice.text("control.next_page")),
    ...turn(shown - 1, voice.text("team.go_previous_page")),
  ];
}

function pagesOf(units: Units): number {
  return Math.max(1, Math.ceil(units.length / UNITS_PER_PAGE));
}

function unitsOn(units: Units, page: number): Units {
  const from = (inRange(page, pagesOf(units)) - 1) * UNITS_PER_PAGE;
  return units.slice(from, from + UNITS_PER_PAGE);
}

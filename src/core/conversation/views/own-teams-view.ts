import type { OrgUnit } from "../../people/member.ts";
import type { Choice } from "../choices.ts";
import type { OutgoingMessage } from "../message.ts";
import type { Voice } from "../voice.ts";
import { choiceCard } from "./small-views.ts";

/** Buttons one card has room for. */
const MOST_UNITS = 12;

/** The units somebody manages, to choose from. */
export function ownTeamsChoices(units: readonly Pick<OrgUnit, "id" | "name">[]): readonly Choice[] {
  return units
    .slice(0, MOST_UNITS)
    .map(({ id, name }): Choice => ({ label: name, action: { do: "team_unit", unit: id } }));
}

/** Asks which of them is meant. */
export function ownTeamsCard(units: readonly Pick<OrgUnit, "id" | "name">[], voice: Voice): OutgoingMessage {
  return choiceCard(voice.text("team.own_title"), voice.text("team.own_text"), ownTeamsChoices(units), voice);
}

import type { Choice } from "../choices.ts";
import type { OutgoingMessage } from "../message.ts";
import type { Voice } from "../voice.ts";
import { choiceCard } from "./small-views.ts";

/** What HR officers may open. */
export function peopleChoices(voice: Voice): readonly Choice[] {
  return [
    { label: voice.text("people.roster"), action: { do: "page", page: "roster" } },
    { label: voice.text("people.codes"), action: { do: "page", page: "codes" } },
    { label: voice.text("people.status"), action: { do: "page", page: "people" } },
    { label: voice.text("progress.rounds"), action: { do: "page", page: "rounds" } },
    { label: voice.text("menu.progress"), action: { do: "progress" } },
    { label: voice.text("menu.remind"), action: { do: "remind" } },
    { label: voice.text("menu.team"), action: { do: "team" } },
  ];
}

/** The roster, codes, status, rounds and reminders of an organisation's people. Its entries are words that can be typed. */
export function peopleCard(voice: Voice): OutgoingMessage {
  return choiceCard(voice.text("people.title"), voice.text("people.text"), peopleChoices(voice), voice);
}

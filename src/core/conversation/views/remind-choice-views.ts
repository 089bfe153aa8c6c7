import type { ProgressCounts, ProgressView } from "../../reminder/reminder.ts";
import { WHOLE_ORGANISATION } from "../../team/team-view.ts";
import { type Choice, lines } from "../choices.ts";
import type { OutgoingMessage } from "../message.ts";
import type { Voice } from "../voice.ts";
import { isYear, unitOf } from "./progress-views.ts";
import { progressChoice, roundsChoice } from "./run-views.ts";
import { countText } from "./run-words.ts";
import { choiceCard } from "./small-views.ts";
import { listCard } from "./team-lists.ts";
import { roundName } from "./team-words.ts";
import { pageChoices, pageText, unitsOnPage } from "./unit-pages.ts";

/** Asks who is to be reminded: everybody of the unit, or one of the units below, a page at a time. */
export function remindChoiceMessage(view: ProgressView, page: number, voice: Voice): OutgoingMessage {
  if (isYear(view)) return noRoundCard(voice);
  const texts = {
    title: voice.text("remind.choose_title"),
    text: lines(roundName(view.round, voice), voice.text("remind.choose_text"), pageText(view, page, voice)),
    note: "",
  };
  const counts = [view.counts, ...unitsOnPage(view, page).map((unit) => unit.counts)];
  const details = counts.map((one) => unfinishedText(one, voice));
  return listCard(texts, remindChoices(view, page, voice), details, voice);
}

/** What may be chosen, in the order it is numbered. */
export function remindChoices(view: ProgressView, page: number, voice: Voice): readonly Choice[] {
  if (isYear(view)) return noRoundChoices(voice);
  const unit = unitOf(view);
  const name = view.path[0]?.name;
  const label =
    name === undefined
      ? voice.text("team.whole_organisation")
      : voice.text("remind.whole_unit", { unit: name });
  return [
    { label, action: { do: "remind_unit", unit } },
    ...unitsOnPage(view, page).map(({ id, name, hasUnits }): Choice => {
      const into = { do: "remind_units", unit: id, page: 1 } as const;
      return { label: name, action: hasUnits ? into : { do: "remind_unit", unit: id } };
    }),
    ...pageChoices(view, page, { do: "remind_units", unit }, voice),
    ...upChoices(view, voice),
    { label: voice.text("control.cancel"), action: { do: "cancel" } },
  ];
}

function unfinishedText({ people, completed }: ProgressCounts, voice: Voice): string {
  return voice.text("progress.people", { count: countText(people - completed) });
}

function upChoices({ path }: ProgressView, voice: Voice): readonly Choice[] {
  const [unit, above] = path;
  if (unit === undefined) return [];
  const action = { do: "remind_units", unit: above?.id ?? WHOLE_ORGANISATION, page: 1 } as const;
  return [{ label: voice.text(above ? "progress.go_up" : "progress.go_organisation"), action }];
}

function noRoundCard(voice: Voice): OutgoingMessage {
  const text = voice.text("remind.refusal_no_round", { page: voice.text("progress.rounds") });
  return choiceCard(voice.text("remind.no_round_title"), text, noRoundChoices(voice), voice);
}

function noRoundChoices(voice: Voice): readonly Choice[] {
  return [roundsChoice(voice), progressChoice(voice)];
}

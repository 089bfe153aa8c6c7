import type { Organisation } from "../../people/organisation.ts";
import {
  type PreviewOutcome,
  REMINDER_TEXTS,
  type ReminderPreview,
  type ReminderRefusal,
  type ReminderText,
} from "../../reminder/reminder.ts";
import { WHOLE_ORGANISATION } from "../../team/team-view.ts";
import { type Choice, lines, paragraphs } from "../choices.ts";
import type { OutgoingMessage } from "../message.ts";
import type { TextId } from "../text-ids.ts";
import type { Voice } from "../voice.ts";
import { reminderMessages, type StoppedAt } from "./reminder-views.ts";
import { fileChoice, progressChoice, roundsChoice } from "./run-views.ts";
import {
  audienceName,
  bahtText,
  countText,
  peopleRow,
  reasonsOf,
  unfinishedOf,
  whenText,
} from "./run-words.ts";
import { choiceCard } from "./small-views.ts";
import { figuresCard, NO_KEY } from "./team-figures.ts";
import { roundName } from "./team-words.ts";

/** What a preview is shown with. */
export interface PreviewOptions {
  readonly organisation: Pick<Organisation, "name" | "threshold">;
  /** Epoch ms of the preview. */
  readonly at: number;
}

/** What would be sent, to how many, at what cost, and the button that sends it; three or four messages. */
export function previewMessages(
  preview: ReminderPreview,
  options: PreviewOptions,
  voice: Voice,
): readonly OutgoingMessage[] {
  const choices = previewChoices(preview, options, voice);
  return [
    ...figures(preview, "preview", options, voice),
    { type: "text", text: samplesText(preview, options, voice) },
    choiceCard(voice.text("remind.confirm_title"), confirmText(preview, voice), choices, voice),
  ];
}

/** Send exactly what was shown, or not; then where those are found who are to be reached by other means. */
export function previewChoices(
  preview: ReminderPreview,
  { at }: PreviewOptions,
  voice: Voice,
): readonly Choice[] {
  const count = remindersOf(preview);
  const unit = unitOf(preview);
  return [
    {
      label: voice.text("remind.send", { count: countText(count) }),
      action: { do: "remind_send", unit, atMost: count, at: Math.floor(at / 1_000) },
    },
    { label: voice.text("control.cancel"), action: { do: "cancel" } },
    ...((preview.leftOut.not_linked ?? 0) > 0 ? [fileChoice(voice)] : []),
  ];
}

/** Why nothing can be sent and what to do about it, with the figures as far as they are known. */
export function refusedMessages(
  reason: ReminderRefusal,
  { preview, organisation }: Pick<PreviewOptions, "organisation"> & Pick<PreviewOutcome, "preview">,
  voice: Voice,
): readonly OutgoingMessage[] {
  const shown = preview === null ? [] : figures(preview, "refused", { organisation }, voice);
  const budget = preview === null || !isAboutMessages(reason) ? "" : quotaLines(preview, voice);
  const text = paragraphs(refusalText(reason, voice), budget);
  const card = choiceCard(voice.text("remind.refused_heading"), text, refusedChoices(reason, voice), voice);
  return [...shown, card];
}

/** What helps against a refusal. */
export function refusedChoices(reason: ReminderRefusal, voice: Voice): readonly Choice[] {
  const another: Choice = { label: voice.text("remind.go_choose"), action: { do: "remind" } };
  switch (reason) {
    case "no_round":
    case "too_late":
      return [roundsChoice(voice), progressChoice(voice)];
    case "nobody":
      return [another, fileChoice(voice), progressChoice(voice)];
    case "unknown_unit":
    case "over_budget":
      return [another, progressChoice(voice)];
    case "no_calendar":
    case "quota_unknown":
    case "sending_stopped":
      return [progressChoice(voice)];
    default:
      return reason satisfies never;
  }
}

/** How many people would get a message. */
export function remindersOf({ send }: Pick<ReminderPreview, "send">): number {
  return REMINDER_TEXTS.reduce((sum, text) => sum + send[text], 0);
}

function unitOf({ unit }: ReminderPreview): string {
  return unit?.id ?? WHOLE_ORGANISATION;
}

function refusalText(reason: ReminderRefusal, voice: Voice): string {
  const page = voice.text(reason === "nobody" ? "page.progress" : "progress.rounds");
  return voice.text(`remind.refusal_${reason}`, { page });
}

function isAboutMessages(reason: ReminderRefusal): boolean {
  return reason === "over_budget" || reason === "quota_unknown";
}

/** Who gets what, and why others do not. */
function figures(
  preview: ReminderPreview,
  kind: "preview" | "refused",
  { organisation }: Pick<PreviewOptions, "organisation">,
  voice: Voice,
): readonly OutgoingMessage[] {
  const title = audienceName(preview.unit, voice);
  const subtitle = roundName(preview.round, voice);
  const texts = REMINDER_TEXTS.filter((text) => preview.send[text] > 0);
  const sent = {
    heading: voice.text(`remind.${kind}_heading`),
    title,
    subtitle,
    purpose: "",
    keyLabel: voice.text(`remind.${kind}_key`),
    key: voice.text("progress.people", { count: countText(remindersOf(preview)) }),
    keyDetail: voice.text("remind.preview_of", { total: countText(preview.people) }),
    rowsLabel: voice.text("remind.texts_label"),
    rows: texts.map((text) => peopleRow(voice.text(TEXT_NAMES[text]), preview.send[text], voice)),
    note: "",
  };
  return [figuresCard(sent, [], voice), ...leftOutCards(preview, organisation, voice)];
}

/** Why people are left out; nothing where nobody is. */
function leftOutCards(
  preview: ReminderPreview,
  { threshold }: Pick<Organisation, "threshold">,
  voice: Voice,
): readonly OutgoingMessage[] {
  const isFew = unfinishedOf(preview.people, preview.leftOut) < threshold;
  const reasons = reasonsOf(preview.leftOut, { isFew }, voice);
  if (reasons.length === 0) return [];
  const values = {
    heading: audienceName(preview.unit, voice),
    title: voice.text("remind.left_title"),
    subtitle: roundName(preview.round, voice),
    purpose: "",
    ...NO_KEY,
    rowsLabel: voice.text("remind.left_label"),
    rows: reasons.map(({ reason, count }) => peopleRow(reason, count, voice)),
    note: lines(...reasons.map(({ id }) => reasonNote(id, threshold, voice))),
  };
  return [figuresCard(values, [], voice)];
}

const TEXT_NAMES: Readonly<Record<ReminderText, TextId>> = {
  greeting: "remind.text_greeting",
  not_started: "remind.text_not_started",
  in_progress: "remind.text_in_progress",
};

/** What is said of a reason below the figures. */
function reasonNote(id: TextId, least: number, voice: Voice): string {
  switch (id) {
    case "remind.why_not_linked":
      return voice.text("remind.left_linked", { page: voice.text("page.progress") });
    case "remind.why_private":
      return voice.text("remind.left_private");
    case "remind.why_other":
      return voice.text("remind.left_few", { least });
    default:
      return "";
  }
}

/** The texts people will get, as somebody reads them who wants text only. */
function samplesText(preview: ReminderPreview, options: PreviewOptions, voice: Voice): string {
  const texts = REMINDER_TEXTS.filter((text) => preview.send[text] > 0);
  const samples = texts.map((text) =>
    paragraphs(`[${voice.text(TEXT_NAMES[text])}]`, ...sampleOf(text, preview, options, voice)),
  );
  const note = preview.send.in_progress > 0 ? voice.text("remind.samples_note") : "";
  return paragraphs(voice.text("remind.samples_title"), ...samples, note);
}

function sampleOf(
  text: ReminderText,
  { round, startsAt: at }: ReminderPreview,
  { organisation }: PreviewOptions,
  { language, content }: Voice,
): readonly string[] {
  const stoppedAt = text === "in_progress" ? exampleOf(content.framework.units) : null;
  const words = { text, language, plainText: true, organisation: organisation.name, round, stoppedAt, at };
  return reminderMessages(words, content).map((message) => message.text);
}

/** Somebody who stopped at the third of eight questions. */
function exampleOf(units: readonly { readonly code: string }[]): StoppedAt | null {
  const item = units[0]?.code;
  return item === undefined ? null : { assessment: "example", item, position: 3, count: 8 };
}

function confirmText(preview: ReminderPreview, voice: Voice): string {
  const { startsAt, endsAt, stages } = preview;
  return paragraphs(
    quotaLines(preview, voice),
    lines(
      voice.text("remind.begins", { when: whenText(startsAt, voice) }),
      endsAt === null
        ? voice.text("remind.ends_unknown")
        : voice.text("remind.ends", { when: whenText(endsAt, voice) }),
      closesFirst(preview, voice),
      stages > 1 ? voice.text("remind.staged", { stages }) : "",
    ),
    lines(voice.text("remind.checked_again"), voice.text("remind.valid")),
  );
}

/** Nothing is sent once the round is closed: who is not reached by its last day is told of before. */
function closesFirst({ round: { closesAt }, endsAt }: ReminderPreview, voice: Voice): string {
  if (closesAt === null || endsAt === null || endsAt <= closesAt) return "";
  return voice.text("remind.closes_first", { day: voice.date(closesAt - 1) });
}

function quotaLines(preview: ReminderPreview, voice: Voice): string {
  const { messages, reserved, left, cost } = preview;
  const reports = messages - remindersOf(preview);
  const uses = { messages: countText(messages), reports: countText(reports) };
  return lines(
    voice.text(reports > 0 ? "remind.uses_report" : "remind.uses", uses),
    cost === null ? "" : voice.text("remind.cost", { baht: bahtText(cost) }),
    quotaLine(preview, voice),
    reserved === 0 ? "" : voice.text("remind.reserved", { count: countText(reserved) }),
    left === null ? "" : voice.text("remind.left", { count: countText(Math.max(0, left)) }),
  );
}

function quotaLine({ quota }: ReminderPreview, voice: Voice): string {
  if (quota === null) return voice.text("remind.quota_unknown");
  const used = countText(quota.used);
  if (quota.limit === null) return voice.text("remind.quota_unlimited", { used });
  return voice.text("remind.quota", { used, limit: countText(quota.limit) });
}

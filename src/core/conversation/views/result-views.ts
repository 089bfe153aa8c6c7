import { paceRemark } from "../../assessment/answering-pace.ts";
import type { Assessment } from "../../assessment/assessment.ts";
import { REQUIRED_LEVEL } from "../../assessment/assessment.ts";
import { unitsInOrder } from "../../assessment/item-order.ts";
import type { AssessmentResult, Gap, Match, Suggestion } from "../../assessment/result.ts";
import { ratingOf, resultOf, shownRating } from "../assessment-facts.ts";
import { buttons, type Choice, lines, numberedLines, paragraphs } from "../choices.ts";
import type { CardMessage, OutgoingMessage } from "../message.ts";
import {
  checklistName,
  groupName,
  itemName,
  profileOf,
  questionnaireOf,
  stageName,
  type Voice,
} from "../voice.ts";
import { sectionChoices } from "./checklist-view.ts";
import { ratedItem } from "./question-view.ts";

/** How many gaps and topics one card shows. */
const MOST_GAPS = 5;
const MOST_TOPICS = 5;

/** The whole result, in at most four messages. */
export function resultMessages(assessment: Assessment, voice: Voice): readonly OutgoingMessage[] {
  const result = resultOf(assessment, voice.content);
  const summary = summaryCard(assessment, result, voice);
  if (assessment.kind === "quick") return [summary, nextCard(assessment, voice)];
  const gaps = result.gaps.length > 0 ? [gapsCard(assessment, result.gaps, voice)] : [];
  const topics = result.suggestions.length > 0 ? [topicsCard(result.suggestions, voice)] : [];
  return [summary, ...gaps, ...topics, nextCard(assessment, voice)];
}

function summaryCard(assessment: Assessment, result: AssessmentResult, voice: Voice): CardMessage {
  const bars = result.dimensions.map((match) => ({
    name: itemName(match.dimension, voice),
    ...barOf(match, voice),
    detail: detailOf(assessment, match.dimension, voice),
  }));
  const values = {
    heading: voice.text("result.heading"),
    title: voice.of(profileOf(voice.content, assessment).title),
    subtitle: voice.text("result.date", {
      group: groupName(assessment.group, voice),
      stage: stageName(assessment.stage, voice),
      date: voice.date(assessment.completedAt ?? assessment.startedAt),
    }),
    estimate: assessment.kind === "quick" ? voice.text("result.estimate") : "",
    overallLabel: voice.text("result.overall"),
    overall: percentText(result.match.percent, voice),
    bars,
    note: voice.text("result.note"),
  };
  const rows = bars.map(({ name, value, detail }) => voice.text("result.line", { name, value, detail }));
  const noGaps = assessment.kind === "full" && result.gaps.length === 0 ? noGapsText(result, voice) : "";
  return {
    type: "card",
    card: "result-summary",
    values: { ...values, note: lines(noGaps, values.note) },
    text: paragraphs(
      lines(`${values.heading}: ${values.title}`, values.subtitle, values.estimate),
      `${values.overallLabel}: ${values.overall}`,
      lines(...rows),
      lines(noGaps, values.note),
    ),
  };
}

/** Nobody has reached anything where nothing was rated. */
function noGapsText({ match }: AssessmentResult, voice: Voice): string {
  return voice.text(match.percent === null ? "gaps.nothing_rated" : "gaps.none");
}

/** A match as a bar: its text, its width, and whether there is anything to fill. */
export function barOf(match: Pick<Match, "percent">, voice: Voice) {
  const percent = match.percent ?? 0;
  return { value: percentText(match.percent, voice), width: `${percent}%`, filled: percent > 0 };
}

/** A percentage in words; never 0 % when there was nothing to count. */
export function percentText(percent: number | null, voice: Voice): string {
  return percent === null ? voice.text("result.no_figure") : `${percent}%`;
}

/** How many questions of a dimension reach the required level, of how many that count. */
function detailOf(assessment: Assessment, dimension: string, voice: Voice): string {
  const levels = assessment.items
    .filter((item) => dimensionOf(item, voice) === dimension)
    .map((item) => ratingOf(assessment, item))
    .filter((rating) => typeof rating === "number");
  const reached = levels.filter((level) => level >= REQUIRED_LEVEL).length;
  return levels.length === 0
    ? voice.text("result.no_figure_detail")
    : voice.text("result.detail", { reached, total: levels.length });
}

/** The questions of a quick check are the dimensions themselves. */
function dimensionOf(item: string, voice: Voice): string {
  return voice.content.framework.units.find(({ code }) => code === item)?.dimension ?? item;
}

function gapsCard(assessment: Assessment, gaps: readonly Gap[], voice: Voice): CardMessage {
  const shown = gaps.slice(0, MOST_GAPS).map(({ unit, level }) => ({
    unit: itemName(unit, voice),
    nowLabel: voice.text("gaps.now"),
    now: shownRating(level, voice),
    requiredLabel: voice.text("gaps.required"),
    required: shownRating(REQUIRED_LEVEL, voice),
    nextLabel: voice.text("gaps.next"),
    next: voice.of(ratedItem(assessment, unit, voice).levels[level === 0 ? 1 : 2]),
  }));
  const values = {
    heading: voice.text("gaps.heading"),
    note: voice.text("gaps.note", { shown: shown.length, total: gaps.length }),
    gaps: shown,
  };
  const rows = shown.map((gap, index) =>
    lines(
      `${index + 1}. ${gap.unit}`,
      `${gap.nowLabel}: ${gap.now} · ${gap.requiredLabel}: ${gap.required}`,
      `${gap.nextLabel}: ${gap.next}`,
    ),
  );
  return {
    type: "card",
    card: "gaps",
    values,
    text: paragraphs(lines(values.heading, values.note), ...rows),
  };
}

/** The suggested knowledge topics with their reasons and the sub-topics the source lists. */
export function topicsCard(suggestions: readonly Suggestion[], voice: Voice): CardMessage {
  const topics = suggestions.slice(0, MOST_TOPICS).map((suggestion, index) => {
    const subtopics = subtopicsOf(suggestion.topic, voice);
    return {
      number: String(index + 1),
      name: checklistName(suggestion.topic, voice),
      reason: reasonOf(suggestion, voice),
      subtopicsLabel: subtopics.length > 0 ? voice.text("topics.subtopics") : "",
      subtopics,
    };
  });
  const values = { heading: voice.text("topics.heading"), note: voice.text("topics.note"), topics };
  const rows = topics.map(({ number, name, reason, subtopicsLabel, subtopics }) =>
    lines(
      `${number}. ${name}`,
      reason,
      subtopicsLabel === "" ? "" : `${subtopicsLabel}: ${subtopics.join(" · ")}`,
    ),
  );
  return {
    type: "card",
    card: "topics",
    values,
    text: paragraphs(values.heading, ...rows, values.note),
  };
}

function subtopicsOf(topic: string, voice: Voice): readonly string[] {
  const found = voice.content.framework.knowledge.find(({ id }) => id === topic);
  return (found?.subtopics ?? []).map(({ name }) => voice.of(name));
}

function reasonOf({ topic, units }: Suggestion, voice: Voice): string {
  const [unit = ""] = units;
  const link = voice.content.suggestions.find(
    (candidate) => candidate.topic === topic && candidate.unit === unit,
  );
  const params = { unit: itemName(unit, voice), reason: link ? voice.of(link.reason) : "" };
  return units.length > 1
    ? voice.text("topics.reason_more", { ...params, count: units.length - 1 })
    : voice.text("topics.reason", params);
}

/** What may be done after a result. */
export function nextChoices(assessment: Assessment, voice: Voice): readonly Choice[] {
  const history: Choice = { label: voice.text("menu.history"), action: { do: "history" } };
  const review: Choice = {
    label: voice.text("next.review"),
    action: { do: "review", assessment: assessment.id },
  };
  if (assessment.kind === "quick") {
    return [{ label: voice.text("next.begin_full"), action: { do: "begin_full" } }, review, history];
  }
  return [...sectionChoices(assessment, voice), review, history];
}

/** What to do next, with what is only for the person to know. */
export function nextCard(assessment: Assessment, voice: Voice): CardMessage {
  const choices = nextChoices(assessment, voice);
  const values = {
    title: voice.text("next.heading"),
    text: assessment.kind === "quick" ? quickNextText(assessment, voice) : voice.text("next.text"),
    note: paragraphs(paceNote(assessment, voice), evidenceNote(assessment, voice)),
    buttons: buttons(choices),
  };
  return {
    type: "card",
    card: "choice",
    values,
    text: paragraphs(lines(values.title, values.text), values.note, numberedLines(choices, voice)),
  };
}

function quickNextText(assessment: Assessment, voice: Voice): string {
  const profile = profileOf(voice.content, assessment);
  const { framework } = voice.content;
  const questions = unitsInOrder(profile, framework, questionnaireOf(voice.content)).length;
  return voice.text("next.text_quick", { questions });
}

function paceNote(assessment: Assessment, voice: Voice): string {
  const remark = paceRemark(assessment);
  return remark === null ? "" : voice.text(`next.${remark}`);
}

/** Asks for a real example of the first unit rated highest; nothing of it is stored. */
function evidenceNote(assessment: Assessment, voice: Voice): string {
  if (assessment.kind === "quick") return "";
  const claimed = assessment.items.find((item) => ratingOf(assessment, item) === 3);
  return claimed === undefined ? "" : voice.text("next.evidence", { unit: itemName(claimed, voice) });
}

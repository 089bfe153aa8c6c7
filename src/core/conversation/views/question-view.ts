import { type Assessment, LEVELS, type Rating } from "../../assessment/assessment.ts";
import type { RatedItem } from "../../content.ts";
import { answeredCount, questionnaireFor, ratingLabel, ratingOf, shownRating } from "../assessment-facts.ts";
import { button, buttons, type Choice, lines, paragraphs } from "../choices.ts";
import type { CardMessage } from "../message.ts";
import { itemName, type Voice } from "../voice.ts";

/** From this few questions on, how many are left is said. */
const FEW_LEFT = 3;

/** The answers to a question: the four levels in rising order, then the two ways not to rate. */
export function ratingChoices(assessment: Assessment, item: string, voice: Voice): readonly Choice[] {
  const unit = itemName(item, voice);
  return [...LEVELS, "not_applicable" as const, "prefer_not" as const].map((rating: Rating) => ({
    label: shownRating(rating, voice),
    action: { do: "rate", assessment: assessment.id, item, rating },
    displayText: voice.text("question.display", { unit, answer: shownRating(rating, voice) }),
  }));
}

/** One question: the unit, what it means, the four levels with their behaviour sentences. */
export function questionCard(assessment: Assessment, item: string, voice: Voice): CardMessage {
  const rated = ratedItem(assessment, item, voice);
  const choices = ratingChoices(assessment, item, voice);
  const before = ratingOf(assessment, item);
  const values = {
    dimension: dimensionName(item, voice),
    position: positionLine(assessment, item, voice),
    progress: `${Math.round((answeredCount(assessment) / assessment.items.length) * 100)}%`,
    unit: itemName(item, voice),
    about: voice.of(rated.about),
    levels: LEVELS.map((level, index) => ({
      number: String(level + 1),
      label: ratingLabel(level, voice),
      sentence: voice.of(rated.levels[level]),
      chosen: before === level,
      button: button(choices[index] ?? failNoChoice(item)),
    })),
    note: noteUnder(before, voice),
    others: buttons(choices.slice(LEVELS.length)),
    controls: buttons(controls(assessment, item, voice)),
  };
  return { type: "card", card: "question", values, text: questionText(values, before, voice) };
}

/** A level given before is marked where it stands; another answer has to be said. */
function noteUnder(before: Rating | undefined, voice: Voice): string {
  return lines(
    typeof before === "string" ? previousLine(before, voice) : "",
    voice.text("question.examples"),
  );
}

function previousLine(before: Rating, voice: Voice): string {
  return `${voice.text("question.previous")}: ${shownRating(before, voice)}`;
}

function failNoChoice(item: string): never {
  throw new Error(`no choice for every level of ${item}`);
}

function controls(assessment: Assessment, item: string, voice: Voice): readonly Choice[] {
  return [
    { label: voice.text("control.back"), action: { do: "back", assessment: assessment.id, item } },
    { label: voice.text("control.pause"), action: { do: "pause" } },
  ];
}

function questionText(
  values: {
    readonly dimension: string;
    readonly position: string;
    readonly unit: string;
    readonly about: string;
    readonly levels: readonly { number: string; label: string; sentence: string }[];
  },
  before: Rating | undefined,
  voice: Voice,
): string {
  return paragraphs(
    lines(`${values.position} · ${values.dimension}`, values.unit, values.about),
    lines(...values.levels.map(({ number, label, sentence }) => `${number} ${label}: ${sentence}`)),
    before === undefined ? "" : previousLine(before, voice),
    lines(voice.text("question.type_hint"), voice.text("question.examples")),
  );
}

function positionLine(assessment: Assessment, item: string, voice: Voice): string {
  const total = assessment.items.length;
  const position = voice.text("question.position", { number: assessment.items.indexOf(item) + 1, total });
  const left = total - answeredCount(assessment);
  const few = left > 0 && left <= FEW_LEFT && assessment.completedAt === null;
  return few ? `${position} · ${voice.text("question.remaining", { count: left })}` : position;
}

function dimensionName(item: string, voice: Voice): string {
  const unit = voice.content.framework.units.find(({ code }) => code === item);
  return unit ? itemName(unit.dimension, voice) : voice.text("question.quick");
}

/** The wording of a question in the version the assessment was begun on. */
export function ratedItem(assessment: Assessment, item: string, voice: Voice): RatedItem {
  const questionnaire = questionnaireFor(assessment, voice.content);
  const found = assessment.kind === "quick" ? questionnaire.quickCheck[item] : questionnaire.units[item];
  if (!found) throw new Error(`no wording for ${item}`);
  return found;
}

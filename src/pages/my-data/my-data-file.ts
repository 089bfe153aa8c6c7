import { LEVELS } from "../../core/assessment/assessment.ts";
import type { JsonValue, PersonExport } from "../../runner/person-export.ts";
import type { PageVoice } from "../page-voice.ts";
import type { FrameworkWords } from "./framework-words.ts";
import { type Fields, isFields, isList } from "./json-shapes.ts";

/** Everything stored about a person as a file: as it is stored, with what numbers mean and each answer's words. */
export function myDataFile({ say }: PageVoice, words: FrameworkWords, data: PersonExport): PersonExport {
  const levels = LEVELS.map((level) => `${level} = “${words.answer(level)}”`).join(", ");
  const answers = ["not_applicable", "prefer_not"].map((answer) => `${answer} = “${words.answer(answer)}”`);
  const note = say("my_data.file_note", { levels, answers: answers.join(", ") });
  const { assessments } = data;
  if (assessments === undefined || !isList(assessments)) return { note, ...data };
  return { note, ...data, assessments: assessments.map((one) => withLabels(words, one)) };
}

function withLabels(words: FrameworkWords, assessment: JsonValue): JsonValue {
  if (!isFields(assessment)) return assessment;
  const { answers } = assessment;
  if (!isFields(answers)) return assessment;
  const labels = { ...labelsOf(words, answers.ratings), ...labelsOf(words, answers.standings) };
  return { ...assessment, answers: { ...answers, labels } };
}

function labelsOf(words: FrameworkWords, answers: JsonValue | undefined): Fields {
  if (!isFields(answers)) return {};
  return Object.fromEntries(
    Object.entries(answers).flatMap(([item, answer]) => {
      const label = isList(answer) ? words.answer(answer[0] ?? null) : undefined;
      return label === undefined ? [] : [[item, label]];
    }),
  );
}

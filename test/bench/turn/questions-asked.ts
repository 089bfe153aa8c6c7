import { unitsInOrder } from "../../../src/core/assessment/item-order.ts";
import type { Content } from "../../../src/core/content.ts";
import { newSession } from "../../../src/core/conversation/new-session.ts";
import { voiceOf } from "../../../src/core/conversation/turn.ts";
import { questionCard } from "../../../src/core/conversation/views/question-view.ts";
import { profileOf, questionnaireOf } from "../../../src/core/conversation/voice.ts";

/** The role that is asked the most questions: the longest sessions there are. */
export const LONGEST_ROLE = { stage: "mature", group: "technologist" } as const;

/** A question with all its words, in Thai, as a card shows it. */
export interface QuestionAsked {
  readonly item: string;
  readonly dimension: string;
  readonly unit: string;
  readonly about: string;
  readonly levels: readonly { readonly number: string; readonly label: string; readonly sentence: string }[];
}

/** What is asked of {@link LONGEST_ROLE}, in its order. */
export function questionsAsked(content: Content): readonly QuestionAsked[] {
  const questionnaire = questionnaireOf(content);
  const items = unitsInOrder(profileOf(content, LONGEST_ROLE), content.framework, questionnaire);
  const voice = voiceOf(newSession("U"), content);
  const assessment = {
    id: "E",
    kind: "full",
    frameworkVersion: content.framework.version,
    questionnaireVersion: questionnaire.version,
    ...LONGEST_ROLE,
    startedAt: 0,
    completedAt: null,
    items,
    ratings: {},
    standings: {},
  } as const;
  return items.map((item) => {
    const card = questionCard(assessment, item, voice);
    if (card.card !== "question") throw new Error("a question is shown on another card");
    const { dimension, unit, about, levels } = card.values;
    return {
      item,
      dimension,
      unit,
      about,
      levels: levels.map(({ number, label, sentence }) => ({ number, label, sentence })),
    };
  });
}

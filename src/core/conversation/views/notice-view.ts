import { unitsInOrder } from "../../assessment/item-order.ts";
import type { Content } from "../../content.ts";
import { minutesFor } from "../assessment-facts.ts";
import { buttons, type Choice, lines, numberedLines, paragraphs } from "../choices.ts";
import type { CardMessage } from "../message.ts";
import { questionnaireOf, type Voice } from "../voice.ts";

/** What may be answered to the privacy notice. */
export function noticeChoices(voice: Voice): readonly Choice[] {
  const { version } = voice.content.notice;
  return [
    { label: voice.text("notice.accept"), action: { do: "accept", version } },
    { label: voice.text("notice.read_more"), action: { do: "read_notice" } },
    { label: voice.text("notice.not_now"), action: { do: "decline" } },
  ];
}

/** The greeting with the short privacy notice. */
export function greetingCard(voice: Voice, isUpdate: boolean): CardMessage {
  const lead = isUpdate
    ? voice.text("notice.updated")
    : lines(
        voice.text("notice.lead"),
        voice.text("notice.effort", typicalEffort(voice.content)),
        voice.text("notice.language"),
      );
  const summary = voice.content.notice.summary.map(voice.of);
  return noticeMessage(voice, voice.text("notice.title"), lead, summary, noticeChoices(voice));
}

/** The whole privacy notice, to be accepted. */
export function fullNoticeCard(voice: Voice): CardMessage {
  const { version, full } = voice.content.notice;
  const choices = noticeChoices(voice).filter(({ action }) => action.do !== "read_notice");
  const title = voice.text("notice.full_title", { version });
  return noticeMessage(voice, title, voice.text("notice.lead"), full.map(voice.of), choices);
}

/** The whole privacy notice for somebody who has accepted it: there is nothing to answer. */
export function acceptedNoticeCard(acceptedAt: number, voice: Voice): CardMessage {
  const { version, full } = voice.content.notice;
  const title = voice.text("notice.full_title", { version });
  const lead = voice.text("my_data.notice", { version, date: voice.date(acceptedAt) });
  return noticeMessage(voice, title, lead, full.map(voice.of), []);
}

function noticeMessage(
  voice: Voice,
  title: string,
  lead: string,
  texts: readonly string[],
  choices: readonly Choice[],
): CardMessage {
  return {
    type: "card",
    card: "notice",
    values: { title, lead, paragraphs: texts, buttons: buttons(choices) },
    text: paragraphs(
      title,
      lead,
      ...texts,
      choices.length > 0 ? numberedLines(noticeChoices(voice), voice) : "",
    ),
  };
}

/** Questions and minutes of the role profile in the middle of all profiles. */
function typicalEffort(content: Content): { readonly questions: number; readonly minutes: number } {
  const questionnaire = questionnaireOf(content);
  const counts = content.framework.profiles
    .map((profile) => unitsInOrder(profile, content.framework, questionnaire).length)
    .toSorted((a, b) => a - b);
  const questions = counts[Math.floor(counts.length / 2)] ?? 0;
  return { questions, minutes: minutesFor(questions, questionnaire) };
}

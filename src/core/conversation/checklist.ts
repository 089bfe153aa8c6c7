import type { Assessment, Standing } from "../assessment/assessment.ts";
import { putAnswer } from "../assessment/put-answer.ts";
import { lacksNotice } from "./admission.ts";
import {
  isComplete,
  PAGE_SIZE,
  pageItems,
  placeOf,
  resultOf,
  saveAssessment,
  sectionItems,
} from "./assessment-facts.ts";
import type { Section, Session } from "./session.ts";
import { staleCard } from "./stale-card.ts";
import { change, effect, type Moment, quietTurn, say, sayText, type Turn, voiceOf } from "./turn.ts";
import { checklistText } from "./views/checklist-view.ts";
import { nextCard, topicsCard } from "./views/result-views.ts";
import { profileOf, type Voice } from "./voice.ts";
import { withPrompt } from "./with-prompt.ts";

/** Opens an optional section at its first page that is not complete. */
export function openSection(
  session: Session,
  asked: { readonly assessment: string; readonly section: Section },
  moment: Moment,
): Turn {
  const { assessment } = session;
  if (assessment?.id !== asked.assessment) return staleCard(session, asked.assessment, moment);
  if (assessment.completedAt === null || assessment.kind === "quick") {
    const voice = voiceOf(session, moment.content);
    return withPrompt(sayText(quietTurn(session), voice.text("section.needs_result")), moment);
  }
  const page = firstOpenPage(assessment, asked.section, moment) ?? 0;
  return withPrompt(
    change(quietTurn(session), { wait: { for: "checklist", section: asked.section, page } }),
    moment,
  );
}

function firstOpenPage(assessment: Assessment, section: Section, { content }: Moment): number | undefined {
  const items = sectionItems(profileOf(content, assessment), section);
  const index = items.findIndex((id) => assessment.standings[id] === undefined);
  return index < 0 ? undefined : Math.floor(index / PAGE_SIZE);
}

/** An answer to one checklist item of an assessment. */
export interface StandingGiven {
  readonly assessment: string;
  readonly item: string;
  readonly standing: Standing;
}

/**
 * Takes answers to checklist items of the current assessment; the latest of each item counts.
 *
 * @param isTyped whether they were typed: then the page is shown again while something on it is open; after
 * a tap the card just tapped still stands there
 */
export function answerChecklist(
  session: Session,
  given: readonly StandingGiven[],
  moment: Moment,
  isTyped: boolean = false,
): Turn {
  const [first] = given;
  const { assessment } = session;
  const place =
    first && isComplete(assessment) && assessment.id === first.assessment
      ? placeOf(profileOf(moment.content, assessment), first.item)
      : undefined;
  if (!first || assessment === null || !place) return staleCard(session, first?.assessment ?? "", moment);
  const answered = put(assessment, given, moment);
  const turn = change(quietTurn(session), { assessment: answered, wait: { for: "checklist", ...place } });
  const saved =
    answered.standings === assessment.standings
      ? turn
      : effect(turn, saveAssessment(answered, moment.content));
  const wasComplete = firstOpenPage(assessment, place.section, moment) === undefined;
  return goOn(saved, answered, place, { ...first, count: given.length, isTyped, wasComplete }, moment);
}

function put(assessment: Assessment, given: readonly StandingGiven[], { at, id }: Moment): Assessment {
  let { standings } = assessment;
  for (const { item, standing } of given) {
    standings = putAnswer(standings, item, [standing, at, id]).answers;
  }
  return { ...assessment, standings };
}

interface Place {
  readonly section: Section;
  readonly page: number;
}

/** The first answer taken, how many there were, and whether they were typed. */
interface Taken {
  readonly item: string;
  readonly count: number;
  readonly isTyped: boolean;
  /** The section was complete before: then a tap changes an answer and nothing is finished by it. */
  readonly wasComplete: boolean;
}

function goOn(turn: Turn, assessment: Assessment, place: Place, taken: Taken, moment: Moment): Turn {
  const { section, page } = place;
  const voice = voiceOf(turn.session, moment.content);
  if (lacksNotice(turn.session, moment.content)) return withPrompt(turn, moment);
  if (taken.wasComplete && !taken.isTyped) return sayText(turn, changedText(assessment, taken, voice));
  const profile = profileOf(moment.content, assessment);
  const open = pageItems(profile, section, page).filter((id) => assessment.standings[id] === undefined);
  if (open.length > 0) {
    const saved = sayText(turn, savedText(assessment, taken, open.length, voice));
    return taken.isTyped ? withPrompt(saved, moment) : saved;
  }
  const next = firstOpenPage(assessment, section, moment);
  if (next === undefined) return finishSection(turn, assessment, section, moment);
  const moved = change(turn, { wait: { for: "checklist", section, page: next } });
  return withPrompt(sayText(moved, voice.text("section.page_done")), moment);
}

function savedText(assessment: Assessment, taken: Taken, open: number, voice: Voice): string {
  if (taken.count > 1) return voice.text("section.saved_many", { answered: taken.count, count: open });
  return voice.text("section.saved", { ...answerParams(assessment, taken, voice), count: open });
}

function changedText(assessment: Assessment, taken: Taken, voice: Voice): string {
  return voice.text("section.changed", answerParams(assessment, taken, voice));
}

function answerParams(assessment: Assessment, { item }: Taken, voice: Voice) {
  const standing = assessment.standings[item]?.[0] ?? "not_yet";
  return { item: checklistText(assessment, item, voice), answer: voice.text(`standing.${standing}`) };
}

/** Leaves a page for later: the next one, or what else may be done. */
export function skipPage(
  session: Session,
  assessment: Assessment,
  { section, page }: Place,
  moment: Moment,
): Turn {
  const items = sectionItems(profileOf(moment.content, assessment), section);
  const isLast = (page + 1) * PAGE_SIZE >= items.length;
  const wait: Session["wait"] = isLast ? { for: "next" } : { for: "checklist", section, page: page + 1 };
  const text = voiceOf(session, moment.content).text(isLast ? "pause.optional" : "section.skipped");
  return withPrompt(sayText(change(quietTurn(session), { wait }), text), moment);
}

/** Knowledge answers reorder the suggested topics, so these are shown again. */
function finishSection(turn: Turn, assessment: Assessment, section: Section, moment: Moment): Turn {
  const voice = voiceOf(turn.session, moment.content);
  const { suggestions } = resultOf(assessment, moment.content);
  const reordered = section === "knowledge" && suggestions.length > 0;
  const name = voice.text(`section.${section}`);
  const note = voice.text(reordered ? "section.done" : "section.done_other", { section: name });
  const done = sayText(change(turn, { wait: { for: "next" } }), note);
  const topics = reordered ? [topicsCard(suggestions, voice)] : [];
  return say(done, ...topics, nextCard(assessment, voice));
}

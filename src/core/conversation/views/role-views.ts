import { dimensionsInOrder, unitsInOrder } from "../../assessment/item-order.ts";
import { GROUPS, STAGES, type Stage } from "../../framework/framework.ts";
import { minutesFor } from "../assessment-facts.ts";
import { button, buttons, type Choice, lines, numberedLines, paragraphs, wordLine } from "../choices.ts";
import type { CardMessage } from "../message.ts";
import type { Role } from "../session.ts";
import { groupName, profileOf, questionnaireOf, stageName, treeNode, type Voice } from "../voice.ts";

/** The stages an organisation may be at. */
export function stageChoices(voice: Voice): readonly Choice[] {
  return STAGES.map((stage) => ({ label: stageName(stage, voice), action: { do: "stage", stage } }));
}

/** Three plain descriptions, one card each. */
export function stageCard(voice: Voice): CardMessage {
  const { stages } = questionnaireOf(voice.content);
  const choices = stageChoices(voice);
  const options = STAGES.map((stage, index) => ({
    number: String(index + 1),
    title: stageName(stage, voice),
    description: voice.of(stages[stage].description),
    details: stages[stage].signs.map(voice.of),
    button: button({
      label: voice.text("stage.choose"),
      action: { do: "stage", stage },
      displayText: stageName(stage, voice),
    }),
  }));
  const described = options.map(({ number, title, description, details }) =>
    lines(`${number} ${title}`, description, ...details.map((detail) => `- ${detail}`)),
  );
  return {
    type: "card",
    card: "option-carousel",
    values: { options },
    text: paragraphs(voice.text("stage.title"), ...described, numberedLines(choices, voice)),
  };
}

/** The staff groups, and "not sure". */
export function groupChoices(stage: Stage, voice: Voice): readonly Choice[] {
  return [
    ...GROUPS.map(
      (group): Choice => ({ label: groupName(group, voice), action: { do: "group", stage, group } }),
    ),
    { label: voice.text("group.unsure"), action: { do: "group_unsure", stage } },
  ];
}

/** The six staff groups, one card each, and "not sure". */
export function groupCard(stage: Stage, voice: Voice): CardMessage {
  const choices = groupChoices(stage, voice);
  const options = GROUPS.map((group, index) => groupOption(stage, group, index, voice));
  const unsure = {
    number: String(GROUPS.length + 1),
    title: voice.text("group.unsure"),
    description: voice.text("group.unsure_description"),
    details: [],
    button: button({
      label: voice.text("group.unsure_choose"),
      action: { do: "group_unsure", stage },
      displayText: voice.text("group.unsure"),
    }),
  };
  const described = [...options, unsure].map(({ number, title, description, details }) =>
    lines(`${number} ${title}`, description, ...details),
  );
  return {
    type: "card",
    card: "option-carousel",
    values: { options: [...options, unsure] },
    text: paragraphs(voice.text("group.title"), ...described, numberedLines(choices, voice)),
  };
}

function groupOption(stage: Stage, group: (typeof GROUPS)[number], index: number, voice: Voice) {
  const { groups } = questionnaireOf(voice.content);
  const profile = profileOf(voice.content, { stage, group });
  return {
    number: String(index + 1),
    title: groupName(group, voice),
    description: voice.of(groups[group].description),
    details: [
      voice.of(groups[group].examples),
      voice.text("group.role_title", { title: voice.of(profile.title) }),
    ],
    button: button({
      label: voice.text("group.choose"),
      action: { do: "group", stage, group },
      displayText: groupName(group, voice),
    }),
  };
}

/** The answers to one question of the decision tree. */
export function treeChoices(stage: Stage, node: string, voice: Voice): readonly Choice[] {
  const found = treeNode(voice.content, node);
  return (found?.choices ?? []).map((choice) => ({
    label: voice.of(choice.label),
    action: { do: "tree", stage, node, choice: choice.id },
  }));
}

/** One question of the decision tree. */
export function treeCard(stage: Stage, node: string, voice: Voice): CardMessage {
  const choices = treeChoices(stage, node, voice);
  const found = treeNode(voice.content, node);
  const title = voice.text("tree.title");
  const text = found ? voice.of(found.question) : "";
  return {
    type: "card",
    card: "choice",
    values: { title, text, note: "", buttons: buttons(choices) },
    text: paragraphs(title, text, numberedLines(choices, voice)),
  };
}

/** How many questions a role has: in full, and in the quick check when one is offered. */
export function effortOf(role: Role, voice: Voice): { readonly full: number; readonly quick: number | null } {
  const { content } = voice;
  const questionnaire = questionnaireOf(content);
  const profile = profileOf(content, role);
  const full = unitsInOrder(profile, content.framework, questionnaire).length;
  const quick = dimensionsInOrder(profile, content.framework, questionnaire).length;
  return { full, quick: full >= questionnaire.quickCheckFrom ? quick : null };
}

/** What may be done with the role shown. */
export function roleChoices(role: Role, voice: Voice): readonly Choice[] {
  const { full, quick } = effortOf(role, voice);
  const correct: Choice = { label: voice.text("role.correct"), action: { do: "change_role" } };
  if (quick === null) {
    return [{ label: voice.text("role.begin"), action: { do: "begin_full" } }, correct];
  }
  return [
    { label: voice.text("role.begin_quick", { questions: quick }), action: { do: "begin_quick" } },
    { label: voice.text("role.begin_full", { questions: full }), action: { do: "begin_full" } },
    correct,
  ];
}

/**
 * The role profile found, how it was derived, and what the assessment takes.
 *
 * @param isAsked false when the card is shown while something else is open: then it is answered by words,
 * so that a number keeps answering the open question
 */
export function roleCard(
  role: Role,
  choices: readonly Choice[],
  voice: Voice,
  isAsked: boolean = true,
): CardMessage {
  const profile = profileOf(voice.content, role);
  const values = {
    heading: voice.text("role.heading"),
    title: voice.of(profile.title),
    subtitle: voice.text("role.subtitle", {
      stage: stageName(role.stage, voice),
      group: groupName(role.group, voice),
    }),
    behaviourHeading: voice.text("role.behaviour_heading"),
    behaviour: voice.of(profile.expectedBehaviour),
    derived: voice.text(`role.derived_${role.source}`),
    effort: effortLine(role, voice),
    buttons: buttons(choices),
  };
  return {
    type: "card",
    card: "role",
    values,
    text: paragraphs(
      lines(`${values.heading}: ${values.title}`, values.subtitle, values.derived),
      lines(values.behaviourHeading, values.behaviour),
      values.effort,
      isAsked ? numberedLines(choices, voice) : wordLine(choices, voice),
    ),
  };
}

/** Minutes are said only when they are few. */
const MOST_MINUTES_SAID = 10;

function effortLine(role: Role, voice: Voice): string {
  const { full, quick } = effortOf(role, voice);
  const minutes = minutesFor(full, questionnaireOf(voice.content));
  const line =
    minutes <= MOST_MINUTES_SAID
      ? voice.text("role.effort", { questions: full, minutes })
      : voice.text("role.effort_long", { questions: full });
  return quick === null ? line : lines(line, voice.text("role.effort_quick", { quick }));
}

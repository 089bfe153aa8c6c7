import { type Assessment, STANDINGS, type Standing } from "../../assessment/assessment.ts";
import { PAGE_SIZE, pageItems, questionnaireFor, sectionItems } from "../assessment-facts.ts";
import { button, buttons, type Choice, lines, paragraphs } from "../choices.ts";
import type { CardMessage } from "../message.ts";
import { SECTIONS, type Section } from "../session.ts";
import { checklistName, profileOf, type Voice } from "../voice.ts";

/** One page of a section: up to five items with three buttons each. */
export function checklistCard(
  assessment: Assessment,
  section: Section,
  page: number,
  voice: Voice,
): CardMessage {
  const profile = profileOf(voice.content, assessment);
  const pages = Math.max(1, Math.ceil(sectionItems(profile, section).length / PAGE_SIZE));
  const items = pageItems(profile, section, page).map((id, index) => ({
    number: String(page * PAGE_SIZE + index + 1),
    name: checklistText(assessment, id, voice),
    buttons: STANDINGS.map((standing) => ({
      ...button(standingChoice(assessment, id, standing, voice)),
      chosen: assessment.standings[id]?.[0] === standing,
    })),
  }));
  const values = {
    section: voice.text(`section.${section}`),
    position: voice.text("section.position", { page: page + 1, pages }),
    instruction: voice.text("section.instruction"),
    items,
    controls: buttons([
      ...(page + 1 < pages
        ? [{ label: voice.text("control.next_page"), action: { do: "skip" } } satisfies Choice]
        : []),
      { label: voice.text("control.pause"), action: { do: "pause" } },
    ]),
  };
  const rows = items.map(({ number, name, buttons: answers }) => {
    const chosen = answers.find((answer) => answer.chosen);
    return chosen ? `${number}. ${name} (${chosen.label})` : `${number}. ${name}`;
  });
  return {
    type: "card",
    card: "checklist",
    values,
    text: paragraphs(lines(`${values.section} · ${values.position}`), lines(...rows), values.instruction),
  };
}

function standingChoice(assessment: Assessment, item: string, standing: Standing, voice: Voice): Choice {
  const label = voice.text(`standing.${standing}`);
  return {
    label,
    action: { do: "stand", assessment: assessment.id, item, standing },
    displayText: voice.text("section.display", {
      item: checklistText(assessment, item, voice),
      answer: label,
    }),
  };
}

/** The project's short wording of a checklist item, or its official name. */
export function checklistText(assessment: Assessment, id: string, voice: Voice): string {
  const wording = questionnaireFor(assessment, voice.content).checklist[id];
  return wording ? voice.of(wording) : checklistName(id, voice);
}

/** The optional sections of this profile with how far each is answered. */
export function sectionChoices(assessment: Assessment, voice: Voice): readonly Choice[] {
  const profile = profileOf(voice.content, assessment);
  return SECTIONS.flatMap((section): Choice[] => {
    const ids = sectionItems(profile, section);
    if (ids.length === 0) return [];
    const answered = ids.filter((id) => assessment.standings[id] !== undefined).length;
    const label = voice.text("section.button", {
      section: voice.text(`section.${section}`),
      answered,
      total: ids.length,
    });
    const action = { do: "section", assessment: assessment.id, section } as const;
    return [{ label, action, displayText: voice.text(`section.${section}`) }];
  });
}

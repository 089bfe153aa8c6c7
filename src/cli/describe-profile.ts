import type { Framework, RoleProfile } from "../core/framework/framework.ts";
import type { Language, Localized } from "../core/language.ts";

type Section = "units" | "knowledge" | "experience" | "attributes" | "competencies";

const SECTIONS: readonly Section[] = ["units", "knowledge", "experience", "attributes", "competencies"];

const WORDS: Readonly<Record<Language, Readonly<Record<Section | "behaviour", string>>>> = {
  th: {
    behaviour: "พฤติกรรมที่คาดหวัง",
    units: "ความสามารถ",
    knowledge: "ความรู้",
    experience: "ประสบการณ์",
    attributes: "คุณลักษณะ",
    competencies: "สมรรถนะ",
  },
  en: {
    behaviour: "Expected behaviour",
    units: "Units of capability",
    knowledge: "Knowledge",
    experience: "Experience",
    attributes: "Attributes",
    competencies: "Competencies",
  },
};

const ID_WIDTH = 8;

/** A role profile as people read it: title, expected behaviour, and every item with its name. */
export function describeProfile(profile: RoleProfile, framework: Framework, language: Language): string {
  const names = namesById(framework);
  const words = WORDS[language];
  const sections = SECTIONS.map((section) => {
    const rows = profile[section].map(
      (id) => `\n  ${id.padEnd(ID_WIDTH)}  ${names.get(id)?.[language] ?? ""}`,
    );
    return `${words[section]} (${rows.length})${rows.join("")}`;
  });
  const role = `${names.get(profile.stage)?.[language]} · ${names.get(profile.group)?.[language]}`;
  const head = `${profile.title[language]}\n${role} (${profile.stage}, ${profile.group})`;
  return [head, `${words.behaviour}\n  ${profile.expectedBehaviour[language]}`, ...sections].join("\n\n");
}

function namesById(framework: Framework): ReadonlyMap<string, Localized> {
  const { knowledge, experience, attributes, competencies, stages, groups, units } = framework;
  const topics = knowledge.flatMap((topic) => [topic, ...topic.subtopics]);
  const items = [...topics, ...experience, ...attributes, ...competencies, ...stages, ...groups];
  return new Map([
    ...items.map(({ id, name }) => [id, name] as const),
    ...units.map(({ code, name }) => [code, name] as const),
  ]);
}

import type { Content, GroupTreeNode, Questionnaire } from "../content.ts";
import type { Group, RoleProfile, Stage } from "../framework/framework.ts";
import type { Language, Localized } from "../language.ts";
import type { TextId } from "./text-ids.ts";

/** Values of a text's `{placeholders}`. */
export type TextParams = Readonly<Record<string, string | number>>;

/** Content as one person hears it: everything already in the person's language. */
export interface Voice {
  readonly language: Language;
  readonly content: Content;
  /** An interface text with its placeholders filled. */
  readonly text: (id: TextId, params?: TextParams) => string;
  /** The person's language of a localized text. */
  readonly of: (localized: Localized) => string;
  /** A day in Bangkok: "23 พฤศจิกายน 2569", "23 November 2026". */
  readonly date: (at: number) => string;
}

/** The voice in which a person of this language is spoken to. */
export function createVoice(language: Language, content: Content): Voice {
  return {
    language,
    content,
    text: (id, params = {}) => fill(content.texts[language][id] ?? id, params),
    of: (localized) => localized[language],
    date: (at) => formatDate(at, language),
  };
}

function fill(template: string, params: TextParams): string {
  return template.replace(/\{(\w+)\}/gu, (whole, name: string) => String(params[name] ?? whole));
}

function dayFormat(locale: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, {
    timeZone: "Asia/Bangkok",
    day: "numeric",
    month: "long",
    year: "numeric",
  });
}

const DAY_FORMATS: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  th: dayFormat("th-TH-u-ca-buddhist-nu-latn"),
  en: dayFormat("en-GB"),
};

function formatDate(at: number, language: Language): string {
  const parts = DAY_FORMATS[language].formatToParts(at);
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? "";
  return `${part("day")} ${part("month")} ${part("year")}`;
}

/** The official name of a unit of capability, or of the dimension of a quick-check question. */
export function itemName(item: string, voice: Voice): string {
  const { units, dimensions } = voice.content.framework;
  const unit = units.find(({ code }) => code === item);
  if (unit) return voice.of(unit.name);
  const dimension = dimensions.find(({ id }) => id === item);
  return dimension ? voice.of(dimension.name) : item;
}

/** The official name of a knowledge topic or sub-topic, experience item, attribute or competency. */
export function checklistName(id: string, voice: Voice): string {
  const { knowledge, experience, attributes, competencies } = voice.content.framework;
  const all = [
    ...knowledge,
    ...knowledge.flatMap(({ subtopics }) => subtopics),
    ...experience,
    ...attributes,
    ...competencies,
  ];
  const item = all.find((candidate) => candidate.id === id);
  return item ? voice.of(item.name) : id;
}

/** The official name of a stage or a staff group. */
export function stageName(stage: Stage, voice: Voice): string {
  const found = voice.content.framework.stages.find(({ id }) => id === stage);
  return found ? voice.of(found.name) : stage;
}

/** The official name of a staff group. */
export function groupName(group: Group, voice: Voice): string {
  const found = voice.content.framework.groups.find(({ id }) => id === group);
  return found ? voice.of(found.name) : group;
}

/** The role profile of a staff group at a stage; content is checked to have all 18. */
export function profileOf(
  content: Content,
  role: { readonly stage: Stage; readonly group: Group },
): RoleProfile {
  const profile = content.framework.profiles.find(
    ({ stage, group }) => stage === role.stage && group === role.group,
  );
  if (!profile) throw new Error(`no role profile ${role.stage}/${role.group}`);
  return profile;
}

/** A question of the decision tree; undefined for a name no question has, whatever a button carried. */
export function treeNode(content: Content, name: string): GroupTreeNode | undefined {
  const { nodes } = questionnaireOf(content).groupTree;
  return Object.hasOwn(nodes, name) ? nodes[name] : undefined;
}

/** The questionnaire of a version, or the current one when that version is no longer there. */
export function questionnaireOf(
  content: Content,
  version: string = content.currentQuestionnaire,
): Questionnaire {
  const found = content.questionnaires[version] ?? content.questionnaires[content.currentQuestionnaire];
  if (!found) throw new Error(`no questionnaire of version ${version}`);
  return found;
}

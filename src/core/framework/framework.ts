import type { Localized } from "../language.ts";

/** How far an organisation has come on its way to digital government, earliest first. */
export type Stage = "early" | "developing" | "mature";

/** Every stage, earliest first. */
export const STAGES: readonly Stage[] = ["early", "developing", "mature"];

/** A staff group of the framework. */
export type Group = "executive" | "management" | "academic" | "service" | "technologist" | "others";

/** Every staff group in the source's order. */
export const GROUPS: readonly Group[] = [
  "executive",
  "management",
  "academic",
  "service",
  "technologist",
  "others",
];

/** One of the seven dimensions of capability; `id` is the prefix of its units' codes. */
export interface Dimension {
  readonly id: string;
  readonly number: number;
  readonly name: Localized;
  readonly definition: Localized;
}

/** A part of a unit of capability with its performance criteria. */
export interface Element {
  readonly code: string;
  readonly name: Localized;
  readonly criteria: readonly { readonly code: string; readonly text: Localized }[];
}

/** A unit of capability, known by its code, for example `DLit100`. */
export interface Unit {
  readonly code: string;
  readonly dimension: string;
  readonly name: Localized;
  readonly elements?: readonly Element[] | undefined;
}

/** Anything of the framework that has an id and a name. */
export interface NamedItem {
  readonly id: string;
  readonly name: Localized;
}

/** A knowledge topic (`K1.1`) with the sub-topics (`K1.1.2`) the source lists. */
export interface KnowledgeTopic extends NamedItem {
  readonly kind: "basic" | "essential";
  readonly subtopics: readonly NamedItem[];
}

/** An experience item (`E2.3`). */
export interface ExperienceItem extends NamedItem {
  readonly kind: "basic" | "essential";
}

/**
 * What one staff group needs at one stage, inheritance resolved: the basic items first, then those of
 * the earlier stage, then the profile's own, each in the source's order and once.
 */
export interface RoleProfile {
  readonly stage: Stage;
  readonly group: Group;
  readonly title: Localized;
  readonly expectedBehaviour: Localized;
  /** Codes of the required units of capability. */
  readonly units: readonly string[];
  /** Ids of topics (`K2.3`) and of single sub-topics (`K2.2.3`). */
  readonly knowledge: readonly string[];
  readonly experience: readonly string[];
  readonly attributes: readonly string[];
  readonly competencies: readonly string[];
}

/** The official framework as data. */
export interface Framework {
  readonly version: string;
  readonly dimensions: readonly Dimension[];
  readonly units: readonly Unit[];
  readonly knowledge: readonly KnowledgeTopic[];
  readonly experience: readonly ExperienceItem[];
  readonly attributes: readonly NamedItem[];
  readonly competencies: readonly NamedItem[];
  readonly groups: readonly (NamedItem & { readonly id: Group })[];
  readonly stages: readonly (NamedItem & { readonly id: Stage })[];
  readonly profiles: readonly RoleProfile[];
}

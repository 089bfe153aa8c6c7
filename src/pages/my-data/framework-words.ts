import { LEVELS, type Rating, STANDINGS } from "../../core/assessment/assessment.ts";
import type { Content } from "../../core/content.ts";
import { shownRating } from "../../core/conversation/assessment-facts.ts";
import { createVoice } from "../../core/conversation/voice.ts";
import type { Framework } from "../../core/framework/framework.ts";
import type { Language, Localized } from "../../core/language.ts";
import type { JsonValue } from "../../runner/person-export.ts";

/** What records keep as ids and numbers, in the words of the chat. */
export interface FrameworkWords {
  /** The official name of anything of the framework, stages and staff groups included; undefined for any other id. */
  readonly name: (id: string) => string | undefined;
  /** An answer: "3 ทำได้ด้วยตนเอง"; undefined for what is none. */
  readonly answer: (value: JsonValue) => string | undefined;
  /** The levels of a response (see level-string.ts) with their units; with "#1" and so on for those of another framework. */
  readonly levels: (levels: string, frameworkVersion: JsonValue | undefined) => readonly GivenLevel[];
}

/** A unit and the level answered. */
export interface GivenLevel {
  readonly unit: string;
  readonly level: number;
}

const NO_LEVEL: readonly Rating[] = ["not_applicable", "prefer_not"];

/** The words of one language. */
export function createFrameworkWords(language: Language, content: Content): FrameworkWords {
  const voice = createVoice(language, content);
  const { framework } = content;
  const names = new Map(namesIn(framework));
  return {
    name: (id) => names.get(id)?.[language],
    answer: (value) => {
      const rating = [...LEVELS, ...NO_LEVEL].find((one) => one === value);
      if (rating !== undefined) return shownRating(rating, voice);
      const standing = STANDINGS.find((one) => one === value);
      return standing && voice.text(`standing.${standing}`);
    },
    levels: (levels, version) => {
      const units = version === framework.version ? framework.units : [];
      return Array.from(levels).flatMap((level, place) =>
        level === "." ? [] : [{ unit: units[place]?.code ?? `#${place + 1}`, level: Number(level) }],
      );
    },
  };
}

function namesIn(framework: Framework): readonly (readonly [string, Localized])[] {
  const { units, dimensions, knowledge, experience, attributes, competencies, groups, stages } = framework;
  const topics = [...knowledge, ...knowledge.flatMap(({ subtopics }) => subtopics)];
  const named = [
    ...dimensions,
    ...topics,
    ...experience,
    ...attributes,
    ...competencies,
    ...groups,
    ...stages,
  ];
  return [
    ...units.map(({ code, name }) => [code, name] as const),
    ...named.map(({ id, name }) => [id, name] as const),
  ];
}

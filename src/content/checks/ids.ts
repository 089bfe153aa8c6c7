import type { FrameworkSource } from "../framework-schema.ts";

/** The ids of the framework, by kind. */
export interface FrameworkIds {
  readonly dimensions: ReadonlySet<string>;
  readonly units: ReadonlySet<string>;
  /** Topics and sub-topics. */
  readonly knowledge: ReadonlySet<string>;
  readonly experience: ReadonlySet<string>;
  readonly attributes: ReadonlySet<string>;
  readonly competencies: ReadonlySet<string>;
}

/** See {@link FrameworkIds}. */
export function frameworkIds(framework: FrameworkSource): FrameworkIds {
  const ids = (items: readonly { readonly id: string }[]) => new Set(items.map(({ id }) => id));
  return {
    dimensions: ids(framework.dimensions),
    units: new Set(framework.units.map(({ code }) => code)),
    knowledge: ids(framework.knowledge.flatMap((topic) => [topic, ...topic.subtopics])),
    experience: ids(framework.experience),
    attributes: ids(framework.attributes),
    competencies: ids(framework.competencies),
  };
}

import { resolveProfiles } from "../../core/framework/resolve-profiles.ts";
import type { ContentCheck } from "../content-check.ts";

/** Units and items no role profile lists, directly or through one of its sub-topics: nobody is ever asked. */
export const unreachableItems: ContentCheck = {
  needs: ["framework"],
  find: ({ framework }) => {
    const profiles = resolveProfiles(framework.profiles, framework);
    const catalogues = {
      units: framework.units.map(({ code }) => [code]),
      knowledge: framework.knowledge.map(({ id, subtopics }) => [id, ...subtopics.map((one) => one.id)]),
      experience: framework.experience.map(({ id }) => [id]),
      attributes: framework.attributes.map(({ id }) => [id]),
      competencies: framework.competencies.map(({ id }) => [id]),
    } as const;
    return (Object.keys(catalogues) as (keyof typeof catalogues)[]).flatMap((kind) => {
      const listed = new Set(profiles.flatMap((profile) => profile[kind]));
      return catalogues[kind]
        .filter((ids) => !ids.some((id) => listed.has(id)))
        .map(([id = ""]) => ({
          file: `data/framework/${kind}.json`,
          path: id,
          problem: "No role profile lists it",
          remedy: "Add it to a profile or remove it",
        }));
    });
  },
};

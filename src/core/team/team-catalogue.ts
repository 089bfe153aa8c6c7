import type { Content } from "../content.ts";
import type { TeamCatalogue } from "./team-snapshot.ts";

/**
 * What figures about teams are made of: every dimension with its units of capability, and every topic that is
 * suggested for some, in the framework's order.
 */
export function teamCatalogue({
  framework,
  suggestions,
}: Pick<Content, "framework" | "suggestions">): TeamCatalogue {
  const served = Map.groupBy(suggestions, ({ topic }) => topic);
  const topics = framework.knowledge.flatMap(({ id, subtopics }) => [id, ...subtopics.map((one) => one.id)]);
  return {
    dimensions: framework.dimensions.map(({ id }) => ({
      id,
      items: framework.units.filter(({ dimension }) => dimension === id).map(({ code }) => code),
    })),
    topics: topics.flatMap((id) => {
      const links = served.get(id);
      return links === undefined ? [] : [{ id, items: [...new Set(links.map(({ unit }) => unit))] }];
    }),
  };
}

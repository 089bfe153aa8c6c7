import { describe, expect, test } from "vitest";
import { loadContent } from "../../../src/content/load-content.ts";
import { teamCatalogue } from "../../../src/core/team/team-catalogue.ts";

describe("what figures about teams are made of", () => {
  const content = loadContent({ controller: "หน่วยงานตัวอย่าง", contact: "hr@example.go.th" });
  const { dimensions, topics } = teamCatalogue(content);

  test("every unit of capability once, in its dimension, in the framework's order", () => {
    expect(dimensions.map(({ id }) => id)).toEqual(content.framework.dimensions.map(({ id }) => id));
    expect(dimensions.flatMap(({ items }) => items).toSorted()).toEqual(
      content.framework.units.map(({ code }) => code).toSorted(),
    );
  });

  test("every topic somebody may be suggested, with the units of capability it serves", () => {
    expect(topics.map(({ id }) => id).toSorted()).toEqual(
      [...new Set(content.suggestions.map(({ topic }) => topic))].toSorted(),
    );
    expect(topics.flatMap(({ items }) => items)).toHaveLength(
      new Set(content.suggestions.map(({ topic, unit }) => `${topic} ${unit}`)).size,
    );
  });
});

import { expect, test } from "vitest";
import { loadSamples } from "../../src/content/load-templates.ts";
import { parseAction } from "../../src/core/conversation/action.ts";
import { content } from "../support/builders.ts";

/** Every string of a value with the key it stands under. */
function strings(value: unknown, key = ""): readonly { readonly key: string; readonly text: string }[] {
  if (typeof value === "string") return [{ key, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => strings(child, name));
}

const all = Object.entries(loadSamples()).flatMap(([sample, values]) =>
  strings(values).map((one) => ({ sample, ...one })),
);

test("samples show no codes of units and items to people", () => {
  const { units, knowledge, experience, attributes, competencies } = content.framework;
  const ids = [...knowledge, ...experience, ...attributes, ...competencies].map(({ id }) => id);
  const codes = new Set([...units.map(({ code }) => code), ...ids]);
  const shown = all.filter(({ key }) => key !== "data");
  expect(shown.filter(({ text }) => text.split(/[\s:()]+/u).some((word) => codes.has(word)))).toEqual([]);
});

test("samples have only buttons that do something", () => {
  const data = all.filter(({ key }) => key === "data");
  expect(data.filter(({ text }) => parseAction(text) === undefined)).toEqual([]);
  expect(data.filter(({ text }) => text.startsWith("accept|"))).toEqual(
    ["notice.en", "notice.long", "notice.th"].map((sample) => ({
      sample,
      key: "data",
      text: `accept|${content.notice.version}`,
    })),
  );
});

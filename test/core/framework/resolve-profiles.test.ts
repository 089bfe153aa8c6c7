import { expect, test } from "vitest";
import type { Stage } from "../../../src/core/framework/framework.ts";
import { type ProfileSource, resolveProfiles } from "../../../src/core/framework/resolve-profiles.ts";

const text = { th: "ก", en: "a" };
const catalogue = [
  { id: "B1", kind: "basic", name: text },
  { id: "B2", kind: "basic", name: text },
  { id: "X1", kind: "essential", name: text },
] as const;

function profile(
  stage: Stage,
  inherits: Stage | null,
  items: readonly string[],
  basic = true,
): ProfileSource {
  const own = { basic, inherits, items };
  const rest = {
    title: text,
    expectedBehaviour: text,
    units: ["U1"],
    attributes: ["A1"],
    competencies: ["C1"],
  };
  return {
    stage,
    group: "others",
    ...rest,
    knowledge: own,
    experience: { basic: false, inherits: null, items: [] },
  };
}

const knowledgeOf = (...profiles: readonly ProfileSource[]) =>
  resolveProfiles(profiles, { knowledge: catalogue, experience: [] }).map(({ knowledge }) => knowledge);

test("lists basic items first, then inherited ones of all earlier stages, then its own", () => {
  const resolved = knowledgeOf(
    profile("mature", "developing", ["X4"]),
    profile("early", null, ["X1"]),
    profile("developing", "early", ["X3", "X2"]),
  );
  expect(resolved).toEqual([
    ["B1", "B2", "X1", "X3", "X2", "X4"],
    ["B1", "B2", "X1"],
    ["B1", "B2", "X1", "X3", "X2"],
  ]);
});

test("lists an item once, where it came first", () => {
  expect(
    knowledgeOf(profile("early", null, ["X1", "B2"]), profile("developing", "early", ["X2", "X1"])),
  ).toEqual([
    ["B1", "B2", "X1"],
    ["B1", "B2", "X1", "X2"],
  ]);
});

test("leaves the basic items out where the source does not ask for them", () => {
  expect(knowledgeOf(profile("early", null, ["X1"], false))).toEqual([["X1"]]);
});

test("is not trapped by a stage that inherits from itself or from a later one", () => {
  const resolved = knowledgeOf(profile("early", "mature", ["X1"]), profile("mature", "mature", ["X2"]));
  expect(resolved).toEqual([
    ["B1", "B2", "X1"],
    ["B1", "B2", "X2"],
  ]);
});

test("keeps everything that is never inherited as it is", () => {
  const [resolved] = resolveProfiles([profile("early", null, [])], { knowledge: [], experience: [] });
  expect(resolved).toEqual({
    stage: "early",
    group: "others",
    title: text,
    expectedBehaviour: text,
    units: ["U1"],
    knowledge: [],
    experience: [],
    attributes: ["A1"],
    competencies: ["C1"],
  });
});

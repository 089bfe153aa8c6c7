import { expect, test } from "vitest";
import { gather, type UnitCounts } from "../../../src/core/team/gather.ts";
import { unitTree } from "../../../src/core/team/unit-tree.ts";
import { UNITS } from "./team.ts";

const gathered = (
  counts: Record<string, readonly [waiting: number, potential: number]>,
  isClosed = false,
) => {
  const byUnit = Object.entries(counts).map(([unit, [waiting, potential]]): [string, UnitCounts] => [
    unit,
    { waiting, potential },
  ]);
  return Object.fromEntries(gather(unitTree(UNITS), new Map(byUnit), { minPeople: 5, isClosed }));
};

test("a unit with enough waiting people publishes them itself", () => {
  expect(gathered({ east1: [5, 9], west: [4, 9] })).toEqual({ east1: "east1" });
});

test("a unit that can never have enough passes its people up at once", () => {
  expect(gathered({ east1: [2, 4], east2: [3, 4] })).toEqual({ east1: "east", east2: "east" });
});

test("people of a unit that may still have enough wait, however many wait above", () => {
  expect(gathered({ east1: [4, 5], east: [5, 5] })).toEqual({ east: "east" });
});

test("those who can never be enough on their way up go on to the organisation", () => {
  expect(gathered({ east1: [2, 2], west: [3, 4] })).toEqual({ east1: "org", west: "org" });
});

test("those who may still join from below keep a unit waiting", () => {
  expect(gathered({ east1: [1, 2], east2: [1, 4] })).toEqual({});
});

test("what a unit publishes is not passed up, later answers of too few people are", () => {
  expect(gathered({ east1: [6, 8], east: [3, 3] })).toEqual({ east1: "east1" });
  expect(gathered({ east1: [2, 2], east: [3, 3] })).toEqual({ east1: "east", east: "east" });
});

test("once the round is closed nobody is waited for", () => {
  expect(gathered({ east1: [4, 9], west: [1, 9] }, true)).toEqual({ east1: "org", west: "org" });
});

test("too few at the organisation stay unpublished", () => {
  expect(gathered({ east1: [4, 9] }, true)).toEqual({});
});

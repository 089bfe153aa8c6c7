import fc from "fast-check";
import { expect, test } from "vitest";
import { divideByGroup } from "../../../src/core/team/divide-by-group.ts";

const divided = (people: readonly (readonly [string | null, number])[]) => divideByGroup(new Map(people), 5);

test("people of one group share out over as many cells as the threshold allows", () => {
  expect(divided([["service", 14]])).toEqual([{ groups: ["service"], cells: 2, group: "service" }]);
});

test("groups with enough people have cells of their own, the others share", () => {
  expect(
    divided([
      ["service", 4],
      ["academic", 10],
      ["others", 1],
    ]),
  ).toEqual([
    { groups: ["academic"], cells: 2, group: "academic" },
    { groups: ["others", "service"], cells: 1, group: null },
  ]);
});

test("a shared rest too small takes the smallest group with it", () => {
  expect(
    divided([
      ["service", 6],
      ["academic", 10],
      ["others", 1],
    ]),
  ).toEqual([
    { groups: ["academic"], cells: 2, group: "academic" },
    { groups: ["service", "others"], cells: 1, group: null },
  ]);
});

test("people whose group is unknown never make a group", () => {
  expect(divided([[null, 12]])).toEqual([{ groups: [null], cells: 2, group: null }]);
});

test("fewer people than the threshold make no cell", () => {
  expect(divided([["service", 4]])).toEqual([]);
  expect(divided([])).toEqual([]);
});

test("everybody gets a cell of enough people, or nobody does", () => {
  const groups = fc.constantFrom("academic", "service", "others", null);
  const counts = fc.uniqueArray(fc.tuple(groups, fc.integer({ min: 1, max: 25 })), { selector: ([g]) => g });
  fc.assert(
    fc.property(counts, (people) => {
      const classes = divided(people);
      const peopleOf = new Map<string | null, number>(people);
      const sizes = classes.map((one) =>
        one.groups.reduce((sum, group) => sum + (peopleOf.get(group) ?? 0), 0),
      );
      const all = people.reduce((sum, [, count]) => sum + count, 0);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(all >= 5 ? all : 0);
      expect(classes.every(({ cells }, at) => Math.floor((sizes[at] ?? 0) / cells) >= 5)).toBe(true);
    }),
  );
});

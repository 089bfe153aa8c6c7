import { expect, test } from "vitest";
import { type Row, smallestGroup } from "./smallest-group.ts";

const row = (...people: readonly string[]): Row => new Map(people.map((person) => [person, 1n]));
const found = (...rows: readonly Row[]) => smallestGroup(rows, (column) => column.slice(0, 1), 3);

test("finds whom the difference of two sums is about", () => {
  expect(found(row("a", "b", "c", "d"), row("a", "b", "c", "d", "e"))).toEqual(["a", "e"]);
});

test("finds whom only several sums together tell about", () => {
  expect(found(row("a", "b", "c"), row("c", "d", "e"), row("a", "b", "d", "f"), row("e", "f", "g"))).toEqual([
    "d",
    "g",
  ]);
});

test("counts people, not values", () => {
  expect(found(row("a1", "a2", "b1", "b2"))).toEqual(["a", "b"]);
  expect(found(row("a1", "b1", "c1"), row("a2", "b1", "c1"))).toEqual(["a", "b"]);
});

test("finds nobody in sums of enough people apart from each other", () => {
  expect(found(row("a", "b", "c"), row("d", "e", "f"), row("a", "b", "c", "d", "e", "f"))).toBeNull();
  expect(found()).toBeNull();
});

import { expect, test } from "vitest";
import { atLeastPeople, levelShare, peopleShare } from "../../../src/core/team/share.ts";

const few = { kind: "few" };
const nearlyAll = { kind: "nearly_all" };
const all = (of: number) => Array.from({ length: of + 1 }, (_, people) => peopleShare(people, of));

test("one person or none reads few, all or all but one nearly all", () => {
  expect(all(5)).toEqual([
    few,
    few,
    { kind: "counted", people: 2, percent: 40 },
    { kind: "counted", people: 3, percent: 60 },
    nearlyAll,
    nearlyAll,
  ]);
});

test("the smallest figure there can be reads few or nearly all", () => {
  expect(all(3)).toEqual([few, few, nearlyAll, nearlyAll]);
});

test("under 10 % reads few, above 90 % nearly all", () => {
  expect([3, 4, 35, 36, 37].map((people) => peopleShare(people, 39)).map(({ kind }) => kind)).toEqual([
    "few",
    "counted",
    "counted",
    "nearly_all",
    "nearly_all",
  ]);
  expect(peopleShare(4, 40)).toEqual({ kind: "counted", people: 4, percent: 10 });
  expect(peopleShare(36, 40)).toEqual({ kind: "counted", people: 36, percent: 90 });
});

test("per cent are rounded half up", () => {
  expect(peopleShare(5, 40)).toEqual({ kind: "counted", people: 5, percent: 13 });
  expect(levelShare(27, 40)).toEqual({ kind: "percent", percent: 68 });
});

test("a match reads few or nearly all when fewer than three levels or under 10 % are on that side", () => {
  expect([2, 3, 7, 8].map((own) => levelShare(own, 10))).toEqual([
    few,
    { kind: "percent", percent: 30 },
    { kind: "percent", percent: 70 },
    nearlyAll,
  ]);
  expect([9, 10, 90, 91].map((own) => levelShare(own, 100).kind)).toEqual([
    "few",
    "percent",
    "percent",
    "nearly_all",
  ]);
});

test("what few and nearly all leave open stays open in what is read from them", () => {
  expect([0, 1, 2, 3, 4, 5].map((people) => atLeastPeople(peopleShare(people, 5), 5))).toEqual([
    0, 0, 2, 3, 4, 4,
  ]);
});

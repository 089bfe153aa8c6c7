import fc from "fast-check";
import { expect, test } from "vitest";
import { type History, histories } from "./history.ts";
import {
  asIfNothingChanged,
  bySizeAlone,
  byTheRules,
  type Publisher,
  publishedRows,
} from "./published-rows.ts";
import { smallestGroup } from "./smallest-group.ts";

const MIN_PEOPLE = 3;
const personOf = (column: string) => column.split(" ")[0] ?? "";

/** The people somebody who has kept every snapshot of the organisation can tell something about. */
function exposed(history: History, publish: Publisher): readonly string[] | null {
  const rows = publishedRows(history, publish);
  return (
    smallestGroup(rows, personOf, MIN_PEOPLE) ?? smallestGroup(asIfNothingChanged(rows), personOf, MIN_PEOPLE)
  );
}

/** Whether the attack succeeds on any of the histories it tries. */
function findsPeople(publish: Publisher): boolean {
  const property = fc.property(histories, (history) => exposed(history, publish) === null);
  return fc.check(property, { numRuns: 100, endOnFailure: true }).failed;
}

test("nothing about fewer people than the threshold follows from everything ever published", () => {
  const property = fc.property(histories, (history) => {
    expect(exposed(history, byTheRules(MIN_PEOPLE))).toBeNull();
  });
  fc.assert(property, { numRuns: 40 });
});

test("the attack finds people when every single answer is published", () => {
  expect(findsPeople(byTheRules(1))).toBe(true);
});

test("the attack finds people when the threshold is one too low", () => {
  expect(findsPeople(byTheRules(MIN_PEOPLE - 1))).toBe(true);
});

test("the attack finds people when only the size of each figure is looked at", () => {
  expect(findsPeople(bySizeAlone(MIN_PEOPLE))).toBe(true);
});

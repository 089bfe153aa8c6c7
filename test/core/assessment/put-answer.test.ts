import fc from "fast-check";
import { expect, test } from "vitest";
import type { Answer, Rating } from "../../../src/core/assessment/assessment.ts";
import { putAnswer } from "../../../src/core/assessment/put-answer.ts";

const given = fc.record({
  item: fc.constantFrom("DLit100", "DLit200", "DG100"),
  answer: fc.tuple(
    fc.constantFrom<Rating>(0, 1, 2, 3, "not_applicable", "prefer_not"),
    fc.integer({ min: 0, max: 5 }),
    fc.string({ minLength: 1, maxLength: 3 }),
  ),
});
type Given = { readonly item: string; readonly answer: Answer<Rating> };

function putAll(all: readonly Given[]) {
  return all.reduce<Readonly<Record<string, Answer<Rating>>>>(
    (answers, { item, answer }) => putAnswer(answers, item, answer).answers,
    {},
  );
}

test("the latest answer by instant and event id counts, whatever order answers arrive in", () => {
  const events = fc.uniqueArray(given, { selector: ({ answer }) => answer[2], maxLength: 12 });
  const twice = events.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
  );
  fc.assert(
    fc.property(twice, ([all, shuffled]) => {
      expect(putAll(shuffled)).toEqual(putAll(all));
      const inTime = all.toSorted(({ answer: [, a, x] }, { answer: [, b, y] }) => a - b || (x < y ? -1 : 1));
      expect(putAll(all)).toEqual(Object.fromEntries(inTime.map(({ item, answer }) => [item, answer])));
    }),
  );
});

test("says what became of an answer", () => {
  const first = putAnswer<Rating>({}, "DG100", [1, 10, "E2"]);
  expect(first.outcome).toBe("first");
  expect(putAnswer(first.answers, "DG100", [1, 11, "E3"]).outcome).toBe("same");
  expect(putAnswer(first.answers, "DG100", [2, 11, "E3"]).outcome).toBe("changed");
  expect(putAnswer(first.answers, "DG100", [2, 10, "E1"])).toEqual({
    answers: first.answers,
    outcome: "superseded",
  });
  expect(putAnswer(first.answers, "DG100", [1, 10, "E2"])).toEqual({
    answers: first.answers,
    outcome: "superseded",
  });
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { StaffNumbers } from "../../../src/core/people/staff-numbers.ts";

const number = fc.oneof(
  fc.constantFrom("", "1", "2", "12", "21", "ก", "กข", "\u{1f600}"),
  fc.string({ maxLength: 40, unit: "binary" }),
);

test("rows of staff numbers are found as if they were kept in a map", () => {
  fc.assert(
    fc.property(fc.array(number, { maxLength: 60 }), number, fc.nat(), (numbers, never, seed) => {
      const [kept, rows] = [new StaffNumbers(seed), new Map<string, number[]>()];
      for (const [place, text] of numbers.entries()) {
        kept.add(text, place + 2);
        rows.set(text, [...(rows.get(text) ?? []), place + 2]);
      }
      for (const [text, found] of rows) {
        expect(kept.has(text)).toBe(true);
        expect(found.map((row) => kept.otherRow(text, row))).toEqual(
          found.map((_, place) => found[place === 0 ? 1 : 0]),
        );
      }
      expect(kept.has(never)).toBe(rows.has(never));
    }),
  );
});

test("a hundred thousand of them are told apart", () => {
  const kept = new StaffNumbers(7);
  for (let row = 1; row <= 100_000; row += 1) kept.add(`P${row}`, row);
  let wrong = 0;
  for (let row = 1; row <= 100_000; row += 1)
    if (!kept.has(`P${row}`) || kept.has(`Q${row}`) || kept.otherRow(`P${row}`, row) !== undefined)
      wrong += 1;
  expect(wrong).toBe(0);
  kept.add("P5", 200_000);
  expect([kept.otherRow("P5", 5), kept.otherRow("P5", 200_000), kept.otherRow("P6", 9)]).toEqual([
    200_000, 5, 6,
  ]);
});

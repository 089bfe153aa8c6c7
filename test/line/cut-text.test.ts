import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutText } from "../../src/line/cut-text.ts";

describe("cutting a text", () => {
  test.each([
    ["leaves a short text alone", "สวัสดี", 6, "สวัสดี"],
    ["keeps a tone mark with its consonant", "ที่นี่", 4, "ที่"],
    ["keeps an emoji of several characters whole", "ครู👩‍🏫", 5, "ครู"],
    ["cuts exactly at a boundary", "abcdef", 3, "abc"],
    [
      "cuts inside a grapheme rather than leave nothing",
      `ก${"\u0E48".repeat(10)}`,
      4,
      `ก${"\u0E48".repeat(3)}`,
    ],
    ["never leaves half an emoji", "👩‍🏫", 4, "👩\u200D"],
    ["leaves an empty text empty", "", 3, ""],
  ])("%s", (_what, text, mostLength, expected) => {
    expect(cutText(text, mostLength)).toBe(expected);
  });

  test("gives a beginning of the text, never too long and never half a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 20 }), (text, mostLength) => {
        const cut = cutText(text, mostLength);
        expect([text.startsWith(cut), cut.length <= mostLength, cut.isWellFormed()]).toEqual([
          true,
          true,
          true,
        ]);
      }),
    );
  });
});

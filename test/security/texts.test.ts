import { describe, expect, it } from "vitest";
import { parseAction } from "../../src/core/conversation/action.ts";
import { normaliseText } from "../../src/core/conversation/normalise-text.ts";
import { readDate } from "../../src/core/conversation/read-date.ts";
import { readLinkCode } from "../../src/core/people/link-code.ts";
import { begun, content, go, newTalk, tapped, typed } from "../support/builders.ts";

/** LINE lets through 5,000 code units; a reader that tries everything would take minutes for the worst. */
const LONGEST = 5_000;
const AT_MOST_MS = 1_000;

const PIECES = [
  "a",
  " ",
  "\t\n",
  "0",
  "๙",
  "1/",
  "1 /",
  "1-2-",
  "31/12/",
  "1.",
  "วันที่ ",
  "วันที่1",
  "ธ",
  "ธ.ค.",
  "dec ",
  "th ",
  "คะ",
  "ครับ",
  "ๆ",
  "|",
  "rate|",
  "1,",
  "1 2 ",
  "“",
  "-",
  "–",
  "A3",
  "A-",
  "ก้",
  "\u200d",
  "\ufeff",
  "ﷺ",
  "%",
  "{",
  "${",
] as const;
const ENDS = ["", "!", "\u0000", "x"] as const;

describe("text made to take long", () => {
  const texts = PIECES.flatMap((piece) =>
    ENDS.map((end) => `${piece.repeat(Math.ceil(LONGEST / piece.length))}`.slice(0, LONGEST - 1) + end),
  );
  const readers: readonly (readonly [string, (text: string) => unknown])[] = [
    ["a date", (text) => readDate(text, content.keywords)],
    ["words", normaliseText],
    ["a link code", readLinkCode],
    ["what a button carries", parseAction],
    ["a conversation that has not begun", (text) => go(newTalk(), typed(text))],
    ["a question", (text) => go(begun(), typed(text))],
    ["a tap", (text) => go(begun(), tapped(text))],
  ];

  it.each(readers)("is read quickly as %s", (_name, read) => {
    for (const text of texts) {
      const startedAt = performance.now();
      read(text);
      expect([text.slice(0, 20), performance.now() - startedAt < AT_MOST_MS]).toEqual([
        text.slice(0, 20),
        true,
      ]);
    }
  });
});

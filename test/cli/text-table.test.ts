import { expect, test } from "vitest";
import { shownWidth, textTable } from "../../src/cli/text-table.ts";

test("Thai vowels and tone marks above and below a letter take no room", () => {
  expect(shownWidth("ผู้รู้")).toBe(2);
  expect(shownWidth("ทำ")).toBe(2);
});

test("columns are as wide as their widest cell and lines have no blanks at the end", () => {
  expect(
    textTable(
      ["a", "b", "c"],
      [
        ["ผู้รู้", "1", ""],
        ["long", "22", "x"],
      ],
    ),
  ).toBe("a     b   c\nผู้รู้    1\nlong  22  x");
});

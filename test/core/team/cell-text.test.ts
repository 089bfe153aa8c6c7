import { describe, expect, test } from "vitest";
import {
  eachCell,
  MarkWriter,
  sumOfCells,
  withoutCells,
  writeAudience,
  writeTallies,
} from "../../../src/core/team/cell-text.ts";

const cellsOf = (text: string) => {
  const cells: [number, number][] = [];
  eachCell(text, (place, cell) => void cells.push([place, cell]));
  return cells;
};

describe("a mark", () => {
  test("tells the cells somebody is in, pool by pool", () => {
    const [team, mixed] = [
      { unit: "ก 1", group: "academic" },
      { unit: "", group: null },
    ];
    const mark = new MarkWriter();
    mark.add(team, 0, 3);
    mark.add(mixed, 2, 0);
    mark.add(team, 5, 40);
    const pools = JSON.parse(mark.text()) as [string, string | null, string][];
    expect(pools.map(([unit, group, cells]) => [unit, group, cellsOf(cells)])).toEqual([
      [
        "ก 1",
        "academic",
        [
          [0, 3],
          [5, 40],
        ],
      ],
      ["", null, [[2, 0]]],
    ]);
  });

  test("may be empty", () => {
    expect(new MarkWriter().text()).toBe("[]");
    expect(cellsOf("")).toEqual([]);
  });
});

describe("the text of cells", () => {
  const text = writeTallies(Uint8Array.of(0, 19, 0, 0, 1, 2, 1, 1));

  test("tells how many people are at each level", () => {
    expect(sumOfCells(text)).toEqual([1, 21, 1, 1]);
    expect(sumOfCells("")).toEqual([0, 0, 0, 0]);
  });

  test("tells nothing of a dropped cell any more", () => {
    const left = withoutCells(text, "A1", new Set([0]));
    expect([left, sumOfCells(left)]).toEqual(["----1211", [1, 2, 1, 1]]);
    expect(withoutCells(writeAudience(3), "", new Set([1]))).toBe(".-.");
  });

  test.each(["12", "1!11", "12115"])("is refused when it is damaged: %s", (damaged) => {
    expect(() => sumOfCells(damaged)).toThrow(RangeError);
  });
});

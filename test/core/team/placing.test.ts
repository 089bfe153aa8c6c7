import { describe, expect, test } from "vitest";
import { isManagedBy, placeOf } from "../../../src/core/team/population.ts";
import { pathUp, unitTree } from "../../../src/core/team/unit-tree.ts";
import { people, UNITS } from "./team.ts";

const tree = unitTree(UNITS);
const placeOfSomebody = (unit: string, ...manages: readonly string[]) => {
  const [person] = people("a", 1, unit, { manages });
  return person && placeOf(person, tree);
};

describe("the tree of units", () => {
  test("lists every unit after all units below it", () => {
    expect(tree.bottomUp.toReversed()).toEqual(["org", "east", "west", "east1", "east2"]);
  });

  test("leads from a unit up to the organisation", () => {
    expect(pathUp(tree, "east1")).toEqual(["east1", "east", "org"]);
  });

  test("is as deep as it likes", () => {
    const chain = Array.from({ length: 20_000 }, (_, at) => ({
      id: `${at}`,
      parent: at === 0 ? null : `${at - 1}`,
    }));
    expect(pathUp(unitTree(chain), "19999")).toHaveLength(20_000);
  });

  test.each([
    ["no root", [{ id: "a", parent: "b" }]],
    [
      "two roots",
      [
        { id: "a", parent: null },
        { id: "b", parent: null },
      ],
    ],
    [
      "a circle",
      [
        { id: "a", parent: null },
        { id: "b", parent: "c" },
        { id: "c", parent: "b" },
      ],
    ],
    ["an unknown parent", [UNITS[0] ?? { id: "", parent: null }, { id: "b", parent: "gone" }]],
    ["a unit twice", [...UNITS, { id: "west", parent: "east" }]],
  ])("refuses units with %s", (_, units) => {
    expect(() => unitTree(units)).toThrow(RangeError);
  });
});

describe("where somebody's answers count", () => {
  test("at home", () => {
    expect(placeOfSomebody("east1")).toBe("east1");
  });

  test("above the unit they manage", () => {
    expect(placeOfSomebody("east1", "east1")).toBe("east");
  });

  test("above every unit they manage, whichever is higher", () => {
    expect(placeOfSomebody("east1", "east")).toBe("org");
    expect(placeOfSomebody("east1", "east1", "east")).toBe("org");
  });

  test("at home when they manage another unit", () => {
    expect(placeOfSomebody("west", "east")).toBe("west");
    expect(placeOfSomebody("east", "east1")).toBe("east");
  });

  test("nowhere when they manage the organisation", () => {
    expect(placeOfSomebody("east1", "org")).toBeNull();
  });

  test("at the organisation when their unit is none of the tree", () => {
    expect(placeOfSomebody("closed")).toBe("org");
  });

  test("a manager manages everything below too", () => {
    const [manager] = people("m", 1, "west", { manages: ["east"] });
    const managed = UNITS.filter(({ id }) => manager && isManagedBy(manager, id, tree)).map(({ id }) => id);
    expect(managed).toEqual(["east", "east1", "east2"]);
  });
});

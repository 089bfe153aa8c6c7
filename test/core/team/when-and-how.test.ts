import { describe, expect, test } from "vitest";
import { compareMatch } from "../../../src/core/team/compare-match.ts";
import { disclosureSettings } from "../../../src/core/team/disclosure-settings.ts";
import { isSnapshotDue } from "../../../src/core/team/snapshot-due.ts";

describe("the threshold", () => {
  test("is 5 people unless set otherwise", () => {
    expect(disclosureSettings()).toEqual({ minPeople: 5 });
  });

  test("may be 3 to 10", () => {
    expect([3, 10].map(disclosureSettings)).toEqual([{ minPeople: 3 }, { minPeople: 10 }]);
  });

  test.each([2, 11, 4.5, Number.NaN])("is never %s", (minPeople) => {
    expect(() => disclosureSettings(minPeople)).toThrow(RangeError);
  });
});

describe("a snapshot is due", () => {
  const since = { newResponses: 0, isRoundClosed: false, wasRoundClosed: false };

  test("when five responses are new, not before", () => {
    expect([4, 5].map((newResponses) => isSnapshotDue({ ...since, newResponses }))).toEqual([false, true]);
  });

  test("once after the round has closed", () => {
    expect(isSnapshotDue({ ...since, isRoundClosed: true })).toBe(true);
    expect(isSnapshotDue({ ...since, isRoundClosed: true, wasRoundClosed: true })).toBe(false);
  });
});

describe("two rounds are compared", () => {
  const shown = (match: Parameters<typeof compareMatch>[0] & { status: "shown" }) => match;
  const percent = (value: number) =>
    shown({ status: "shown", peopleAtLeast: 9, match: { kind: "percent", percent: value } });
  const few = shown({ status: "shown", peopleAtLeast: 9, match: { kind: "few" } });
  const withheld = { status: "withheld", reason: "too_few_answers", seeUnit: null } as const;

  test("in whole percentage points", () => {
    expect(compareMatch(percent(62), percent(55))).toEqual({ status: "compared", points: -7 });
  });

  test("only when both figures are shown as numbers", () => {
    expect([compareMatch(withheld, percent(55)), compareMatch(percent(62), few)]).toEqual([
      { status: "not_comparable", reason: "withheld" },
      { status: "not_comparable", reason: "few_or_nearly_all" },
    ]);
  });
});

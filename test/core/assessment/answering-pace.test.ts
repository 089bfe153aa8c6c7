import { expect, test } from "vitest";
import { paceRemark } from "../../../src/core/assessment/answering-pace.ts";
import type { Assessment, Rating } from "../../../src/core/assessment/assessment.ts";
import { begun } from "../../support/builders.ts";

function answered(stepMs: number, ...levels: readonly Rating[]): Assessment {
  const { assessment } = begun().turn.session;
  if (assessment === null) throw new Error("nothing was begun");
  const ratings = Object.fromEntries(
    levels.map((level, index) => [`U${index}`, [level, 1000 + index * stepMs, `E${index}`] as const]),
  );
  return { ...assessment, ratings };
}

test("remarks on answers faster than the sentences can be read", () => {
  expect(paceRemark(answered(1_000, 2, 1, 3, 2, 0))).toBe("very_fast");
  expect(paceRemark(answered(20_000, 2, 1, 3, 2, 0))).toBeNull();
});

test("remarks on answers that are all the same", () => {
  expect(paceRemark(answered(20_000, 2, 2, 2, 2, 2))).toBe("uniform");
});

test("remarks on nothing while there are only a few answers", () => {
  expect(paceRemark(answered(100, 2, 2, 2, 2))).toBeNull();
});

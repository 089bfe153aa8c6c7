import { expect, test } from "vitest";
import type { TestModule } from "vitest/node";
import { closingLine, countTests } from "./closing-line-reporter.ts";

type State = "passed" | "failed" | "skipped" | "pending";

/** A test file as the reporter sees it. */
function file(states: readonly State[], errors = 0, suiteErrors: readonly number[] = []): TestModule {
  const withErrors = (count: number) => ({
    errors: () => Array.from({ length: count }, () => ({ message: "broken" })),
  });
  const children = {
    allTests: () => states.map((state) => ({ result: () => ({ state }) })),
    allSuites: () => suiteErrors.map(withErrors),
  };
  return { ...withErrors(errors), children } as unknown as TestModule;
}

test("counts tests, not files", () => {
  const files = [file(["passed", "passed", "failed"]), file(["skipped", "passed"])];
  expect(countTests(files, 0)).toEqual({ passed: 3, failed: 1, skipped: 1 });
});

test("counts a file that failed to load, a broken suite and a stray error as failed", () => {
  expect(countTests([file([], 2), file(["passed"], 0, [0, 1])], 1)).toEqual({
    passed: 1,
    failed: 3,
    skipped: 0,
  });
});

test("words the closing line as promised", () => {
  expect(closingLine({ passed: 12, failed: 0, skipped: 1 })).toBe("12 passed, 0 failed, 1 skipped");
});

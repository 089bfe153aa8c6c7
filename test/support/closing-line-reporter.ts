import type { Reporter, TestModule } from "vitest/node";

/** How many tests ended how. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Prints `N passed, N failed, N skipped` as the very last line of a run. */
export default class ClosingLineReporter implements Reporter {
  #line = "0 passed, 0 failed, 0 skipped";

  onInit(): void {
    // Other reporters and vitest itself still print after the end of the run; nothing prints after this.
    process.once("exit", () => process.stdout.write(`${this.#line}\n`));
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    this.#line = closingLine(countTests(modules, unhandledErrors.length));
  }
}

/** The closing line of a run. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Counts tests; files and suites that failed outside a test, and stray errors, count as failed ones. */
export function countTests(modules: readonly TestModule[], strayErrors: number): Counts {
  const states = modules.flatMap(({ children }) =>
    [...children.allTests()].map((test) => test.result().state),
  );
  const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  const broken = suites.filter((suite) => suite.errors().length > 0).length;
  return {
    passed: states.filter((state) => state === "passed").length,
    failed: states.filter((state) => state === "failed").length + broken + strayErrors,
    // A test an interruption left waiting did not run either.
    skipped: states.filter((state) => state === "skipped" || state === "pending").length,
  };
}

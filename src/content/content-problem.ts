/** Something wrong in data/ or flex-templates/, told so that the person who edits the file can mend it. */
export interface ContentProblem {
  /** Relative to the project folder, e.g. `data/locales/en.json`. */
  readonly file: string;
  /** Where in the file, e.g. `units.DG100.levels[2].en`; empty for the file as a whole. */
  readonly path: string;
  readonly problem: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** A problem as one line. */
export function describeProblem({ file, path, problem, remedy }: ContentProblem): string {
  return `${file}${path === "" ? "" : ` > ${path}`}: ${problem}. ${remedy}.`;
}

/** The content cannot be used; `problems` lists everything found at once. */
export class ContentError extends Error {
  readonly code = "CONTENT";
  readonly problems: readonly ContentProblem[];

  constructor(problems: readonly ContentProblem[]) {
    super(`${problems.length} problem(s) in the content:\n${problems.map(describeProblem).join("\n")}`);
    this.name = "ContentError";
    this.problems = problems;
  }
}

import type { ContentCheck } from "../content-check.ts";
import type { ContentProblem } from "../content-problem.ts";

/** Lines of the source text, see data/framework/README.md. */
const SOURCE_LINES = 1_380;

/** Records of how the scan was read that say nothing or stand in the wrong place. */
export const corrections: ContentCheck = {
  needs: ["corrections"],
  find: ({ corrections: all }) =>
    all.flatMap(({ line, read, corrected, reason }, index) => [
      ...problemIf(
        line > SOURCE_LINES,
        `[${index}].line`,
        `The source has no line ${line}`,
        "Correct the number",
      ),
      ...problemIf(line < (all[index - 1]?.line ?? 0), `[${index}].line`, "Out of order", "Sort by line"),
      ...problemIf(read === corrected, `[${index}].corrected`, "Nothing is corrected", "Remove the entry"),
      ...problemIf(
        reason.trim() === "",
        `[${index}].reason`,
        "The reason is missing",
        "Say what speaks for it",
      ),
    ]),
};

function problemIf(is: boolean, path: string, problem: string, remedy: string): readonly ContentProblem[] {
  return is ? [{ file: "data/framework/corrections.json", path, problem, remedy }] : [];
}

import type { RosterProblem } from "../core/people/roster-problem.ts";
import type { RosterEntry } from "../core/people/roster-row.ts";
import type { RosterVerdict } from "../core/people/roster-survey.ts";

/** Rows judged in one go; as many as a database is asked about in one go. */
const BATCH = 500;

/** Some rows that follow each other. */
export interface JudgedRows {
  /** People who may be imported. */
  readonly good: readonly RosterEntry[];
  /** By row. */
  readonly problems: readonly RosterProblem[];
  readonly badRows: number;
}

/** Judges the rows of a file, some hundred at a time. */
export async function* judgedRows(
  entries: AsyncIterable<RosterEntry>,
  verdict: RosterVerdict,
): AsyncGenerator<JudgedRows> {
  let rows: RosterEntry[] = [];
  for await (const entry of entries) {
    rows.push(entry);
    if (rows.length < BATCH) continue;
    yield judge(rows, verdict);
    rows = [];
  }
  if (rows.length > 0) yield judge(rows, verdict);
}

function judge(rows: readonly RosterEntry[], verdict: RosterVerdict): JudgedRows {
  const judged = rows.map((entry) => ({ entry, ...verdict.judge(entry) }));
  const good = judged.filter(({ entry, isBad }) => entry.kind === "person" && !isBad);
  return {
    good: good.map(({ entry }) => entry),
    problems: judged.flatMap(({ problems }) => problems),
    badRows: judged.filter(({ isBad }) => isBad).length,
  };
}

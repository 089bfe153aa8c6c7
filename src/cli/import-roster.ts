import { basename } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Language } from "../core/language.ts";
import { type CheckedRosterFile, checkRosterFile } from "../roster/check-roster-file.ts";
import { loadRosterContent, type RosterContent, tellProblem } from "../roster/roster-content.ts";
import { RosterFileError } from "../roster/roster-file-error.ts";
import type { Roster } from "../runner/directory.ts";
import { describeChanges, summariseChanges } from "./describe-changes.ts";
import { NoOrganisationError, type OpenDirectory } from "./directory-command.ts";
import { textTable } from "./text-table.ts";
import { progressBar, withProgress } from "./with-progress.ts";

/** How `roster import` was called. */
export interface ImportOptions {
  readonly organisation: string;
  readonly by: string;
  readonly dryRun?: boolean;
  readonly skipBadRows?: boolean;
  readonly deactivateMissing?: boolean;
  readonly language: Language;
}

/** What one import works on. */
interface Import {
  readonly open: OpenDirectory;
  readonly file: string;
  readonly options: ImportOptions;
  readonly checked: CheckedRosterFile;
}

/** Checks a file, says what it found and applies it when it may. Sets the exit code. */
export async function importRoster(open: OpenDirectory, file: string, options: ImportOptions): Promise<void> {
  const existing = await open.directory.roster(options.organisation);
  if (existing === undefined) throw new NoOrganisationError(options.organisation);
  const content = loadRosterContent();
  const checked = await check(file, existing, content, options.language);
  if (checked === undefined) return;
  const work = { open, file, options, checked };
  tellProblems(checked, content, options.language);
  const refusal = options.dryRun ? undefined : whyNot(work);
  if (!options.dryRun && refusal === undefined) return apply(work);
  // The names in the answer have been seen, whether or not something is imported.
  await noteCheck(work);
  if (refusal !== undefined) return fail(refusal);
  console.log(describeChanges(checked.changes, options.deactivateMissing ?? false));
  console.log("Dry run: nothing was changed.");
  if (checked.problems.length > 0) process.exitCode = 1;
}

async function check(
  file: string,
  existing: Roster,
  { words }: RosterContent,
  language: Language,
): Promise<CheckedRosterFile | undefined> {
  try {
    return await withProgress(`Checking ${basename(file)}`, (report) =>
      checkRosterFile(file, existing, words, (rows) => report(`${rows.toLocaleString("en")} rows`)),
    );
  } catch (error) {
    if (!(error instanceof RosterFileError)) throw error;
    fail(error.told[language]);
    return undefined;
  }
}

function tellProblems(
  { problems, ignored }: CheckedRosterFile,
  content: RosterContent,
  language: Language,
): void {
  if (ignored.length > 0) console.log(`Columns that are not used: ${ignored.map(harmless).join(", ")}`);
  if (problems.length === 0) return;
  const rows = problems.map((problem) => {
    const { row, column, advice } = tellProblem(problem, content, language);
    return [String(row), column, harmless(advice)];
  });
  console.log(textTable(["row", "column", "what to do"], rows));
}

/** Text of a file must not steer the terminal it is shown in. */
function harmless(text: string): string {
  return text.slice(0, 500).replace(/\p{Cc}/gu, " ");
}

/** Why nothing may be imported; undefined when it may. */
function whyNot({ checked, options }: Import): string | undefined {
  const { problems, badRows } = checked;
  if (problems.length === 0) return undefined;
  const found = `${problems.length} problem(s), ${badRows} row(s) that cannot be imported; nothing was changed.`;
  const isAboutFile = badRows === 0;
  if (isAboutFile || !options.skipBadRows)
    return `${found} Mend the file${isAboutFile ? "." : ", or leave those rows out with --skip-bad-rows."}`;
  if (!options.deactivateMissing) return undefined;
  // Somebody whose staff number cannot be read would look as if they had left.
  return `${found} With rows left out nobody can be deactivated: mend the file, or leave out --deactivate-missing.`;
}

async function apply({ open, file, options, checked }: Import): Promise<void> {
  const { changes, revision, badRows } = checked;
  const deactivateMissing = options.deactivateMissing ?? false;
  const update = {
    organisation: options.organisation,
    revision,
    changes,
    deactivateMissing,
    actor: options.by,
    at: Date.now(),
    detail: { file: basename(file), skipped: badRows },
  };
  const isApplied = await withProgress("Importing", (report) =>
    open.directory.applyRoster(update, async (done, all) => {
      report(progressBar(done, all));
      // The embedded database never pauses by itself; the bar could not be drawn.
      await setImmediate();
    }),
  );
  if (!isApplied)
    return fail("the roster was changed by somebody else meanwhile; nothing was changed. Run it again.");
  console.log(summariseChanges(changes, deactivateMissing));
  if (badRows > 0) console.log(`Left out: ${badRows} row(s)`);
}

async function noteCheck({ open, file, options, checked }: Import): Promise<void> {
  await open.audit.append({
    at: Date.now(),
    actor: options.by,
    action: "roster_check",
    organisation: options.organisation,
    subject: null,
    detail: { file: basename(file), people: checked.people, problems: checked.problems.length },
  });
}

function fail(message: string): void {
  console.error(`error: ${message}`);
  process.exitCode = 1;
}

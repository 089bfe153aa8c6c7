import { basename, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import type { Language } from "../core/language.ts";
import { applyRosterPlan } from "../roster/apply-roster-plan.ts";
import { type ImportRefusal, importRefusal } from "../roster/import-refusal.ts";
import { type PlanProgress, planRoster } from "../roster/plan-roster.ts";
import { ProblemFile } from "../roster/problem-file.ts";
import { loadRosterContent, type RosterContent, tellProblem } from "../roster/roster-content.ts";
import { RosterFileError } from "../roster/roster-file-error.ts";
import type { RosterPlan } from "../roster/roster-plan.ts";
import { describeChanges, summariseChanges } from "./describe-changes.ts";
import { NoOrganisationError, type OpenDirectory } from "./directory-command.ts";
import { textTable } from "./text-table.ts";
import { progressBar, shareBar, withProgress } from "./with-progress.ts";

/** How `roster import` was called. */
export interface ImportOptions {
  readonly organisation: string;
  readonly by: string;
  readonly dryRun?: boolean;
  readonly skipBadRows?: boolean;
  readonly deactivateMissing?: boolean;
  /** A file for all mistakes, to be made. */
  readonly errors?: string;
  readonly language: Language;
}

/** What one import works on. */
interface Import {
  readonly open: OpenDirectory;
  readonly file: string;
  readonly options: ImportOptions;
  readonly plan: RosterPlan;
}

/** Checks a file, says what it found and applies it when it may. Sets the exit code. */
export async function importRoster(open: OpenDirectory, file: string, options: ImportOptions): Promise<void> {
  keepMemoryFlat();
  const content = loadRosterContent();
  await tellingFileTrouble(options.language, async () => {
    const plan = await planTellingProblems(open, file, options, content);
    const work = { open, file, options, plan };
    const refusal = options.dryRun ? undefined : whyNot(work);
    if (!options.dryRun && refusal === undefined) return apply(work);
    // The names in the answer have been seen, whether or not something is imported.
    await noteCheck(work);
    if (refusal !== undefined) return fail(refusal);
    console.log(describeChanges(plan.preview, options.deactivateMissing ?? false));
    console.log("Dry run: nothing was changed.");
    if (plan.problemCount > 0) process.exitCode = 1;
  });
}

/**
 * Rows live for a moment. Node would give what lives so shortly more room the more of it there is, up to 100 MB; where
 * it stands now is enough.
 */
function keepMemoryFlat(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}

async function tellingFileTrouble(language: Language, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof RosterFileError)) throw error;
    fail(error.told[language]);
  }
}

async function planTellingProblems(
  { directory }: OpenDirectory,
  path: string,
  { organisation, errors, language }: ImportOptions,
  content: RosterContent,
): Promise<RosterPlan> {
  const file = errors === undefined ? undefined : new ProblemFile(resolve(errors), content, language);
  try {
    const plan = await withProgress(`Checking ${basename(path)}`, (report) =>
      planRoster(directory, {
        organisation,
        path,
        words: content.words,
        onProgress: (progress) => report(checkBar(progress)),
        onProblems: (problems) => file?.add(problems),
      }),
    );
    if (plan === undefined) throw new NoOrganisationError(organisation);
    tellProblems(plan, content, language);
    if (file?.isMade) console.log(`All of them are in ${errors}.`);
    return plan;
  } finally {
    await file?.close();
  }
}

/** The file is read twice, and each time is half of the work. */
function checkBar({ step, rows, bytes, allBytes }: PlanProgress): string {
  const said = `${step}, row ${rows.toLocaleString("en")}`;
  if (allBytes === 0) return said;
  return shareBar((bytes / allBytes + (step === "reading" ? 0 : 1)) / 2, said);
}

function tellProblems(plan: RosterPlan, content: RosterContent, language: Language): void {
  const { problems, problemCount, ignored } = plan;
  if (ignored.length > 0) console.log(`Columns that are not used: ${ignored.map(harmless).join(", ")}`);
  if (problemCount === 0) return;
  const rows = problems.map((problem) => {
    const { row, column, advice } = tellProblem(problem, content, language);
    return [String(row), column, harmless(advice)];
  });
  console.log(textTable(["row", "column", "what to do"], rows));
  const rest = problemCount - problems.length;
  if (rest > 0) console.log(`and ${rest} more; --errors FILE writes all of them to a file`);
}

/** Text of a file must not steer the terminal it is shown in. */
function harmless(text: string): string {
  return text.slice(0, 500).replace(/\p{Cc}/gu, " ");
}

/** Why nothing may be imported; undefined when it may. */
function whyNot({ plan, options }: Import): string | undefined {
  const { skipBadRows = false, deactivateMissing = false } = options;
  const refusal = importRefusal(plan, { skipBadRows, deactivateMissing });
  if (refusal === undefined) return undefined;
  const { problemCount, badRows } = plan;
  const found = `${problemCount} problem(s), ${badRows} row(s) that cannot be imported; nothing was changed.`;
  return `${found} ${TO_DO[refusal]}`;
}

const TO_DO: Readonly<Record<ImportRefusal, string>> = {
  mend_file: "Mend the file.",
  mend_or_skip: "Mend the file, or leave those rows out with --skip-bad-rows.",
  no_deactivation_with_bad_rows:
    "With rows left out nobody can be deactivated: mend the file, or leave out --deactivate-missing.",
};

async function apply({ open, file, options, plan }: Import): Promise<void> {
  const deactivateMissing = options.deactivateMissing ?? false;
  const application = {
    deactivateMissing,
    actor: options.by,
    at: Date.now(),
    detail: { file: basename(file), skipped: plan.badRows },
  };
  const isApplied = await withProgress("Importing", (report) =>
    applyRosterPlan(open.directory, plan, application, async (done, all) => {
      report(progressBar(done, all));
      // The embedded database never pauses by itself; the bar could not be drawn.
      await setImmediate();
    }),
  );
  if (!isApplied)
    return fail("the roster was changed by somebody else meanwhile; nothing was changed. Run it again.");
  console.log(summariseChanges(plan.preview, deactivateMissing));
  if (plan.badRows > 0) console.log(`Left out: ${plan.badRows} row(s)`);
}

async function noteCheck({ open, file, options, plan }: Import): Promise<void> {
  await open.audit.append({
    at: Date.now(),
    actor: options.by,
    action: "roster_check",
    organisation: options.organisation,
    subject: null,
    detail: { file: basename(file), people: plan.people, problems: plan.problemCount },
  });
}

function fail(message: string): void {
  console.error(`error: ${message}`);
  process.exitCode = 1;
}

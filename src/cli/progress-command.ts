import { resolve } from "node:path";
import { Command, Option } from "commander";
import type { ProgressCounts, ProgressView } from "../core/reminder/reminder.ts";
import type { MemberStatus } from "../runner/rounds.ts";
import {
  byOption,
  type OpenDirectory,
  organisationOption,
  RefusedError,
  requireOrganisation,
  withDirectory,
} from "./directory-command.ts";
import { writeNewFileInParts } from "./new-file.ts";
import { standingsCsv } from "./standings-csv.ts";
import { STATUS_WORDS, standingsPages } from "./standings-pages.ts";
import { textTable } from "./text-table.ts";

interface ProgressOptions {
  readonly organisation: string;
  readonly unit: string;
  readonly json?: boolean;
  readonly csv?: string;
  readonly by?: string;
}

const HELP = `
The table has counts only. With --csv people are written to a file by name; each such file is kept in the audit log,
so it needs --by. What people answered is in neither.`;

/** `progress`: how far the round has come, in counts by unit and, as CSV, by name. */
export function progressCommand(): Command {
  return new Command("progress")
    .description("how far an organisation's round has come, unit by unit")
    .addOption(organisationOption())
    .addOption(new Option("--unit <code>", "with everything below; everybody unless given").default(""))
    .option("--json", "print JSON")
    .option("--csv <file>", "write how everybody stands by name, e.g. progress.csv; must not exist yet")
    .addOption(byOption().makeOptionMandatory(false))
    .addHelpText("after", HELP)
    .action((options: ProgressOptions) => withDirectory((open) => showProgress(open, options)));
}

async function showProgress(open: OpenDirectory, options: ProgressOptions): Promise<void> {
  const { organisation, unit, json = false, csv } = options;
  await requireOrganisation(open, organisation);
  const at = Date.now();
  const round = await open.rounds.current(organisation, at);
  const view = await open.progress(organisation, round, unit, at);
  if (view === undefined)
    throw new RefusedError(`There is no unit "${unit}" in the roster. Use the codes it has.`);
  if (csv !== undefined) return writeCsv(open, options, view.round.id, csv);
  console.log(json ? JSON.stringify(view, null, 2) : progressText(view));
}

async function writeCsv(
  open: OpenDirectory,
  { organisation, unit, by: actor }: ProgressOptions,
  round: string,
  file: string,
): Promise<void> {
  if (actor === undefined)
    throw new RefusedError("Say who does this with --by; a list by name is kept in the audit log.");
  // Before anything is written: a look that could not be noted does not happen.
  const detail = { list: "progress", round, ...(unit !== "" && { unit }) };
  const note = { actor, action: "export", organisation, subject: null, detail } as const;
  let people = 0;
  await writeNewFileInParts(resolve(file), async function* () {
    await open.audit.append({ at: Date.now(), ...note });
    const pages = standingsPages(open.rounds, { organisation, round, unit }, (count) => {
      people += count;
    });
    yield* standingsCsv(pages, wordFor);
  });
  console.log(`Written to ${file}: ${people} people.`);
}

const wordFor = (status: MemberStatus) => STATUS_WORDS[status];

const HEADINGS = [
  "unit",
  "name",
  "people",
  STATUS_WORDS.completed,
  STATUS_WORDS.in_progress,
  STATUS_WORDS.not_started,
  STATUS_WORDS.declined,
  STATUS_WORDS.not_reachable,
  STATUS_WORDS.not_linked,
];

function progressText({ round, path, counts, below, apart, runs }: ProgressView): string {
  const [here] = path;
  const rows = [
    ["", here === undefined ? "(everybody)" : `${here.name} (${here.id})`, ...countCells(counts)],
    ...below.map(({ id, name, counts: some }) => [id, name, ...countCells(some)]),
  ];
  const latest = runs.map(({ id, step, state, sent, planned }) => [id, step, state, `${sent} of ${planned}`]);
  return [
    `Round ${round.id}${round.name === "" ? "" : ` (${round.name})`}`,
    textTable(HEADINGS, rows),
    ...(apart === null ? [] : [apartText(apart)]),
    ...(latest.length === 0 ? [] : [textTable(["reminders", "step", "state", "sent"], latest)]),
  ].join("\n\n");
}

function apartText({
  optedOut,
  snoozed,
  blocked,
  undeliverable,
}: NonNullable<ProgressView["apart"]>): string {
  return `Of them, want no reminders: ${optedOut}; later: ${snoozed}; have blocked the account: ${blocked}; refused by LINE: ${undeliverable}`;
}

function countCells(counts: ProgressCounts): readonly string[] {
  const { people, completed, inProgress, notStarted, declined, notReachable, notLinked } = counts;
  return [people, completed, inProgress, notStarted, declined, notReachable, notLinked].map(String);
}

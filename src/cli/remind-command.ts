import { Command, Option } from "commander";
import type { ReminderPreview, ReminderRun, Steering } from "../core/reminder/reminder.ts";
import { runIdOf } from "../runner/run-id.ts";
import { byOption, organisationOption, RefusedError, wholeNumber } from "./directory-command.ts";
import { previewText, REFUSALS, runText } from "./remind-text.ts";
import { type OpenReminders, withReminders } from "./with-reminders.ts";

const MOST_PEOPLE = 100_000_000;
const MOST_RUNS = 20;

interface UnitOptions {
  readonly organisation: string;
  readonly unit: string;
  readonly json?: boolean;
}

interface SendOptions extends UnitOptions {
  readonly by: string;
  readonly atMost: number;
}

interface RunOptions {
  readonly organisation: string;
  readonly run: string;
  readonly by: string;
}

interface ReportOptions {
  readonly organisation: string;
  readonly run?: string;
  readonly json?: boolean;
}

/** `remind preview|send|pause|resume|stop|report`: reminders of the open round. */
export function remindCommand(): Command {
  return new Command("remind")
    .description("reminders of the open round: preview, send, pause, resume, stop, report")
    .addCommand(previewCommand())
    .addCommand(sendCommand())
    .addCommand(steerCommand("pause", "hold a run; what is on its way arrives, nothing more is sent"))
    .addCommand(steerCommand("resume", "let a paused run go on"))
    .addCommand(steerCommand("stop", "end a run for good; what was not sent is never sent"))
    .addCommand(reportCommand());
}

function unitOption(): Option {
  return new Option("--unit <code>", "with everything below; everybody unless given").default("");
}

function runOption(): Option {
  return new Option("--run <id>", "as shown by: remind report").makeOptionMandatory();
}

function previewCommand(): Command {
  return new Command("preview")
    .description("who would be reminded, what it uses and costs; nothing is sent")
    .addOption(organisationOption())
    .addOption(unitOption())
    .option("--json", "print JSON")
    .action((options: UnitOptions) => withReminders((open) => preview(open, options)));
}

async function preview(
  open: OpenReminders,
  { organisation, unit, json = false }: UnitOptions,
): Promise<void> {
  await requireKnown(open, organisation);
  const outcome = await open.desk.preview({ id: organisation }, unit, Date.now());
  if (json) console.log(JSON.stringify(outcome, null, 2));
  else if (outcome.preview !== null) console.log(previewText(outcome.preview));
  if (outcome.status === "refused") throw new RefusedError(REFUSALS[outcome.reason]);
  if (json) return;
  console.log(
    `\nTo send: remind send --organisation ${organisation}${unitWords(unit)} --at-most ${peopleOf(outcome.preview)} --by NAME`,
  );
}

function unitWords(unit: string): string {
  return unit === "" ? "" : ` --unit ${unit}`;
}

function peopleOf({ send }: ReminderPreview): number {
  return Object.values(send).reduce((sum, some) => sum + some, 0);
}

function sendCommand(): Command {
  return new Command("send")
    .description("start sending; the server's workers send, in sending hours")
    .addOption(organisationOption())
    .addOption(unitOption())
    .addOption(
      new Option("--at-most <n>", "people, as the preview said; never more are reminded")
        .argParser(wholeNumber(1, MOST_PEOPLE))
        .makeOptionMandatory(),
    )
    .addOption(byOption())
    .action((options: SendOptions) => withReminders((open) => send(open, options)));
}

async function send(open: OpenReminders, { organisation, unit, atMost, by }: SendOptions): Promise<void> {
  await requireKnown(open, organisation);
  const at = Date.now();
  const id = runIdOf(`command ${organisation} ${unit} ${by} ${at} ${process.pid}`);
  const order = { id, organisation, unit, step: `command-${id}`, atMost, at };
  const outcome = await open.desk.launch({ ...order, actor: { name: by, reporter: null } });
  if (outcome.status === "refused") throw new RefusedError(REFUSALS[outcome.reason]);
  console.log(runText(outcome.run));
}

function steerCommand(steering: Steering, description: string): Command {
  return new Command(steering)
    .description(description)
    .addOption(organisationOption())
    .addOption(runOption())
    .addOption(byOption())
    .action(({ organisation, run, by }: RunOptions) =>
      withReminders(async ({ desk }) => {
        const steered = await desk.steer(organisation, run, steering, by, Date.now());
        if (steered.run === null) throw noRun(run);
        console.log(runText(steered.run));
        if (!steered.isChanged)
          throw new RefusedError(`Nothing was changed: the run is ${steered.run.state}.`);
      }),
    );
}

function reportCommand(): Command {
  return new Command("report")
    .description("how runs have gone, the latest first")
    .addOption(organisationOption())
    .option("--run <id>", "one run only")
    .option("--json", "print JSON")
    .action((options: ReportOptions) => withReminders((open) => report(open, options)));
}

async function report(
  open: OpenReminders,
  { organisation, run, json = false }: ReportOptions,
): Promise<void> {
  await requireKnown(open, organisation);
  const runs = await runsOf(open, organisation, run);
  if (json) return console.log(JSON.stringify(runs, null, 2));
  console.log(runs.length === 0 ? "Nothing was sent yet." : runs.map(runText).join("\n\n"));
}

async function runsOf(
  { desk, storage }: OpenReminders,
  organisation: string,
  id: string | undefined,
): Promise<readonly ReminderRun[]> {
  if (id === undefined) return storage.reminders.runs.runs(organisation, { limit: MOST_RUNS });
  const found = await desk.run(organisation, id);
  if (found === null) throw noRun(id);
  return [found];
}

function noRun(id: string): RefusedError {
  return new RefusedError(`There is no run "${id}" in this organisation. See them with: remind report`);
}

async function requireKnown({ storage }: OpenReminders, organisation: string): Promise<void> {
  if ((await storage.directory.organisation(organisation)) !== undefined) return;
  throw new RefusedError(`There is no organisation "${organisation}". See them with: organisation list`);
}

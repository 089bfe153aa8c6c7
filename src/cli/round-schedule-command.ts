import { Command, Option } from "commander";
import type { ReminderSchedule, ScheduleRule } from "../runner/reminders.ts";
import type { KeptRound } from "../runner/rounds.ts";
import { bangkokTime } from "./bangkok-time.ts";
import {
  byOption,
  type OpenDirectory,
  organisationOption,
  RefusedError,
  requireOrganisation,
  withDirectory,
} from "./directory-command.ts";
import { addRule, checkRule, readRule, ruleText } from "./schedule-rules.ts";
import { textTable } from "./text-table.ts";

interface ScheduleOptions {
  readonly organisation: string;
  readonly round: string;
  readonly add?: ScheduleRule;
  readonly remove?: string;
  readonly by?: string;
  readonly json?: boolean;
}

const HELP = `
after 7            7 days after the round opens; "after 0" is the greeting, as soon as sending is allowed
before 3           3 days before it closes
cron 0 9 * * 1     minute, hour, day, month, weekday in Bangkok's time: here every Monday at 9:00

Messages go out on working days in sending hours only; what is due outside them waits for the next.`;

/** `round schedule`: when reminders of a round go out by themselves. */
export function roundScheduleCommand(): Command {
  return new Command("schedule")
    .description("list, add or remove the rules by which people of a round are reminded")
    .addOption(organisationOption())
    .addOption(new Option("--round <id>", "as shown by: round list").makeOptionMandatory())
    .addOption(new Option("--add <rule>", 'e.g. "after 7"; see below').argParser(readRule))
    .addOption(new Option("--remove <id>", "of a rule, as listed").conflicts("add"))
    .addOption(byOption().makeOptionMandatory(false))
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action((options: ScheduleOptions) => withDirectory((open) => schedule(open, options)));
}

async function schedule(open: OpenDirectory, options: ScheduleOptions): Promise<void> {
  const { organisation, json = false } = options;
  await requireOrganisation(open, organisation);
  const round = await requireRound(open, options);
  if (options.add !== undefined) return add(open, options, round, options.add);
  if (options.remove !== undefined) return remove(open, options, options.remove);
  const rules = await open.schedules.list(organisation, round.id);
  if (json) return console.log(JSON.stringify(rules, null, 2));
  if (rules.length === 0) return console.log("Nobody is reminded by itself in this round.");
  console.log(textTable(["id", "rule", "added by", "since (Bangkok)"], rules.map(ruleRow)));
}

async function requireRound({ rounds }: OpenDirectory, options: ScheduleOptions): Promise<KeptRound> {
  const found = (await rounds.list(options.organisation)).find(({ id }) => id === options.round);
  if (found !== undefined) return found;
  throw new RefusedError(`There is no round "${options.round}". See them with: round list`);
}

async function add(
  open: OpenDirectory,
  options: ScheduleOptions,
  round: KeptRound,
  rule: ScheduleRule,
): Promise<void> {
  const by = requireBy(options);
  if (round.state === "closed") throw new RefusedError(`The round "${round.id}" is closed.`);
  const at = Date.now();
  checkRule(rule, round, at);
  const { organisation } = options;
  const id = await addRule(open, { organisation, round, rule, by, at });
  console.log(`Added: ${id}`);
}

async function remove(open: OpenDirectory, options: ScheduleOptions, id: string): Promise<void> {
  const by = requireBy(options);
  const { organisation, round } = options;
  if (!(await open.schedules.remove(organisation, round, id, by, Date.now())))
    throw new RefusedError(`The round has no rule "${id}". See them with: round schedule`);
  console.log(`Removed: ${id}`);
}

function requireBy({ by }: ScheduleOptions): string {
  if (by !== undefined) return by;
  throw new RefusedError("Say who does this with --by; it is kept in the audit log.");
}

function ruleRow({ id, rule, actor, since }: ReminderSchedule): readonly string[] {
  return [id, ruleText(rule), actor, bangkokTime(since)];
}

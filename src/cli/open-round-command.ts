import { Command, InvalidArgumentError, Option } from "commander";
import { loadContent } from "../content/load-content.ts";
import { isCampaignId, type Round } from "../core/people/round.ts";
import type { ScheduleRule } from "../runner/reminders.ts";
import { type AudienceOptions, audienceOptions, audienceText, readAudience } from "./audience-options.ts";
import { bangkokTime } from "./bangkok-time.ts";
import {
  byOption,
  type OpenDirectory,
  organisationOption,
  RefusedError,
  readText,
  requireOrganisation,
  withDirectory,
} from "./directory-command.ts";
import { endOfDay } from "./end-of-day.ts";
import { addRule, checkRule, readRules } from "./schedule-rules.ts";
import { startOfDay } from "./start-of-day.ts";

interface OpenOptions extends AudienceOptions {
  readonly organisation: string;
  readonly id: string;
  readonly name: string;
  readonly opens?: number;
  readonly closes?: number;
  readonly remind?: readonly ScheduleRule[];
  readonly by: string;
}

/** `round open`: what people complete from then on belongs to it. */
export function openRoundCommand(): Command {
  const command = new Command("open")
    .description("open a round; what people complete from then on belongs to it")
    .addOption(organisationOption())
    .addOption(
      new Option("--id <id>", "short name for commands, e.g. 2569-1; cannot be changed")
        .argParser(readId)
        .makeOptionMandatory(),
    )
    .addOption(new Option("--name <name>", "as people see it").argParser(readText).makeOptionMandatory());
  for (const option of audienceOptions()) command.addOption(option);
  return command
    .addOption(
      new Option("--opens <day>", "first day, e.g. 2026-12-01 (Bangkok); at once unless given").argParser(
        startOfDay,
      ),
    )
    .addOption(
      new Option(
        "--closes <day>",
        "last day, e.g. 2026-12-31 (Bangkok); open until it is closed unless given",
      ).argParser(endOfDay),
    )
    .addOption(
      new Option("--remind <rules>", 'when people are reminded, e.g. "after 0,after 7,before 3"').argParser(
        readRules,
      ),
    )
    .addOption(byOption())
    .action((options: OpenOptions) => withDirectory((open) => openRound(open, options)));
}

async function openRound(open: OpenDirectory, options: OpenOptions): Promise<void> {
  const { organisation, remind = [], by } = options;
  await requireOrganisation(open, organisation);
  const at = Date.now();
  const round = await roundOf(open, options, at);
  for (const rule of remind) checkRule(rule, round, at);
  const people = await open.rounds.countMeant(organisation, round.audience);
  if (people === 0) throw new RefusedError("The round would be for nobody. See people with: roster list");
  if (!(await open.rounds.open(organisation, round, by, at)))
    throw await whyNot(open, organisation, round.id);
  for (const rule of remind) await addRule(open, { organisation, round, rule, by, at: round.opensAt });
  console.log(
    [
      `${round.opensAt > at ? "Planned" : "Opened"}: ${round.id} (${whenItIsOpen(round, at)})`,
      `For: ${audienceText(round.audience)}, ${people} people now`,
      `Questionnaire: ${round.questionnaire}`,
    ].join("\n"),
  );
}

/** The questionnaire stays what it is now, whatever is published while the round is open. */
async function roundOf(open: OpenDirectory, options: OpenOptions, at: number): Promise<Round> {
  const { organisation, id, name, opens = at, closes: closesAt = null } = options;
  const opensAt = Math.max(opens, at);
  if (closesAt !== null && closesAt <= opensAt)
    throw new RefusedError("The round would close before it opens.");
  const audience = readAudience(options, options.units ? await open.directory.units(organisation) : []);
  const { currentQuestionnaire: questionnaire } = loadContent({ controller: "", contact: "" });
  return { id, name, opensAt, closesAt, ...(audience && { audience }), questionnaire };
}

async function whyNot({ rounds }: OpenDirectory, organisation: string, id: string): Promise<RefusedError> {
  const isTaken = (await rounds.list(organisation)).some((round) => round.id === id);
  return new RefusedError(
    isTaken
      ? `There is a round "${id}" already. See them with: round list`
      : "Another round is open. Close it first: round close",
  );
}

function whenItIsOpen({ opensAt, closesAt }: Round, at: number): string {
  const from = opensAt > at ? `from ${bangkokTime(opensAt)} ` : "";
  const until = closesAt === null ? "open until it is closed" : `until ${bangkokTime(closesAt)}, Bangkok`;
  return `${from}${until}`;
}

function readId(value: string): string {
  if (isCampaignId(value)) return value;
  throw new InvalidArgumentError(
    "Use up to 40 small letters, digits and hyphens, e.g. 2569-1; year-2026 and the like are calendar years.",
  );
}

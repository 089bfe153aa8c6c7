import { Command, InvalidArgumentError, Option } from "commander";
import { isCampaignId, type Round } from "../core/people/round.ts";
import type { KeptRound } from "../runner/rounds.ts";
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
import { textTable } from "./text-table.ts";

interface OpenOptions {
  readonly organisation: string;
  readonly id: string;
  readonly name: string;
  readonly closes?: number;
  readonly by: string;
}

interface CloseOptions {
  readonly organisation: string;
  readonly by: string;
}

interface ListOptions {
  readonly organisation: string;
  readonly json?: boolean;
}

/** `round open`, `close` and `list`: campaigns that responses belong to. */
export function roundCommand(): Command {
  return new Command("round")
    .description("rounds of an organisation: open, close, list")
    .addCommand(openCommand())
    .addCommand(closeCommand())
    .addCommand(listCommand());
}

function openCommand(): Command {
  return new Command("open")
    .description("open a round; what people complete from now on belongs to it")
    .addOption(organisationOption())
    .addOption(
      new Option("--id <id>", "short name for commands, e.g. 2569-1; cannot be changed")
        .argParser(readId)
        .makeOptionMandatory(),
    )
    .addOption(new Option("--name <name>", "as people see it").argParser(readText).makeOptionMandatory())
    .addOption(
      new Option(
        "--closes <day>",
        "last day, e.g. 2026-12-31 (Bangkok); open until it is closed unless given",
      ).argParser(endOfDay),
    )
    .addOption(byOption())
    .action((options: OpenOptions) => withDirectory((open) => openRound(open, options)));
}

async function openRound(open: OpenDirectory, options: OpenOptions): Promise<void> {
  const { organisation, id, name, closes: closesAt = null, by } = options;
  await requireOrganisation(open, organisation);
  const at = Date.now();
  if (await open.rounds.open(organisation, { id, name, opensAt: at, closesAt }, by, at))
    return console.log(`Opened: ${id} (${whenItCloses(closesAt)})`);
  const isTaken = (await open.rounds.list(organisation)).some((round) => round.id === id);
  throw new RefusedError(
    isTaken
      ? `There is a round "${id}" already. See them with: round list`
      : "Another round is open. Close it first: round close",
  );
}

function closeCommand(): Command {
  return new Command("close")
    .description("close the open round; it cannot be opened again")
    .addOption(organisationOption())
    .addOption(byOption())
    .action(({ organisation, by }: CloseOptions) =>
      withDirectory(async (open) => {
        await requireOrganisation(open, organisation);
        const closed = await open.rounds.close(organisation, by, Date.now());
        if (closed === undefined) throw new RefusedError("No round is open.");
        console.log(`Closed: ${closed.id}`);
      }),
    );
}

function listCommand(): Command {
  return new Command("list")
    .description("list rounds, the latest first")
    .addOption(organisationOption())
    .option("--json", "print JSON")
    .action(({ organisation, json = false }: ListOptions) =>
      withDirectory(async (open) => {
        await requireOrganisation(open, organisation);
        const rounds = await open.rounds.list(organisation);
        if (json) return console.log(JSON.stringify(rounds, null, 2));
        if (rounds.length === 0) return console.log("There are no rounds; calendar years count.");
        console.log(textTable(["id", "name", "state", "opened (Bangkok)", "ends"], rounds.map(roundRow)));
      }),
    );
}

function roundRow({ id, name, state, opensAt, closesAt }: KeptRound): readonly string[] {
  return [id, name, state, bangkokTime(opensAt), closesAt === null ? "" : bangkokTime(closesAt)];
}

function whenItCloses(closesAt: Round["closesAt"]): string {
  return closesAt === null ? "open until it is closed" : `until ${bangkokTime(closesAt)}, Bangkok`;
}

function readId(value: string): string {
  if (isCampaignId(value)) return value;
  throw new InvalidArgumentError(
    "Use up to 40 small letters, digits and hyphens, e.g. 2569-1; year-2026 and the like are calendar years.",
  );
}

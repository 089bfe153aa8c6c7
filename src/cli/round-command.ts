import { Command } from "commander";
import type { KeptRound } from "../runner/rounds.ts";
import { audienceText } from "./audience-options.ts";
import { bangkokTime } from "./bangkok-time.ts";
import {
  byOption,
  organisationOption,
  RefusedError,
  requireOrganisation,
  withDirectory,
} from "./directory-command.ts";
import { openRoundCommand } from "./open-round-command.ts";
import { roundScheduleCommand } from "./round-schedule-command.ts";
import { textTable } from "./text-table.ts";

interface CloseOptions {
  readonly organisation: string;
  readonly by: string;
}

interface ListOptions {
  readonly organisation: string;
  readonly json?: boolean;
}

/** `round open`, `close`, `list` and `schedule`: campaigns that responses belong to. */
export function roundCommand(): Command {
  return new Command("round")
    .description("rounds of an organisation: open, close, list, schedule")
    .addCommand(openRoundCommand())
    .addCommand(closeCommand())
    .addCommand(listCommand())
    .addCommand(roundScheduleCommand());
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
        console.log(textTable(HEADINGS, rounds.map(roundRow)));
      }),
    );
}

const HEADINGS = ["id", "name", "state", "opened (Bangkok)", "ends", "for", "questionnaire"];

function roundRow({
  id,
  name,
  state,
  opensAt,
  closesAt,
  audience,
  questionnaire = "current",
}: KeptRound): readonly string[] {
  const ends = closesAt === null ? "" : bangkokTime(closesAt);
  return [id, name, state, bangkokTime(opensAt), ends, audienceText(audience), questionnaire];
}

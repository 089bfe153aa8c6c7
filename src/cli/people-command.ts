import { Command } from "commander";
import { yearOf } from "../core/people/round.ts";
import type { MemberStanding, MemberStatus } from "../runner/rounds.ts";
import { bangkokTime } from "./bangkok-time.ts";
import {
  byOption,
  type OpenDirectory,
  organisationOption,
  RefusedError,
  requireOrganisation,
  withDirectory,
} from "./directory-command.ts";
import { STATUS_WORDS, standingsPages } from "./standings-pages.ts";
import { textTable } from "./text-table.ts";

const HELP = `
not linked     no LINE account is linked to them
not reachable  they have blocked the LINE account, or LINE refused a reminder
declined       they do not accept the privacy notice at the moment

What people answered is never shown.`;

interface StatusOptions {
  readonly organisation: string;
  readonly round?: string;
  readonly by: string;
}

/** `people status`: how far everybody is. */
export function peopleCommand(): Command {
  const status = new Command("status")
    .description("list active people and how far they are in a round; each look is kept in the audit log")
    .addOption(organisationOption())
    .option(
      "--round <id>",
      "as shown by round list, or a calendar year, e.g. year-2026; the current one unless given",
    )
    .addOption(byOption())
    .addHelpText("after", HELP)
    .action((options: StatusOptions) => withDirectory((open) => showStatus(open, options)));
  return new Command("people")
    .description("how far the people of an organisation are: status")
    .addCommand(status);
}

async function showStatus(open: OpenDirectory, options: StatusOptions): Promise<void> {
  const { organisation, by: actor } = options;
  await requireOrganisation(open, organisation);
  const round = await roundOf(open, options);
  // Before anything is shown: a look that could not be noted does not happen.
  const detail = { list: "status", round };
  await open.audit.append({
    at: Date.now(),
    actor,
    action: "people_view",
    organisation,
    subject: null,
    detail,
  });
  const counts = new Map<MemberStatus, number>();
  for await (const page of standingsPages(open.rounds, { organisation, round })) {
    console.log(
      textTable(["status", "since (Bangkok)", "staff number", "name", "unit"], page.map(standingRow)),
    );
    for (const { status } of page) counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  console.log(summaryOf(round, counts));
}

async function roundOf(open: OpenDirectory, { organisation, round }: StatusOptions): Promise<string> {
  if (round === undefined) return (await open.rounds.current(organisation, Date.now())).id;
  if (yearOf(round) !== undefined) return round;
  if ((await open.rounds.list(organisation)).some(({ id }) => id === round)) return round;
  throw new RefusedError(`There is no round "${round}". See them with: round list`);
}

function standingRow({ status, since, ...person }: MemberStanding): readonly string[] {
  const { staffNumber, name, unitName } = person;
  return [STATUS_WORDS[status], since === null ? "" : bangkokTime(since), staffNumber, name, unitName];
}

function summaryOf(round: string, counts: ReadonlyMap<MemberStatus, number>): string {
  if (counts.size === 0) return "There are no people to show.";
  const statuses = Object.keys(STATUS_WORDS) as MemberStatus[];
  const parts = statuses.map((status) => `${counts.get(status) ?? 0} ${STATUS_WORDS[status]}`);
  return `Round ${round}: ${parts.join(", ")}`;
}

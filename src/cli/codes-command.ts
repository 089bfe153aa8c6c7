import { resolve } from "node:path";
import { Command, Option } from "commander";
import { LINK_CODE_LIFETIME_MS } from "../core/people/link-code.ts";
import { tidyCell } from "../core/people/tidy-cell.ts";
import { bangkokTime } from "./bangkok-time.ts";
import { codesCsv } from "./codes-csv.ts";
import {
  byOption,
  type OpenDirectory,
  organisationOption,
  RefusedError,
  requireOrganisation,
  wholeNumber,
  withDirectory,
} from "./directory-command.ts";
import { writeNewFile } from "./new-file.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const MOST_DAYS = 365;

const ISSUE_HELP = `
The codes are shown this once; only hashes of them are kept. A new code takes the place of the one a person had
before, used or not. Who has a code can link a LINE account to that person: hand out each code to its person only,
and delete the file afterwards. Without --out the codes go to standard output.`;

interface IssueOptions {
  readonly organisation: string;
  readonly by: string;
  readonly unlinked?: boolean;
  readonly days: number;
  readonly out?: string;
}

interface UnlinkOptions {
  readonly organisation: string;
  readonly by: string;
  readonly staffNumber: string;
}

/** `codes issue` and `codes unlink`: which LINE account belongs to whom. */
export function codesCommand(): Command {
  return new Command("codes")
    .description("codes that link LINE accounts to people: issue, unlink")
    .addCommand(issueCommand())
    .addCommand(unlinkCommand());
}

function issueCommand(): Command {
  return new Command("issue")
    .description("give active people new codes, as CSV")
    .addOption(organisationOption())
    .addOption(byOption())
    .option("--unlinked", "only those whose LINE account is not linked")
    .addOption(
      new Option("--days <n>", "how long the codes are good")
        .argParser(wholeNumber(1, MOST_DAYS))
        .default(LINK_CODE_LIFETIME_MS / DAY_MS),
    )
    .option("--out <file>", "e.g. codes.csv; must not exist yet")
    .addHelpText("after", ISSUE_HELP)
    .action((options: IssueOptions) => withDirectory((open) => issue(open, options)));
}

async function issue(open: OpenDirectory, options: IssueOptions): Promise<void> {
  await requireOrganisation(open, options.organisation);
  const at = Date.now();
  const expiresAt = at + options.days * DAY_MS;
  const { organisation, by: actor, out, unlinked: onlyUnlinked = false } = options;
  const order = { organisation, onlyUnlinked, expiresAt, actor, at };
  let count = 0;
  const work = async () => {
    const codes = await open.linking.issueCodes(order);
    count = codes.length;
    return count === 0 ? undefined : codesCsv(codes);
  };
  if (out === undefined) process.stdout.write((await work()) ?? "");
  else await writeNewFile(resolve(out), work);
  if (count === 0) console.error("There is nobody to give a code to.");
  else if (out !== undefined)
    console.log(`Written to ${out}: ${count} code(s), good until ${bangkokTime(expiresAt)} (Bangkok).`);
}

function unlinkCommand(): Command {
  return new Command("unlink")
    .description("end the link between a person and their LINE account")
    .addOption(organisationOption())
    .requiredOption("--staff-number <n>", "whose")
    .addOption(byOption())
    .action((options: UnlinkOptions) => withDirectory((open) => unlink(open, options)));
}

async function unlink(open: OpenDirectory, options: UnlinkOptions): Promise<void> {
  const { organisation, staffNumber, by } = options;
  await requireOrganisation(open, organisation);
  const [member] = await open.directory.membersWith(organisation, [staffNumberOf(staffNumber)]);
  if (member === undefined)
    throw new RefusedError(`There is nobody with the staff number "${staffNumber}" in ${organisation}.`);
  if (!(await open.linking.unlinkMember(organisation, member.id, by, Date.now())))
    throw new RefusedError(`No LINE account is linked to ${member.staffNumber}.`);
  console.log(`Unlinked: ${member.staffNumber}`);
}

/** As the roster has it, whatever spaces and numerals were typed. */
function staffNumberOf(typed: string): string {
  const tidied = tidyCell(1, "staff_number", typed);
  return typeof tidied === "string" ? tidied : typed;
}

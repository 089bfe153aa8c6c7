import { resolve } from "node:path";
import { Command, Option } from "commander";
import { LANGUAGES, type Language } from "../core/language.ts";
import type { Member } from "../core/people/member.ts";
import { loadRosterContent } from "../roster/roster-content.ts";
import { writeRosterTemplate } from "../roster/write-roster-template.ts";
import {
  byOption,
  type OpenDirectory,
  organisationOption,
  requireOrganisation,
  wholeNumber,
  withDirectory,
} from "./directory-command.ts";
import { type ImportOptions, importRoster } from "./import-roster.ts";
import { tellingTrouble } from "./storage-command.ts";
import { textTable } from "./text-table.ts";

const IMPORT_HELP = `
FILE is CSV (UTF-8 or Windows-874; separated by comma, semicolon or tab) or XLSX with up to 20,000 rows, with Thai
or English headings; begin with: roster template FILE. Every row is checked. The first 1,000 mistakes are shown;
--errors writes all of them to a file. Nothing is changed when there is a mistake, unless --skip-bad-rows leaves
those rows out. Importing a file again changes nothing.
People who are no longer listed stay as they are unless --deactivate-missing is given: use it only with a file that
lists everybody. Every check and import is kept in the audit log.`;

/** `roster import`, `roster list` and `roster template`: the people of an organisation. */
export function rosterCommand(): Command {
  return new Command("roster")
    .description("the people of an organisation: import, list, template")
    .addCommand(importCommand())
    .addCommand(listCommand())
    .addCommand(templateCommand());
}

function importCommand(): Command {
  return new Command("import")
    .description("bring units and people up to date with a file")
    .argument("<file>", "CSV or XLSX")
    .addOption(organisationOption())
    .addOption(byOption())
    .option("--dry-run", "only show what would be changed")
    .option("--skip-bad-rows", "leave out rows with mistakes and import the others")
    .option("--deactivate-missing", "deactivate people the file does not list")
    .option("--errors <file>", "write every mistake to a CSV file, which must not exist yet")
    .addOption(languageOption("language of the advice"))
    .addHelpText("after", IMPORT_HELP)
    .action((file: string, options: ImportOptions) =>
      withDirectory((open) => importRoster(open, resolve(file), options)),
    );
}

function templateCommand(): Command {
  return new Command("template")
    .description("write a CSV file to start from, with made-up people")
    .argument("<file>", "e.g. people.csv; must not exist yet")
    .addOption(languageOption("language of the headings"))
    .action((file: string, { language }: { readonly language: Language }) =>
      tellingTrouble(async () => {
        writeRosterTemplate(resolve(file), loadRosterContent(), language);
        console.log(`Written to ${file}. Replace the made-up people with real ones.`);
      }),
    );
}

interface ListOptions {
  readonly organisation: string;
  readonly by: string;
  readonly after?: string;
  readonly limit: number;
}

function listCommand(): Command {
  return new Command("list")
    .description("list people by staff number; each look is kept in the audit log")
    .addOption(organisationOption())
    .addOption(byOption())
    .option("--after <staff-number>", "begin after this one")
    .addOption(new Option("--limit <n>", "how many at most").argParser(wholeNumber(1, 1_000)).default(50))
    .action((options: ListOptions) => withDirectory((open) => list(open, options)));
}

async function list(open: OpenDirectory, options: ListOptions): Promise<void> {
  const { directory, audit } = open;
  const { organisation, by: actor, after, limit } = options;
  await requireOrganisation(open, organisation);
  const people = await directory.members(organisation, { after, limit });
  // Before anything is shown: a look that could not be noted does not happen.
  const detail = { list: "roster", after: after ?? null, people: people.length };
  await audit.append({ at: Date.now(), actor, action: "people_view", organisation, subject: null, detail });
  if (people.length === 0) return console.log("There are no people to show.");
  const headings = ["staff number", "name", "e-mail", "unit", "group", "role", "manages", "active"];
  console.log(textTable(headings, people.map(memberRow)));
}

function memberRow(member: Member): readonly string[] {
  const { staffNumber, name, email, unit, group, role, manages, active } = member;
  return [staffNumber, name, email ?? "", unit, group ?? "", role, manages.join(" "), active ? "yes" : "no"];
}

function languageOption(description: string): Option {
  return new Option("--language <language>", description).choices(LANGUAGES).default("th");
}

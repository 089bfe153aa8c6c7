import { Command, InvalidArgumentError, Option } from "commander";
import { STAGES, type Stage } from "../core/framework/framework.ts";
import { ORGANISATION_ID, type Organisation, THRESHOLD } from "../core/people/organisation.ts";
import type { Directory } from "../runner/directory.ts";
import {
  byOption,
  RefusedError,
  readText,
  requireOrganisation,
  wholeNumber,
  withDirectory,
} from "./directory-command.ts";
import { textTable } from "./text-table.ts";

const PAGE = 5_000;
/** What the database keeps in a column. */
const MOST_MESSAGES = 100_000_000;

/** What may be said about an organisation. */
interface SetOptions {
  readonly nameTh?: string;
  readonly nameEn?: string;
  readonly stage?: Stage;
  readonly controllerTh?: string;
  readonly controllerEn?: string;
  readonly contact?: string;
  readonly threshold?: number;
  readonly monthlyMessages?: number | "none";
  readonly by: string;
}

type AddOptions = SetOptions &
  Required<Pick<SetOptions, "nameTh" | "stage" | "contact">> & { readonly id: string };

/** `organisation add`, `list`, `show` and `set`. */
export function organisationCommand(): Command {
  return new Command("organisation")
    .description("organisations whose people are assessed: add, list, show, set")
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(setCommand());
}

function addCommand(): Command {
  return withFacts(
    new Command("add")
      .description("add an organisation")
      .addOption(
        new Option("--id <id>", "short name for commands, e.g. dop; cannot be changed")
          .argParser(readId)
          .makeOptionMandatory(),
      ),
    ["--name-th", "--stage", "--contact"],
  ).action((options: AddOptions) =>
    withDirectory(async ({ directory }) => {
      if (!(await directory.addOrganisation(toOrganisation(options, Date.now()), options.by)))
        throw new RefusedError(
          `there is an organisation "${options.id}" already; change it with: organisation set`,
        );
      console.log(`Added: ${options.id}`);
    }),
  );
}

function setCommand(): Command {
  return withFacts(
    new Command("set").description("change the details of an organisation").argument("<id>"),
    [],
  ).action((id: string, options: SetOptions) =>
    withDirectory(async (open) => {
      const changes = toChanges(await requireOrganisation(open, id), options);
      if (Object.keys(changes).length === 0)
        throw new RefusedError("say what to change, e.g. --stage mature");
      await open.directory.setOrganisation(id, changes, options.by, Date.now());
      console.log(`Changed: ${id} (${Object.keys(changes).join(", ")})`);
    }),
  );
}

function listCommand(): Command {
  return new Command("list")
    .description("list all organisations")
    .option("--json", "print JSON")
    .action(({ json = false }: { readonly json?: boolean }) =>
      withDirectory(async ({ directory }) => {
        const all = await directory.organisations();
        if (json) return console.log(JSON.stringify(all, null, 2));
        if (all.length === 0) return console.log("There are no organisations.");
        const headings = ["id", "name (th)", "name (en)", "stage", "threshold", "messages a month"];
        console.log(textTable(headings, all.map(organisationRow)));
      }),
    );
}

function organisationRow(shown: Organisation): readonly string[] {
  const { id, name, stage, threshold } = shown;
  return [id, name.th, name.en, stage, String(threshold), limitOf(shown)];
}

function limitOf({ monthlyMessages }: Organisation): string {
  return monthlyMessages === undefined ? "no limit" : String(monthlyMessages);
}

function showCommand(): Command {
  return new Command("show")
    .description("show one organisation and how many units and people it has")
    .argument("<id>")
    .option("--json", "print JSON")
    .action((id: string, { json = false }: { readonly json?: boolean }) =>
      withDirectory(async (open) => {
        const organisation = await requireOrganisation(open, id);
        const shown = { ...organisation, ...(await countPeople(open.directory, id)) };
        console.log(json ? JSON.stringify(shown, null, 2) : textTable(["what", "value"], described(shown)));
      }),
    );
}

interface Counts {
  readonly units: number;
  readonly activePeople: number;
  readonly inactivePeople: number;
}

async function countPeople(directory: Directory, id: string): Promise<Counts> {
  const { length: units } = await directory.units(id);
  let [activePeople, inactivePeople, after]: [number, number, string | undefined] = [0, 0, undefined];
  for (;;) {
    const page = await directory.members(id, { after, limit: PAGE });
    const active = page.filter((member) => member.active).length;
    activePeople += active;
    inactivePeople += page.length - active;
    if (page.length < PAGE) return { units, activePeople, inactivePeople };
    after = page.at(-1)?.staffNumber;
  }
}

function described(shown: Organisation & Counts): readonly (readonly string[])[] {
  return [
    ["id", shown.id],
    ["name (th)", shown.name.th],
    ["name (en)", shown.name.en],
    ["stage", shown.stage],
    ["data controller (th)", shown.controller.th],
    ["data controller (en)", shown.controller.en],
    ["contact", shown.contact],
    ["threshold", String(shown.threshold)],
    ["messages a month", limitOf(shown)],
    ["added", new Date(shown.createdAt).toISOString()],
    ["units", String(shown.units)],
    ["active people", String(shown.activePeople)],
    ["inactive people", String(shown.inactivePeople)],
  ];
}

type FactFlag = "--name-th" | "--stage" | "--contact";

function withFacts(command: Command, mandatory: readonly FactFlag[]): Command {
  const { least, usual, most } = THRESHOLD;
  const text = (flags: string, description: string) => new Option(flags, description).argParser(readText);
  const options = [
    text("--name-th <name>", "name in Thai"),
    text("--name-en <name>", "name in English; the Thai name unless given"),
    new Option("--stage <stage>", "how far it is on its way to digital government").choices(STAGES),
    text("--controller-th <name>", "data controller in Thai; the organisation unless given"),
    text(
      "--controller-en <name>",
      "data controller in English; the Thai one or the organisation unless given",
    ),
    text("--contact <contact>", "e-mail address or telephone number for questions about personal data"),
    new Option(
      "--threshold <n>",
      `fewest people behind any figure shown, ${least} to ${most}; ${usual} unless set`,
    ).argParser(wholeNumber(least, most)),
    new Option(
      "--monthly-messages <n>",
      "most reminders and reports a month, or none for no limit of its own",
    ).argParser(readLimit),
    byOption(),
  ];
  for (const option of options) {
    command.addOption(mandatory.some((flag) => flag === option.long) ? option.makeOptionMandatory() : option);
  }
  return command;
}

function readLimit(value: string): number | "none" {
  return value === "none" ? value : wholeNumber(0, MOST_MESSAGES)(value);
}

function readId(value: string): string {
  if (ORGANISATION_ID.test(value)) return value;
  throw new InvalidArgumentError("Use up to 40 small letters, digits and hyphens, e.g. dop.");
}

function toOrganisation(options: AddOptions, createdAt: number): Organisation {
  const { id, nameTh, nameEn = nameTh, stage, contact, threshold = THRESHOLD.usual } = options;
  const {
    controllerTh = nameTh,
    controllerEn = options.controllerTh ?? nameEn,
    monthlyMessages = "none",
  } = options;
  return {
    id,
    name: { th: nameTh, en: nameEn },
    stage,
    controller: { th: controllerTh, en: controllerEn },
    contact,
    threshold,
    ...(monthlyMessages !== "none" && { monthlyMessages }),
    createdAt,
  };
}

function toChanges(before: Organisation, options: SetOptions) {
  const { nameTh, nameEn, controllerTh, controllerEn, stage, contact, threshold, monthlyMessages } = options;
  const name = { th: nameTh ?? before.name.th, en: nameEn ?? before.name.en };
  const controller = { th: controllerTh ?? before.controller.th, en: controllerEn ?? before.controller.en };
  return {
    ...((nameTh ?? nameEn) !== undefined && { name }),
    ...((controllerTh ?? controllerEn) !== undefined && { controller }),
    ...(stage !== undefined && { stage }),
    ...(contact !== undefined && { contact }),
    ...(threshold !== undefined && { threshold }),
    ...(monthlyMessages !== undefined && {
      monthlyMessages: monthlyMessages === "none" ? null : monthlyMessages,
    }),
  };
}

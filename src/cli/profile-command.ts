import { Command, Option } from "commander";
import { loadFramework } from "../content/load-content.ts";
import {
  type Framework,
  GROUPS,
  type Group,
  type RoleProfile,
  STAGES,
  type Stage,
} from "../core/framework/framework.ts";
import { LANGUAGES, type Language } from "../core/language.ts";
import { describeProfile } from "./describe-profile.ts";
import { textTable } from "./text-table.ts";

interface ListOptions {
  readonly json?: boolean;
  readonly language: Language;
}

interface ShowOptions extends ListOptions {
  readonly stage: Stage;
  readonly group: Group;
}

/** `profile list` and `profile show`: the role profiles of the framework, inheritance resolved. */
export function profileCommand(): Command {
  return new Command("profile")
    .description("role profiles of the framework: list, show")
    .addCommand(listCommand())
    .addCommand(showCommand());
}

function listCommand(): Command {
  return withOutputOptions(new Command("list").description("list all role profiles")).action(
    (options: ListOptions) => {
      const framework = loadFramework();
      print(framework.profiles, options, () => profileTable(framework, options.language));
    },
  );
}

function showCommand(): Command {
  return withOutputOptions(new Command("show").description("show one role profile in full"))
    .addOption(
      new Option("--stage <stage>", "stage of the organisation").choices(STAGES).makeOptionMandatory(),
    )
    .addOption(new Option("--group <group>", "staff group").choices(GROUPS).makeOptionMandatory())
    .action((options: ShowOptions, command: Command) => {
      const framework = loadFramework();
      const profile = framework.profiles.find(
        ({ stage, group }) => stage === options.stage && group === options.group,
      );
      if (profile === undefined) return command.error("error: the framework has no such profile");
      print(profile, options, () => describeProfile(profile, framework, options.language));
    });
}

function withOutputOptions(command: Command): Command {
  return command
    .option("--json", "print JSON")
    .addOption(new Option("--language <language>", "language of the names").choices(LANGUAGES).default("th"));
}

function print(
  value: RoleProfile | readonly RoleProfile[],
  options: ListOptions,
  readable: () => string,
): void {
  console.log(options.json ? JSON.stringify(value, null, 2) : readable());
}

const HEADINGS: Readonly<Record<Language, readonly string[]>> = {
  th: ["stage", "group", "บทบาท", "ความสามารถ", "ความรู้", "ประสบการณ์"],
  en: ["stage", "group", "role", "units", "knowledge", "experience"],
};

function profileTable({ profiles }: Framework, language: Language): string {
  return textTable(
    HEADINGS[language],
    profiles.map(({ stage, group, title, units, knowledge, experience }) => [
      stage,
      group,
      title[language],
      String(units.length),
      String(knowledge.length),
      String(experience.length),
    ]),
  );
}

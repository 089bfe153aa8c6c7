import { Command, Option } from "commander";
import { readHolidaysDir } from "../config.ts";
import { describeProblem } from "../content/content-problem.ts";
import type { Holiday, HolidayYear } from "../content/holidays-schema.ts";
import { HOLIDAYS_FOLDER, readHolidays } from "../content/load-work-calendar.ts";
import { dayOfDate, weekdayOf } from "../core/reminder/bangkok-day.ts";
import { wholeNumber } from "./directory-command.ts";
import { textTable } from "./text-table.ts";

interface FolderOptions {
  readonly folder?: string;
}

interface ListOptions extends FolderOptions {
  readonly year?: number;
  readonly json?: boolean;
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** `holidays list` and `check`: days on which nobody is reminded. */
export function holidaysCommand(): Command {
  return new Command("holidays")
    .description("public holidays, on which nobody is reminded: list, check")
    .addCommand(listCommand())
    .addCommand(checkCommand());
}

function listCommand(): Command {
  return new Command("list")
    .description("list the holidays of every year there is a list of")
    .addOption(new Option("--year <year>", "of the common era, e.g. 2027").argParser(wholeNumber(2000, 2400)))
    .addOption(folderOption())
    .option("--json", "print JSON")
    .action(({ year, folder, json = false }: ListOptions) => {
      const lists = soundLists(folder)?.filter((list) => year === undefined || list.year === year);
      if (lists === undefined) return;
      if (json) console.log(JSON.stringify(lists, null, 2));
      else if (lists.length > 0) console.log(lists.map(listText).join("\n\n"));
      else {
        console.error(`error: there is no list of ${year}. See data/holidays/README.md for how to add one.`);
        process.exitCode = 1;
      }
    });
}

function checkCommand(): Command {
  return new Command("check")
    .description("check the lists; prints every problem and exits with 1 when there is one")
    .addOption(folderOption())
    .action(({ folder }: FolderOptions) => {
      const lists = soundLists(folder);
      if (lists === undefined) return;
      console.log(`Holidays are sound: ${lists.map(stateOf).join(", ")}`);
      const last = Math.max(...lists.filter(({ confirmed }) => confirmed).map(({ year }) => year));
      if (Number.isFinite(last)) console.log(`No reminders can be planned after 31 December ${last}.`);
      else console.log("No reminders can be planned: no list is confirmed.");
    });
}

function folderOption(): Option {
  return new Option("--folder <path>", "a folder with lists (default: HOLIDAYS_DIR, or this project's)");
}

/** Undefined when something is wrong with them, which is printed. */
function soundLists(
  folder: string = readHolidaysDir() ?? HOLIDAYS_FOLDER,
): readonly HolidayYear[] | undefined {
  const { lists, problems } = readHolidays(folder);
  if (problems.length === 0) return lists;
  for (const problem of problems) console.log(describeProblem(problem));
  console.log(`${problems.length} problem${problems.length === 1 ? "" : "s"} in the lists of holidays`);
  process.exitCode = 1;
  return undefined;
}

function stateOf({ year, confirmed, days }: HolidayYear): string {
  return `${year} (${confirmed ? "confirmed" : "a draft"}, ${days.length} days)`;
}

function listText(list: HolidayYear): string {
  const rows = list.days.toSorted((a, b) => a.date.localeCompare(b.date)).map(holidayRow);
  return `${stateOf(list)}\n${textTable(["date", "day", "kind", "name (th)", "name (en)"], rows)}`;
}

function holidayRow({ date, kind, name }: Holiday): readonly string[] {
  return [date, WEEKDAYS[weekdayOf(dayOfDate(date) ?? 0)] ?? "", kind, name.th, name.en];
}

import { basename, dirname, resolve } from "node:path";
import type { WorkCalendar } from "../core/reminder/reminder.ts";
import { holidayProblems } from "./checks/holidays.ts";
import { ContentError, type ContentProblem } from "./content-problem.ts";
import { type HolidayYear, holidaysSchema } from "./holidays-schema.ts";
import { JsonFiles, PROJECT_FOLDER } from "./json-files.ts";

/** Lists of holidays and what is wrong with them. */
export interface HolidayReading {
  /** In their shape, the earliest year first. */
  readonly lists: readonly HolidayYear[];
  readonly problems: readonly ContentProblem[];
}

/** The lists of holidays that come with the program. */
export const HOLIDAYS_FOLDER = resolve(PROJECT_FOLDER, "data/holidays");

const LIST_NAME = /^\d{4}\.json$/u;

/** Reads every list of a folder, `2027.json` and so on; other files are left alone. */
export function readHolidays(folder: string = HOLIDAYS_FOLDER): HolidayReading {
  const path = resolve(folder);
  const files = new JsonFiles(dirname(path));
  const read = files.names(basename(path), LIST_NAME).flatMap((name) => {
    const file = `${basename(path)}/${name}`;
    const list = files.read(file, holidaysSchema);
    return list === undefined ? [] : [{ file, list }];
  });
  const found = read.flatMap(({ file, list }) => holidayProblems(file, list));
  return { lists: read.map(({ list }) => list), problems: [...files.problems, ...found] };
}

/**
 * The working days of the civil service by the lists of a folder: the project's, or one the operator keeps. Only
 * years whose list is confirmed count; a change takes effect with the next start.
 *
 * @throws ContentError with everything that is wrong with the lists
 */
export function loadWorkCalendar(folder: string = HOLIDAYS_FOLDER): WorkCalendar {
  const { lists, problems } = readHolidays(folder);
  if (problems.length > 0) throw new ContentError(problems);
  return {
    years: lists.filter(({ confirmed }) => confirmed).map(({ year }) => year),
    holidays: new Set(lists.flatMap(({ days }) => days.map(({ date }) => date))),
  };
}

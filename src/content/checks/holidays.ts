import { dayOfDate, weekdayOf } from "../../core/reminder/bangkok-day.ts";
import type { ContentCheck } from "../content-check.ts";
import type { ContentProblem } from "../content-problem.ts";
import type { Holiday, HolidayYear } from "../holidays-schema.ts";

type Finding = Pick<ContentProblem, "path" | "problem" | "remedy">;

/** Days of another year, days that stand twice, substitution days nobody works on anyway, and missing ones. */
export const holidays: ContentCheck = {
  needs: ["holidays"],
  find: (source) =>
    Object.entries(source.holidays).flatMap(([name, list]) =>
      holidayProblems(`data/holidays/${name}.json`, list),
    ),
};

/** Everything that is wrong with a list of holidays in its shape. */
export function holidayProblems(file: string, list: HolidayYear): readonly ContentProblem[] {
  return [
    ...wrongYear(file, list),
    ...list.days.flatMap((day, index) => [
      ...ofAnotherYear(day, index, list.year),
      ...standingTwice(day, index, list.days),
      ...onWeekend(day, index),
    ]),
    ...withoutSubstitution(list),
  ].map((finding) => ({ file, ...finding }));
}

function wrongYear(file: string, { year }: HolidayYear): readonly Finding[] {
  if (file.endsWith(`${year}.json`)) return [];
  const problem = `The file is named for another year than ${year}`;
  return [{ path: "year", problem, remedy: "Rename the file or correct the year" }];
}

function ofAnotherYear({ date }: Holiday, index: number, year: number): readonly Finding[] {
  if (date.startsWith(`${year}-`)) return [];
  const problem = `${date} is no day of ${year}`;
  return [{ path: `days[${index}].date`, problem, remedy: "Correct it, or move it to the file of its year" }];
}

function standingTwice({ date }: Holiday, index: number, days: HolidayYear["days"]): readonly Finding[] {
  if (days.findIndex((one) => one.date === date) === index) return [];
  const problem = `${date} stands more than once`;
  return [{ path: `days[${index}].date`, problem, remedy: "Keep one of them, with both names" }];
}

function onWeekend({ date, kind }: Holiday, index: number): readonly Finding[] {
  if (kind !== "substitution" || !isWeekend(date)) return [];
  const problem = `The substitution day ${date} is a Saturday or Sunday`;
  return [{ path: `days[${index}].date`, problem, remedy: "Give the working day that is off instead" }];
}

/**
 * A draft may lack them; a list that is acted upon must have one at least for each weekend with a holiday. That of
 * New Year's Eve is in the list of the next year.
 */
function withoutSubstitution({ confirmed, days }: HolidayYear): readonly Finding[] {
  if (!confirmed) return [];
  return days.flatMap(({ date, kind }, index) => {
    if (kind === "substitution" || kind === "special" || !isWeekend(date) || date.endsWith("-12-31"))
      return [];
    if (days.some((one) => one.kind === "substitution" && isWithinAWeekOf(one.date, date))) return [];
    const problem = `${date} is a Saturday or Sunday, and no substitution day follows it within a week`;
    return [{ path: `days[${index}].date`, problem, remedy: "Add its substitution day" }];
  });
}

function isWithinAWeekOf(later: string, earlier: string): boolean {
  const days = (dayOfDate(later) ?? 0) - (dayOfDate(earlier) ?? 0);
  return days > 0 && days <= 7;
}

function isWeekend(date: string): boolean {
  const weekday = weekdayOf(dayOfDate(date) ?? 0);
  return weekday === 0 || weekday === 6;
}

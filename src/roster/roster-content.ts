import { z } from "zod";
import type { Language, Localized } from "../core/language.ts";
import { ROSTER_PROBLEMS, type RosterColumn, type RosterProblem } from "../core/people/roster-problem.ts";
import type { RosterWords } from "../core/people/roster-words.ts";
import { fillPlaces, readRosterData } from "./roster-data.ts";

/** Words for reading rosters and for telling what is wrong with them. */
export interface RosterContent {
  readonly words: RosterWords;
  readonly problems: Readonly<Record<RosterProblem["code"], Localized>>;
}

const spellings = z.array(z.string().min(1)).min(2);
const wordsSchema = z.strictObject({
  columns: z.strictObject({
    staff_number: spellings,
    name: spellings,
    email: spellings,
    unit: spellings,
    unit_name: spellings,
    parent: spellings,
    group: spellings,
    role: spellings,
    manages: spellings,
  }),
  groups: z.strictObject({
    executive: spellings,
    management: spellings,
    academic: spellings,
    service: spellings,
    technologist: spellings,
    others: spellings,
  }),
  roles: z.strictObject({ officer: spellings, manager: spellings, hr: spellings }),
});
const problemsSchema = z.record(z.enum(ROSTER_PROBLEMS), z.strictObject({ th: z.string(), en: z.string() }));

/** Reads `data/roster/`. Throws when a file is missing or has another shape: then the program is incomplete. */
export function loadRosterContent(): RosterContent {
  return {
    words: readRosterData("words.json", wordsSchema),
    problems: readRosterData("problems.json", problemsSchema),
  };
}

/** A problem for people to read. */
export interface ToldProblem {
  readonly row: number;
  /** The heading of the column, "" when it is about the file. */
  readonly column: string;
  /** What is wrong and what to do. */
  readonly advice: string;
}

/** Says a problem in a language. */
export function tellProblem(problem: RosterProblem, content: RosterContent, language: Language): ToldProblem {
  const { row, column, code, values } = problem;
  const advice = fillPlaces(content.problems[code][language], values);
  return { row, column: column === null ? "" : columnHeading(column, content.words, language), advice };
}

/** The heading of a column in the template of a language. */
export function columnHeading(column: RosterColumn, words: RosterWords, language: Language): string {
  return words.columns[column][language === "th" ? 0 : 1] ?? column;
}

import type { Audience } from "../../core/people/audience.ts";
import type { OrgUnit } from "../../core/people/member.ts";
import type { Round } from "../../core/people/round.ts";
import { DAY_MS } from "../../core/reminder/bangkok-day.ts";
import type { ScheduleRule } from "../../runner/reminders.ts";
import type { PageText } from "../page-text-ids.ts";
import { checkAudience } from "./check-audience.ts";
import { readDay, startOfDay } from "./read-day.ts";
import { checkRule, type DayRule, readDays } from "./read-days.ts";
import type { RoundForm } from "./round-form.ts";

/** Something in the form that has to be mended. */
export interface RoundProblem {
  /** Where it stands; "form" for what concerns all of it. */
  readonly field: keyof RoundForm | "form";
  readonly text: PageText;
  readonly values?: Readonly<Record<string, string>>;
}

/** A round as the form asks for it. */
export interface RoundPlan {
  readonly name: string;
  readonly isNow: boolean;
  readonly opensAt: number;
  readonly closesAt: number | null;
  /** Undefined for everybody. */
  readonly audience: Audience | undefined;
  readonly rules: readonly ScheduleRule[];
}

/** The longest name, as the command line has it. */
export const LONGEST_NAME = 200;
const RULE_FIELDS = [
  ["first", "after_opening"],
  ["again", "after_opening"],
  ["before", "before_closing"],
] as const;
/** Unknown codes that are named. */
const MOST_NAMED = 10;
const LATEST_MS = 10 * 366 * DAY_MS;

/** What the form asks for, as far as it can be read, and everything that is wrong with it. */
export function checkRound(
  form: RoundForm,
  units: readonly OrgUnit[],
  at: number,
): { readonly plan: RoundPlan; readonly problems: readonly RoundProblem[] } {
  const problems: RoundProblem[] = [...nameProblems(form)];
  const opensAt = openingOf(form, at, problems);
  const closesAt = closingOf(form, opensAt ?? at, at, problems);
  const { audience, unknown } = checkAudience(form, units);
  if (unknown.length > 0) problems.push(unknownUnits(unknown));
  const round = { opensAt: opensAt ?? at, closesAt };
  const rules = rulesOf(form, round, at, problems);
  return { plan: { name: form.name, isNow: opensAt === at, ...round, audience, rules }, problems };
}

function nameProblems({ name }: RoundForm): readonly RoundProblem[] {
  if (name === "") return [{ field: "name", text: "rounds.problem.name_missing" }];
  if (name.length <= LONGEST_NAME) return [];
  return [{ field: "name", text: "rounds.problem.name_long", values: { most: String(LONGEST_NAME) } }];
}

/** Today is now: nobody opens a round of this morning. */
function openingOf({ opens }: RoundForm, at: number, problems: RoundProblem[]): number | undefined {
  if (opens === "") return at;
  const day = readDay(opens);
  const today = startOfDay(at);
  if (day === today) return at;
  if (day !== undefined && day > today && day < at + LATEST_MS) return day;
  problems.push({ field: "opens", text: dayProblem(day, today) });
  return undefined;
}

function closingOf(
  { closes }: RoundForm,
  opensAt: number,
  at: number,
  problems: RoundProblem[],
): Round["closesAt"] {
  if (closes === "") return null;
  const day = readDay(closes);
  const today = startOfDay(at);
  // The last day counts in full.
  if (day !== undefined && day >= startOfDay(opensAt) && day < at + LATEST_MS) return day + DAY_MS;
  const isBefore = day !== undefined && day >= today && day < opensAt;
  problems.push({
    field: "closes",
    text: isBefore ? "rounds.problem.closes_before_opening" : dayProblem(day, today),
  });
  return null;
}

function dayProblem(day: number | undefined, today: number): PageText {
  if (day === undefined) return "rounds.problem.day_unreadable";
  return day < today ? "rounds.problem.day_past" : "rounds.problem.day_far";
}

function unknownUnits(unknown: readonly string[]): RoundProblem {
  const codes = unknown.slice(0, MOST_NAMED).join(", ");
  return { field: "unitCodes", text: "rounds.problem.units_unknown", values: { codes } };
}

/** Reminders that could never go out are problems; without dates that cannot be told. */
function rulesOf(
  form: RoundForm,
  round: Pick<Round, "opensAt" | "closesAt">,
  at: number,
  problems: RoundProblem[],
): readonly ScheduleRule[] {
  const hasDates = !problems.some(({ field }) => field === "opens" || field === "closes");
  const rules: DayRule[] = [];
  for (const [field, type] of RULE_FIELDS) {
    const days = readDays(form[field]);
    if (days === "none") continue;
    const rule = { type, days: days === "unreadable" ? Number.NaN : days };
    const text = ruleProblem(rule, rules) ?? (hasDates ? checkRule(rule, round, at) : undefined);
    if (text === undefined) rules.push(rule);
    else problems.push({ field, text });
  }
  return rules;
}

function ruleProblem({ type, days }: DayRule, before: readonly DayRule[]): PageText | undefined {
  if (Number.isNaN(days)) return "rounds.problem.days_unreadable";
  const isTwice = before.some((rule) => rule.type === type && rule.days === days);
  return isTwice ? "rounds.problem.days_twice" : undefined;
}

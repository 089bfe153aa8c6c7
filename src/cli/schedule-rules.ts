import { InvalidArgumentError } from "commander";
import type { Round } from "../core/people/round.ts";
import { DAY_MS, dayOf, startOfDay } from "../core/reminder/bangkok-day.ts";
import { isCron } from "../jobs/cron-times.ts";
import { parseScheduleRule, scheduleIdOf } from "../runner/parse-schedule-rule.ts";
import type { ReminderSchedule, ScheduleRule } from "../runner/reminders.ts";
import { type OpenDirectory, RefusedError } from "./directory-command.ts";

/** A rule to be added, by whom and when. */
export interface RuleOrder {
  readonly organisation: string;
  readonly round: Pick<Round, "id">;
  readonly rule: ScheduleRule;
  readonly by: string;
  /** Epoch ms; nothing that was due before is made up for. */
  readonly at: number;
}

/** A reader of one rule, for options, e.g. "after 7". */
export function readRule(text: string): ScheduleRule {
  const parsed = parseScheduleRule(text, isCron);
  if (parsed.status === "rule") return parsed.rule;
  throw new InvalidArgumentError(parsed.problem);
}

/** A reader of rules with commas between them, for options; cron expressions have commas as well. */
export function readRules(text: string): readonly ScheduleRule[] {
  return text.split(/,(?=\s*[a-z])/iu).map(readRule);
}

/**
 * Makes sure that a rule can still be due in a round.
 * @throws RefusedError when it cannot
 */
export function checkRule(rule: ScheduleRule, { opensAt, closesAt }: Round, at: number): void {
  const refuse = (why: string) => new RefusedError(`"${ruleText(rule)}" ${why}`);
  if (rule.type === "cron") return;
  if (rule.type === "before_closing" && closesAt === null) throw refuse("needs a round with a last day.");
  const end = closesAt ?? Number.POSITIVE_INFINITY;
  // A round closes as its last day ends: 0 days before is that day.
  const due =
    rule.type === "after_opening" ? opensAt + rule.days * DAY_MS : startOfDay(dayOf(end - 1) - rule.days);
  if (due >= end) throw refuse("would be after the round has closed.");
  // Days are whole ones: what is due today may still be sent.
  if (due + DAY_MS <= opensAt) throw refuse("would be before the round opens.");
  if (due + DAY_MS <= at) throw refuse("would have been due already.");
}

/** Adds a rule to a round; returns its id. @throws RefusedError when the round has it already */
export async function addRule(
  { schedules }: OpenDirectory,
  { organisation, round, rule, by: actor, at: since }: RuleOrder,
): Promise<string> {
  const kept = await schedules.list(organisation, round.id);
  const id = scheduleIdOf(
    rule,
    kept.map((schedule) => schedule.id),
  );
  const schedule: ReminderSchedule = { id, rule, actor, reporter: null, since };
  if (await schedules.add(organisation, round.id, schedule)) return id;
  throw new RefusedError(`The round has "${ruleText(rule)}" already.`);
}

/** A rule as it is typed. */
export function ruleText(rule: ScheduleRule): string {
  switch (rule.type) {
    case "after_opening":
      return `after ${rule.days}`;
    case "before_closing":
      return `before ${rule.days}`;
    case "cron":
      return `cron ${rule.expression}`;
  }
}

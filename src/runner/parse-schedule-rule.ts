import type { ScheduleRule } from "./reminders.ts";

/** How reading a rule came out; the problem is a sentence for the operator. */
export type ParsedRule =
  | { readonly status: "rule"; readonly rule: ScheduleRule }
  | { readonly status: "problem"; readonly problem: string };

const MOST_DAYS = 366;
const SHAPES = 'Use "after 7" (days after opening), "before 3" (days before closing) or "cron 0 9 * * 1".';

/**
 * Reads when reminders go out: `after 7`, `before 3`, `cron 0 9 * * 1`.
 * @param isCron whether a text is a cron expression of five fields
 */
export function parseScheduleRule(text: string, isCron: (expression: string) => boolean): ParsedRule {
  const [word = "", ...rest] = text.trim().split(/\s+/u);
  switch (word.toLowerCase()) {
    case "after":
      return dayRule("after_opening", rest);
    case "before":
      return dayRule("before_closing", rest);
    case "cron":
      return cronRule(rest.join(" "), isCron);
    default:
      return problem(SHAPES);
  }
}

/**
 * The id of a rule in its round: `after-7`, `before-3`, or `cron-` and the first number that is free.
 * @param taken ids of the round's other rules
 */
export function scheduleIdOf(rule: ScheduleRule, taken: readonly string[]): string {
  if (rule.type === "after_opening") return `after-${rule.days}`;
  if (rule.type === "before_closing") return `before-${rule.days}`;
  let number = 1;
  while (taken.includes(`cron-${number}`)) number += 1;
  return `cron-${number}`;
}

function dayRule(type: "after_opening" | "before_closing", words: readonly string[]): ParsedRule {
  const [days = "", ...more] = words;
  const number = /^\d{1,3}$/u.test(days) ? Number(days) : Number.NaN;
  if (more.length > 0 || !(number <= MOST_DAYS))
    return problem(`The number of days is a whole number from 0 to ${MOST_DAYS}. ${SHAPES}`);
  return { status: "rule", rule: { type, days: number } };
}

function cronRule(expression: string, isCron: (expression: string) => boolean): ParsedRule {
  if (isCron(expression)) return { status: "rule", rule: { type: "cron", expression } };
  return problem(
    `"${expression}" is no cron expression of five fields (minute, hour, day, month, weekday). ${SHAPES}`,
  );
}

function problem(sentence: string): ParsedRule {
  return { status: "problem", problem: sentence };
}

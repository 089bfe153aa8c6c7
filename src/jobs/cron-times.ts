import { type CronExpression, CronExpressionParser } from "cron-parser";

const TIME_ZONE = "Asia/Bangkok";
/** Minute, hour, day of the month, month, weekday; the parser alone would take seconds, names and random times too. */
const FIVE_FIELDS = /^[\d*,/-]+ [\d*,/-]+ [\dL*,/-]+ [\dA-Z*,/-]+ [\dA-Z*,/#-]+$/iu;

/** Whether a text is a cron expression of five fields. */
export function isCron(expression: string): boolean {
  return parse(expression, 0) !== undefined;
}

/**
 * The latest instant (epoch ms) of a cron expression, `at` or earlier, in Bangkok's time; undefined when the
 * expression is none, or has no instant in a long time.
 */
export function previousCronTime(expression: string, at: number): number | undefined {
  try {
    // The parser looks before the instant it is given.
    return parse(expression, at + 1)
      ?.prev()
      .getTime();
  } catch {
    return undefined;
  }
}

function parse(expression: string, currentDate: number): CronExpression | undefined {
  // H stands for a random time.
  if (!FIVE_FIELDS.test(expression) || /\bH\b/iu.test(expression)) return undefined;
  try {
    return CronExpressionParser.parse(expression, { currentDate, tz: TIME_ZONE });
  } catch {
    return undefined;
  }
}

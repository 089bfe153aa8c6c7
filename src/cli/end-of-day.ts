import { InvalidArgumentError } from "commander";
import dayjs from "dayjs";
import timezone from "dayjs/plugin/timezone.js";
import utc from "dayjs/plugin/utc.js";

dayjs.extend(utc);
dayjs.extend(timezone);

const LATEST_YEARS = 10;

/**
 * The end of a day in Bangkok, as an instant (epoch ms).
 * @throws InvalidArgumentError when it is no day to come, or one of the Buddhist calendar
 */
export function endOfDay(day: string): number {
  const start = dayjs.tz(/^\d{4}-\d{2}-\d{2}$/u.test(day) ? `${day} 00:00` : Number.NaN, "Asia/Bangkok");
  const isDay = start.isValid() && start.format("YYYY-MM-DD") === day;
  const end = isDay ? start.add(1, "day").valueOf() : Number.NaN;
  if (end > Date.now() && end < dayjs().add(LATEST_YEARS, "year").valueOf()) return end;
  throw new InvalidArgumentError(
    `Use a day from today to ${LATEST_YEARS} years from now, with the year of the common era, e.g. 2026-12-31.`,
  );
}

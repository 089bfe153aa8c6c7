import { InvalidArgumentError } from "commander";
import dayjs from "dayjs";
import timezone from "dayjs/plugin/timezone.js";
import utc from "dayjs/plugin/utc.js";

dayjs.extend(utc);
dayjs.extend(timezone);

const LATEST_YEARS = 10;
const ZONE = "Asia/Bangkok";

/**
 * The beginning of a day in Bangkok, as an instant (epoch ms); today's is over already.
 * @throws InvalidArgumentError when it is no day, one that is over, or one of the Buddhist calendar
 */
export function startOfDay(day: string): number {
  const start = dayjs.tz(/^\d{4}-\d{2}-\d{2}$/u.test(day) ? `${day} 00:00` : Number.NaN, ZONE);
  const isDay = start.isValid() && start.format("YYYY-MM-DD") === day;
  const today = dayjs().tz(ZONE).startOf("day");
  if (isDay && !start.isBefore(today) && start.isBefore(today.add(LATEST_YEARS, "year")))
    return start.valueOf();
  throw new InvalidArgumentError(
    `Use a day from today to ${LATEST_YEARS} years from now, with the year of the common era, e.g. 2026-12-01.`,
  );
}

import dayjs from "dayjs";
import timezone from "dayjs/plugin/timezone.js";
import utc from "dayjs/plugin/utc.js";

dayjs.extend(utc);
dayjs.extend(timezone);

/** An instant (epoch ms) as an operator in Thailand reads it: "2026-11-22 17:05:00". */
export function bangkokTime(instant: number): string {
  return dayjs(instant).tz("Asia/Bangkok").format("YYYY-MM-DD HH:mm:ss");
}

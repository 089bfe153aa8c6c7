import { z } from "zod";
import type { ReminderRules, Satang } from "./core/reminder/reminder.ts";
import { USUAL_RULES } from "./core/reminder/reminder-policy.ts";

/** What is set about reminders. */
export interface ReminderConfig {
  readonly rules: ReminderRules;
  /** What LINE charges for a message; null when it is not set. */
  readonly price: Satang | null;
  /** Where the quota's months turn. */
  readonly quotaTimeZone: string;
  /** The operator's own lists of holidays; absent for those that come with the program. */
  readonly holidaysDir: string | undefined;
  /** How many messages are pushed a second, all workers together. */
  readonly pushesPerSecond: number;
}

/** A whole number in a range. */
const countSetting = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/u)
    .transform(Number)
    .pipe(z.number().min(least).max(most));
const MINUTES_OF_DAY = /^([01]\d|2[0-4]):([0-5]\d)$/u;
const minuteOfDay = (text: string) => {
  const [, hours, minutes] = MINUTES_OF_DAY.exec(text) ?? [];
  return Number(hours) * 60 + Number(minutes);
};
const hoursSetting = z
  .string()
  .transform((text) => text.split("-").map(minuteOfDay))
  .refine((times): times is [number, number] => {
    const [from = Number.NaN, to = Number.NaN] = times;
    return times.length === 2 && from < to && to <= 24 * 60;
  })
  .transform(([fromMinute, toMinute]) => ({ fromMinute, toMinute }));
const isTimeZone = (name: string) => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
};
/** Settings about reminders: how each is read, and what to do when it cannot be. */
export const REMINDER_SETTINGS = {
  SENDING_HOURS: {
    schema: hoursSetting.default({ fromMinute: USUAL_RULES.fromMinute, toMinute: USUAL_RULES.toMinute }),
    advice: "use hours in Bangkok's time, e.g. 08:30-16:30",
  },
  REMINDER_GAP_DAYS: {
    schema: countSetting(1, 60).default(USUAL_RULES.minGapDays),
    advice: "use a number of days from 1 to 60",
  },
  REMINDERS_PER_ROUND: {
    schema: countSetting(1, 20).default(USUAL_RULES.mostPerRound),
    advice: "use a number from 1 to 20",
  },
  MESSAGE_PRICE: {
    schema: z
      .string()
      .regex(/^\d{1,4}(?:\.\d{1,4})?$/u)
      // Satang with two decimals: a float times 100 would have more.
      .transform((baht) => Math.round(Number(baht) * 10_000) / 100)
      .optional(),
    advice: "use the price of one message in baht, e.g. 0.06, or leave it out",
  },
  QUOTA_TIME_ZONE: {
    schema: z.string().refine(isTimeZone).default("Asia/Tokyo"),
    advice: "use the name of a time zone, e.g. Asia/Bangkok",
  },
  HOLIDAYS_DIR: { schema: z.string().min(1).optional(), advice: "set it to a folder with lists of holidays" },
  PUSHES_PER_SECOND: {
    schema: countSetting(1, 2_000).default(1_800),
    advice: "use a number from 1 to 2000",
  },
} as const;

type Settings = { [N in keyof typeof REMINDER_SETTINGS]: z.infer<(typeof REMINDER_SETTINGS)[N]["schema"]> };

/** Settings about reminders as the rest of the program takes them. */
export function toReminders(settings: Settings): ReminderConfig {
  return {
    rules: {
      ...settings.SENDING_HOURS,
      minGapDays: settings.REMINDER_GAP_DAYS,
      mostPerRound: settings.REMINDERS_PER_ROUND,
    },
    price: settings.MESSAGE_PRICE ?? null,
    quotaTimeZone: settings.QUOTA_TIME_ZONE,
    holidaysDir: settings.HOLIDAYS_DIR,
    pushesPerSecond: settings.PUSHES_PER_SECOND,
  };
}

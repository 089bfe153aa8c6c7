import { z } from "zod";
import { dayOfDate } from "../core/reminder/bangkok-day.ts";
import { localizedSchema } from "./localized-schema.ts";

/** What kinds of holidays there are. */
export const HOLIDAY_KINDS = ["fixed", "lunar", "substitution", "special"] as const;

/** The holidays of the civil service in one year, as a file lists them. */
export const holidaysSchema = z.strictObject({
  year: z
    .int("Not a year, e.g. 2027")
    .min(2000, "Not a year of the common era")
    .max(2400, "Use the year of the common era: 2027 for 2570"),
  confirmed: z.boolean("Use true or false"),
  /** Where the list comes from. */
  source: z.string().min(1, "Say where the list comes from"),
  days: z
    .array(
      z.strictObject({
        date: z.string().refine((date) => dayOfDate(date) !== undefined, "Not a day, e.g. 2027-12-31"),
        name: localizedSchema,
        kind: z.enum(HOLIDAY_KINDS, `Use ${HOLIDAY_KINDS.join(", ")}`),
        /** Where this day comes from, where it is not the source of the list. */
        source: z.string().min(1).optional(),
      }),
    )
    .min(1, "No days are listed"),
});

/** @see holidaysSchema */
export type HolidayYear = z.output<typeof holidaysSchema>;

/** One day of a list. */
export type Holiday = HolidayYear["days"][number];

import type { ReminderRun } from "../core/reminder/reminder.ts";
import type { Directory } from "./directory.ts";
import type { Clock, RecurringJob } from "./ports.ts";
import type { ChannelFigures } from "./push-sender.ts";
import type { ReminderRuns } from "./reminders.ts";
import { unitTagOf } from "./unit-tag.ts";

interface SeenParts {
  readonly runs: Pick<ReminderRuns, "runs" | "noteSeen">;
  readonly directory: Pick<Directory, "organisations">;
  readonly figures: Pick<ChannelFigures, "seenBy">;
  readonly clock: Clock;
}

const HOUR_MS = 60 * 60 * 1_000;
const DAY_MS = 24 * HOUR_MS;
/** LINE counts who saw a message for this long after it was sent. */
const COUNTED_MS = 14 * DAY_MS;
/** The days LINE counts in are Japan's. */
const JAPAN_MS = 9 * HOUR_MS;
/** LINE tells of no longer time; a run that was paused may have taken longer, and its first weeks are told. */
const MOST_TOLD_MS = 30 * DAY_MS;
const MOST_RUNS = 20;

/**
 * Reads what LINE tells of who saw the messages of runs that were sent lately.
 * @see https://developers.line.biz/en/reference/messaging-api/#get-statistics-per-unit
 */
export function readSeenJob({ runs, directory, figures, clock }: SeenParts): RecurringJob {
  return {
    name: "read-reminder-statistics",
    everyMs: 6 * HOUR_MS,
    run: async () => {
      const now = clock.now();
      for (const { id: organisation } of await directory.organisations()) {
        const recent = await runs.runs(organisation, { limit: MOST_RUNS });
        for (const run of recent.filter((one) => isCounted(one, now))) {
          const until = Math.min(now, run.startsAt + MOST_TOLD_MS);
          const seen = await figures.seenBy(unitTagOf(run.id), dayInJapan(run.startsAt), dayInJapan(until));
          if (seen !== null) await runs.noteSeen(run.id, seen);
        }
      }
    },
  };
}

function isCounted({ sent, startsAt, endedAt }: ReminderRun, now: number): boolean {
  return sent > 0 && startsAt <= now && now < (endedAt ?? now) + COUNTED_MS;
}

/** `YYYYMMDD`. */
function dayInJapan(at: number): string {
  return new Date(at + JAPAN_MS).toISOString().slice(0, 10).replaceAll("-", "");
}

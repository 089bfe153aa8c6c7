import type { Config } from "./config.ts";
import type { OpenStorage } from "./open-storage.ts";
import type { Clock, Log, RecurringJob } from "./runner/ports.ts";
import { retentionJob } from "./runner/retention-job.ts";
import type { TeamSnapshots } from "./runner/team-snapshots.ts";

const MINUTE_MS = 60 * 1_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The privacy notice promises 72 hours, processed or not; what deletes them runs every hour. */
const EVENTS_KEPT_MS = 71 * HOUR_MS;
/** How soon new answers may reach the figures, when there are enough of them. */
const REFRESH_EVERY_MS = 5 * MINUTE_MS;

interface JobParts {
  readonly config: Config;
  readonly storage: OpenStorage;
  readonly teams: TeamSnapshots;
  readonly clock: Clock;
  readonly log: Log;
}

/** Work nobody waits for; every handler may run twice. */
export function jobsFor({ config, storage, teams, clock, log }: JobParts): readonly RecurringJob[] {
  const { inbox, rounds, oneTimeLinks, upkeep } = storage;
  const jobs: readonly RecurringJob[] = [
    {
      name: "forget-old-events",
      everyMs: HOUR_MS,
      run: async () => {
        const erased = await inbox.eraseBefore(clock.now() - EVENTS_KEPT_MS);
        if (erased > 0) log.warn({ erased }, "events older than 72 hours were deleted unprocessed or dead");
      },
    },
    {
      name: "close-rounds",
      everyMs: MINUTE_MS,
      run: async () => void (await rounds.closeDue(clock.now())),
    },
    {
      name: "refresh-team-figures",
      everyMs: REFRESH_EVERY_MS,
      run: async () => {
        const taken = await teams.refresh(clock.now());
        if (taken > 0) log.info({ taken }, "team figures were renewed");
      },
    },
    {
      name: "forget-one-time-links",
      everyMs: HOUR_MS,
      run: async () => void (await oneTimeLinks.eraseExpired(clock.now())),
    },
  ];
  const retention = retentionJob(storage.createRetention(config.retention), clock, log);
  return [...upkeep, ...jobs, retention];
}

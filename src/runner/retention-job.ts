import type { Clock, Log, RecurringJob } from "./ports.ts";

/** How many whole months things are kept; null for ever. */
export interface RetentionPeriods {
  /** Assessments since they were completed; rounds with their responses and published figures since their end. */
  readonly answersMonths: number | null;
  /** People who do nothing any more and are linked to nobody active. */
  readonly inactiveMonths: number | null;
  readonly auditMonths: number | null;
}

/** How much was deleted. */
export interface RetentionCounts {
  readonly people: number;
  readonly assessments: number;
  readonly responses: number;
  /** Rounds whose published figures went. */
  readonly snapshots: number;
  readonly rounds: number;
  /** Of people in the cells of rounds that are over; what was published stays. */
  readonly marks: number;
  readonly linkCodes: number;
  readonly codeAttempts: number;
  readonly auditEntries: number;
}

/** Deletes what has been kept for long enough. */
export interface Retention {
  /**
   * In small steps, with one audit entry when anything was deleted; doing it again deletes nothing more.
   *
   * @param now epoch ms
   * @throws UnavailableError
   */
  applyRetention(now: number): Promise<RetentionCounts>;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Deletes once a day what has been kept for long enough. */
export function retentionJob(retention: Retention, clock: Clock, log: Log): RecurringJob {
  return {
    name: "apply-retention",
    everyMs: DAY_MS,
    run: async () => {
      const counts = await retention.applyRetention(clock.now());
      if (Object.values(counts).some((count) => count > 0)) log.info(counts, "old records were deleted");
    },
  };
}

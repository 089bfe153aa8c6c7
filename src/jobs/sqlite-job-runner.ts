import { setTimeout } from "node:timers/promises";
import type { Kysely, Selectable } from "kysely";
import { describeError } from "../runner/describe-error.ts";
import type { Clock, JobRunner, Log, RecurringJob } from "../runner/ports.ts";

/** The table of recurring jobs; instants are epoch ms. */
export interface JobTable {
  name: string;
  every_ms: number;
  /** The next run. */
  due_at: number;
  /** Until when somebody claims to be running it, null when nobody is. */
  leased_until: number | null;
}

type JobDatabase = Kysely<{ job: JobTable }>;
type JobRow = Selectable<JobTable>;

/**
 * Timed work in the embedded database. A run is claimed by moving the due time on, compare-and-set; the
 * lease that comes with it is renewed while the job runs, and a run whose lease is over (the process was
 * killed) is claimed again. Due times are compared with the clock: timers only wake.
 */
export class SqliteJobRunner implements JobRunner {
  readonly #database: JobDatabase;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #pollMs: number;
  readonly #leaseMs: number;
  readonly #stopping = new AbortController();
  readonly #running = new Map<string, Promise<void>>();
  #jobs: ReadonlyMap<string, RecurringJob> = new Map();
  #loop: Promise<void> = Promise.resolve();

  /**
   * @param options.pollMs how often to look for due jobs
   * @param options.leaseMs how long after its process was killed a run is given to another
   */
  constructor(database: JobDatabase, clock: Clock, log: Log, { pollMs = 1_000, leaseMs = 60_000 } = {}) {
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
    this.#pollMs = pollMs;
    this.#leaseMs = leaseMs;
  }

  async start(jobs: readonly RecurringJob[]): Promise<void> {
    this.#jobs = new Map(jobs.map((job) => [job.name, job]));
    await this.#register(jobs);
    this.#loop = this.#runUntilStopped();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
    await Promise.all(this.#running.values());
  }

  /** A new job is due at once; a changed interval counts from now, unless the next run is sooner. */
  async #register(jobs: readonly RecurringJob[]): Promise<void> {
    const now = this.#clock.now();
    await this.#database.transaction().execute(async (tx) => {
      const known = new Map((await tx.selectFrom("job").selectAll().execute()).map((row) => [row.name, row]));
      for (const { name, everyMs } of jobs) {
        const row = known.get(name);
        known.delete(name);
        if (row?.every_ms === everyMs) continue;
        const due_at = row === undefined ? now : Math.min(row.due_at, now + everyMs);
        const values = { every_ms: everyMs, due_at };
        await tx
          .insertInto("job")
          .values({ name, ...values, leased_until: null })
          .onConflict((conflict) => conflict.column("name").doUpdateSet(values))
          .execute();
      }
      await tx
        .deleteFrom("job")
        .where("name", "in", [...known.keys()])
        .execute();
    });
  }

  async #runUntilStopped(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#beginDue();
      } catch (error) {
        this.#log.warn(describeError(error), "jobs cannot be read, trying again");
      }
      // Rejects when stopped.
      await setTimeout(this.#pollMs, undefined, { signal }).catch(() => {});
    }
  }

  async #beginDue(): Promise<void> {
    const now = this.#clock.now();
    const rows = await this.#database
      .selectFrom("job")
      .selectAll()
      .where((row) =>
        row.or([
          row.and([row("leased_until", "is", null), row("due_at", "<=", now)]),
          row("leased_until", "<=", now),
        ]),
      )
      .execute();
    for (const row of rows) {
      const job = this.#jobs.get(row.name);
      if (job === undefined || this.#running.has(row.name) || this.#stopping.signal.aborted) continue;
      if (await this.#claim(row, now)) this.#begin(job, now + this.#leaseMs);
    }
  }

  /** True when this process is the one to run it. */
  async #claim(row: JobRow, now: number): Promise<boolean> {
    const claimed = await this.#database
      .updateTable("job")
      .set({ due_at: nextDueAt(row, now), leased_until: now + this.#leaseMs })
      .where("name", "=", row.name)
      .where("due_at", "=", row.due_at)
      .where("leased_until", "is", row.leased_until)
      .returning("name")
      .executeTakeFirst();
    return claimed !== undefined;
  }

  #begin(job: RecurringJob, leasedUntil: number): void {
    const done = this.#runLeased(job, leasedUntil).finally(() => this.#running.delete(job.name));
    this.#running.set(job.name, done);
  }

  async #runLeased(job: RecurringJob, leasedUntil: number): Promise<void> {
    let lease = leasedUntil;
    const renew = async (until: number | null) => {
      const before = lease;
      lease = until ?? before;
      await this.#setLease(job.name, before, until);
    };
    const timer = setInterval(() => void renew(this.#clock.now() + this.#leaseMs), this.#leaseMs / 3);
    try {
      await job.run();
    } catch (error) {
      this.#log.error(
        { job: job.name, ...describeError(error) },
        "job failed, it runs again when it is due next",
      );
    } finally {
      clearInterval(timer);
      await renew(null);
    }
  }

  /** Changes only a lease of one's own; a lease that cannot be changed runs out by itself. */
  async #setLease(name: string, before: number, until: number | null): Promise<void> {
    try {
      await this.#database
        .updateTable("job")
        .set({ leased_until: until })
        .where("name", "=", name)
        .where("leased_until", "=", before)
        .execute();
    } catch (error) {
      this.#log.warn({ job: name, ...describeError(error) }, "job lease cannot be changed");
    }
  }
}

/** The first due time after now in the job's own rhythm: runs that were missed are not made up for. */
function nextDueAt({ due_at: dueAt, every_ms: everyMs }: JobRow, now: number): number {
  if (dueAt > now) return dueAt;
  return dueAt + (Math.floor((now - dueAt) / everyMs) + 1) * everyMs;
}

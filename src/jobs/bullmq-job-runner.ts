import { setTimeout } from "node:timers/promises";
import { type Job, Queue, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { describeError } from "../runner/describe-error.ts";
import type { JobRunner, Log, RecurringJob } from "../runner/ports.ts";

const QUEUE = "jobs";
const CONCURRENT_RUNS = 5;
/** How long closing may take once nothing runs any more. */
const GOODBYE_MS = 5_000;
/** A few failed runs stay to be looked at. */
const FAILED_RUNS_KEPT = 20;

/**
 * Timed work in Redis by BullMQ's job schedulers. Redis holds one next run per job, so it does not matter
 * how many processes serve it; the run of a process that was killed is given to another.
 *
 * @see https://docs.bullmq.io/guide/job-schedulers
 */
export class BullmqJobRunner implements JobRunner {
  readonly #queue: Queue;
  readonly #worker: Worker;
  readonly #log: Log;
  readonly #running = new Set<Promise<void>>();
  #jobs: ReadonlyMap<string, RecurringJob> = new Map();

  /**
   * @param redis a `jobs` connection; the worker makes itself another like it for waiting
   * @param options.prefix of every key
   */
  constructor(redis: Redis, log: Log, { prefix = "thaksa:" } = {}) {
    const options = { connection: redis, prefix: `${prefix}bull` };
    this.#log = log;
    this.#queue = new Queue(QUEUE, options);
    this.#worker = new Worker(QUEUE, (job) => this.#run(job), {
      ...options,
      autorun: false,
      concurrency: CONCURRENT_RUNS,
    });
    // The connection logs its own outages; without a listener an error would end the process.
    this.#queue.on("error", () => {});
    this.#worker.on("error", () => {});
    this.#worker.on("failed", (job, error) => {
      log.error({ job: job?.name, ...describeError(error) }, "job failed, it runs again when it is due next");
    });
  }

  async start(jobs: readonly RecurringJob[]): Promise<void> {
    this.#jobs = new Map(jobs.map((job) => [job.name, job]));
    await this.#dropOutdated();
    for (const { name, everyMs } of jobs) await this.#schedule(name, everyMs);
    // Settles when the worker is closed; errors arrive as events.
    this.#worker.run().catch((error: unknown) => {
      this.#log.error(describeError(error), "job worker ended");
    });
  }

  async stop(): Promise<void> {
    await Promise.race([this.#close(), this.#untilGoodbyeIsPointless()]);
  }

  async #close(): Promise<void> {
    try {
      await this.#worker.close();
      await this.#queue.close();
    } catch (error) {
      this.#log.warn(describeError(error), "job queue closed without a word to redis");
    }
  }

  /** Closing says goodbye to Redis and would wait for ever for one that is gone. */
  async #untilGoodbyeIsPointless(): Promise<void> {
    await Promise.allSettled(this.#running);
    await setTimeout(GOODBYE_MS, undefined, { ref: false });
  }

  /** Those whose interval changed as well: a scheduler that is only updated may keep its old rhythm for a run. */
  async #dropOutdated(): Promise<void> {
    for (const { key, every } of await this.#queue.getJobSchedulers()) {
      if (this.#jobs.get(key)?.everyMs !== Number(every)) await this.#queue.removeJobScheduler(key);
    }
  }

  /** An unchanged schedule keeps its next run. */
  async #schedule(name: string, everyMs: number): Promise<void> {
    await this.#queue.upsertJobScheduler(
      name,
      { every: everyMs },
      { name, opts: { removeOnComplete: true, removeOnFail: FAILED_RUNS_KEPT } },
    );
  }

  async #run({ name }: Job): Promise<void> {
    const job = this.#jobs.get(name);
    // Only while an older and a newer version of the program serve side by side.
    if (job === undefined) this.#log.warn({ job: name }, "job is not known here, skipped");
    else await this.#track(job.run());
  }
  async #track(run: Promise<void>): Promise<void> {
    this.#running.add(run);
    try {
      await run;
    } finally {
      this.#running.delete(run);
    }
  }
}

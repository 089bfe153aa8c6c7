import { once } from "node:events";
import type { OpenStorage } from "./open-storage.ts";
import { keepTrying } from "./runner/keep-trying.ts";
import {
  type HealthCheck,
  type JobRunner,
  type Log,
  type RecurringJob,
  UnavailableError,
} from "./runner/ports.ts";

/** Something that goes on working until it is stopped. */
interface Working {
  start(): void;
  /** Finishes what is begun. */
  stop(): Promise<void>;
}

/** What is started and stopped. */
interface LifeParts {
  readonly storage: OpenStorage;
  /** Whether this process works on events and jobs. */
  readonly works: boolean;
  readonly workers: readonly Working[];
  readonly jobs: readonly RecurringJob[];
  readonly log: Log;
  /** Closed between the work and the storage. */
  readonly keep: { close(): Promise<void> };
}

/** Start, readiness and stop of the service. */
export class AppLife {
  readonly #parts: LifeParts;
  readonly #stopped = new AbortController();
  #jobRunner: JobRunner | undefined;
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;
  #isPrepared = false;

  constructor(parts: LifeParts) {
    this.#parts = parts;
  }

  /** Ready when all of them resolve. */
  checks(): readonly HealthCheck[] {
    const started: HealthCheck = {
      name: "started",
      check: async () => {
        if (!this.#isPrepared) throw new UnavailableError("the database's tables");
      },
    };
    return [...this.#parts.storage.health, started];
  }

  /** @see App */
  start(): Promise<void> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  async #start(): Promise<void> {
    const { storage, works, workers, log } = this.#parts;
    const { signal } = this.#stopped;
    await keepTrying(() => storage.prepare(), { log, signal });
    if (signal.aborted) return;
    this.#isPrepared = true;
    if (works) {
      for (const worker of workers) worker.start();
      await this.#startJobs(signal);
    }
    for (const warning of await storage.warnings().catch(() => [])) log.warn({}, warning);
  }

  /** Waits for as long as the jobs' server is away, but not longer than until the stop. */
  async #startJobs(signal: AbortSignal): Promise<void> {
    const { storage, jobs, log } = this.#parts;
    const jobRunner = storage.createJobRunner();
    this.#jobRunner = jobRunner;
    const started = keepTrying(() => jobRunner.start(jobs), { log, signal });
    // Its connection is closed under it when it has not come that far.
    started.catch(() => {});
    await Promise.race([started, once(signal, "abort")]);
  }

  /** @see App */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    const { workers, keep, storage } = this.#parts;
    this.#stopped.abort();
    await this.#starting?.catch(() => {});
    await Promise.all(workers.map((worker) => worker.stop()));
    await this.#jobRunner?.stop();
    await keep.close();
    await storage.close();
  }
}

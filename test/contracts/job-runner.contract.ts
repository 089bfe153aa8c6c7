import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JobRunner, Log, RecurringJob } from "../../src/runner/ports.ts";
import { LONG_MS } from "./builders.ts";

/** A place where jobs are kept, and runners on it as processes have them. */
export interface JobRunnerSetup {
  readonly runner: (log: Log) => JobRunner;
  readonly close: () => Promise<void>;
}

const SOON_MS = 40;

/** A job that counts its runs; `times(n)` resolves when it has run n times. */
function countingJob(name: string, everyMs: number, work = async (_run: number) => {}) {
  let runs = 0;
  const waiting: { count: number; resolve: () => void }[] = [];
  const job: RecurringJob = {
    name,
    everyMs,
    async run() {
      runs += 1;
      for (const { count, resolve } of waiting) if (runs >= count) resolve();
      await work(runs);
    },
  };
  const times = (count: number) =>
    new Promise<void>((resolve) => {
      if (runs >= count) resolve();
      else waiting.push({ count, resolve });
    });
  return { job, times, runs: () => runs, every: (ms: number) => ({ ...job, everyMs: ms }) };
}

/** What every JobRunner promises. */
export function jobRunnerContract(open: () => Promise<JobRunnerSetup>): void {
  describe("a job runner", () => {
    let setup: JobRunnerSetup;
    let runners: JobRunner[];
    const lines: string[] = [];
    const note = (fields: object, message: string) => lines.push(`${message} ${JSON.stringify(fields)}`);

    beforeEach(async () => {
      setup = await open();
      runners = [];
      lines.length = 0;
    });
    afterEach(async () => {
      await Promise.all(runners.map((runner) => runner.stop()));
      await setup.close();
    });

    async function start(...jobs: RecurringJob[]): Promise<JobRunner> {
      const runner = setup.runner({ info: note, warn: note, error: note });
      await runner.start(jobs);
      runners.push(runner);
      return runner;
    }

    async function stop(runner: JobRunner): Promise<void> {
      runners.splice(runners.indexOf(runner), 1);
      await runner.stop();
    }

    it("runs each job again and again", async () => {
      const [a, b] = [countingJob("tick-a", SOON_MS), countingJob("tick-b", SOON_MS)];
      await start(a.job, b.job);
      await Promise.all([a.times(3), b.times(3)]);
    });

    it("runs a due job once, however many processes there are", async () => {
      const rare = countingJob("rare", LONG_MS);
      const [one, two] = await Promise.all([start(rare.job), start(rare.job)]);
      await rare.times(1);
      await Promise.all([stop(one), stop(two)]);
      expect(rare.runs()).toBe(1);
    });

    it("does not run a job again just because a process starts", async () => {
      const [rare, often] = [countingJob("rare", LONG_MS), countingJob("often", SOON_MS)];
      const first = await start(rare.job);
      await rare.times(1);
      await stop(first);
      await start(rare.job, often.job);
      await often.times(3);
      expect(rare.runs()).toBe(1);
    });

    // On a machine that is too busy to say goodbye in time, the run counts as killed for half a minute.
    it("takes over a changed interval", { timeout: 90_000 }, async () => {
      const job = countingJob("changed", LONG_MS);
      const first = await start(job.job);
      await job.times(1);
      await stop(first);
      await start(job.every(SOON_MS));
      await job.times(4);
    });

    it("drops jobs that are no longer listed", async () => {
      const [old, kept] = [countingJob("old", SOON_MS), countingJob("kept", SOON_MS)];
      const first = await start(old.job, kept.job);
      await Promise.all([old.times(2), kept.times(2)]);
      await stop(first);
      const [oldRuns, keptRuns] = [old.runs(), kept.runs()];
      const second = await start(kept.job);
      await kept.times(keptRuns + 3);
      await stop(second);
      expect(old.runs()).toBe(oldRuns);
    });

    it("goes on after a run that failed, and logs no more than its kind", async () => {
      const failing = countingJob("failing", SOON_MS, async (run) => {
        if (run === 1) throw Object.assign(new TypeError("private words"), { code: "ERR_X" });
      });
      await start(failing.job);
      await failing.times(3);
      const told =
        'job failed, it runs again when it is due next {"job":"failing","error":"TypeError","code":"ERR_X"';
      expect(lines.filter((line) => line.includes("failing"))).toEqual([expect.stringContaining(told)]);
      expect(lines.join()).not.toContain("private words");
    });

    it("finishes what is running before it stops", async () => {
      const gate = Promise.withResolvers<void>();
      const order: string[] = [];
      const slow = countingJob("slow", LONG_MS, async () => {
        await gate.promise;
        order.push("finished");
      });
      const runner = await start(slow.job);
      await slow.times(1);
      const stopped = stop(runner).then(() => order.push("stopped"));
      gate.resolve();
      await stopped;
      expect(order).toEqual(["finished", "stopped"]);
    });
  });
}

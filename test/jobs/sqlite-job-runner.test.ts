import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type JobTable, SqliteJobRunner } from "../../src/jobs/sqlite-job-runner.ts";
import { silentLog } from "../contracts/builders.ts";
import { jobRunnerContract } from "../contracts/job-runner.contract.ts";
import { openTemporarySqlite } from "../database/open-temporary-sqlite.ts";

const clock = { now: () => Date.now() };
const HOUR_MS = 3_600_000;

async function open() {
  const { database, close } = await openTemporarySqlite();
  return { database: database.withTables<{ job: JobTable }>(), close };
}

describe("SqliteJobRunner", () => {
  jobRunnerContract(async () => {
    const { database, close } = await open();
    return { runner: (log) => new SqliteJobRunner(database, clock, log, { pollMs: 5 }), close };
  });

  describe("as the clock moves", () => {
    let sqlite: Awaited<ReturnType<typeof open>>;
    let now = 10_000;

    beforeAll(async () => {
      sqlite = await open();
    });
    afterAll(() => sqlite.close());

    const jobRow = () =>
      sqlite.database.selectFrom("job").selectAll().where("name", "=", "hourly").executeTakeFirst();

    /** Starts a runner and stops it after the job's next run. */
    async function runOnce(): Promise<void> {
      const runner = new SqliteJobRunner(sqlite.database, { now: () => now }, silentLog, { pollMs: 5 });
      const ran = Promise.withResolvers<void>();
      await runner.start([{ name: "hourly", everyMs: HOUR_MS, run: async () => ran.resolve() }]);
      await ran.promise;
      await runner.stop();
    }

    it("runs a new job at once and notes when it is due next", async () => {
      await runOnce();
      expect(await jobRow()).toEqual({
        name: "hourly",
        every_ms: HOUR_MS,
        due_at: 10_000 + HOUR_MS,
        leased_until: null,
      });
    });

    it("keeps the rhythm and does not make up for runs that were missed", async () => {
      now = 10_000 + 3.5 * HOUR_MS;
      await runOnce();
      expect((await jobRow())?.due_at).toBe(10_000 + 4 * HOUR_MS);
    });

    it("runs again what a killed process had begun, when its lease is over", async () => {
      await sqlite.database.updateTable("job").set({ leased_until: now }).execute();
      await runOnce();
      expect(await jobRow()).toEqual({
        name: "hourly",
        every_ms: HOUR_MS,
        due_at: 10_000 + 4 * HOUR_MS,
        leased_until: null,
      });
    });
  });
});

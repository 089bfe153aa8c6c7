import pg from "pg";
import { expect, it, vi } from "vitest";
import { openServers } from "../src/open-servers.ts";
import { silentLog } from "./contracts/builders.ts";
import { REMIND_AT, reminderRules, reminderTarget, runOrder } from "./contracts/reminder-builders.ts";
import { createDatabase, describeWith, findPostgres } from "./support/servers.ts";

/** Longer than any statement of the running server may take. */
const MINUTE_MS = 60_000;

describeWith(await findPostgres(), "starting with servers", (url) => {
  it("waits for another process's migration for as long as it takes", async () => {
    const own = await createDatabase(url);
    const other = new pg.Client({ connectionString: own.url });
    await other.connect();
    const storage = openServers(
      { mode: "servers", redisUrl: "redis://127.0.0.1:1", databaseUrl: own.url },
      { clock: { now: () => 0 }, log: silentLog, redisKeyPrefix: "", exclusive: true },
    );
    await storage.prepare();
    await other.query("begin; lock table kysely_migration");
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const prepared = storage.prepare().then(
      () => "prepared",
      (error: unknown) => error,
    );
    try {
      await untilLocked(other);
      vi.advanceTimersByTime(MINUTE_MS);
      vi.useRealTimers();
      await other.query("rollback");
      expect(await prepared).toBe("prepared");
    } finally {
      vi.useRealTimers();
      await other.end();
      await storage.close();
      await own.drop();
    }
  });

  it("counts who would be reminded while as many runs as may wait for their turn to be planned", async () => {
    const own = await createDatabase(url);
    const other = new pg.Client({ connectionString: own.url });
    await other.connect();
    const storage = openServers(
      { mode: "servers", redisUrl: "redis://127.0.0.1:1", databaseUrl: own.url },
      { clock: { now: () => 0 }, log: silentLog, redisKeyPrefix: "", exclusive: true },
    );
    const { runs } = storage.reminders;
    const target = reminderTarget("dep");
    try {
      await storage.prepare();
      await other.query("begin; select pg_advisory_xact_lock(hashtextextended('planning of reminders', 0))");
      const launches = ["a", "b"].map((id) => runs.launch(runOrder(target, id)));
      await untilLocked(other, 2);
      expect(await runs.count(target, reminderRules(), REMIND_AT)).toMatchObject({ people: 0 });
      expect(await runs.progress("dep", target.round, "", REMIND_AT)).toBeUndefined();
      await other.query("rollback");
      const nobody = { status: "refused", reason: "nobody" };
      expect(await Promise.all(launches)).toEqual([nobody, nobody]);
    } finally {
      await other.end();
      await storage.close();
      await own.drop();
    }
  });
});

/** Until so many other connections to the database wait for a lock; may be asked within a transaction. */
async function untilLocked(client: pg.Client, count = 1): Promise<void> {
  for (;;) {
    await client.query("select pg_stat_clear_snapshot()");
    const { rowCount } = await client.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if ((rowCount ?? 0) >= count) return;
  }
}

import pg from "pg";
import { expect, it, vi } from "vitest";
import { openServers } from "../src/open-servers.ts";
import { silentLog } from "./contracts/builders.ts";
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
});

/** Until some other connection to the database waits for a lock; may be asked within a transaction. */
async function untilLocked(client: pg.Client): Promise<void> {
  for (;;) {
    await client.query("select pg_stat_clear_snapshot()");
    const { rowCount } = await client.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if (rowCount !== 0) return;
  }
}

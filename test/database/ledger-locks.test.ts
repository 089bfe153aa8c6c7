import pg from "pg";
import { expect, it } from "vitest";
import { migrate } from "../../src/database/migrate.ts";
import { openPostgres } from "../../src/database/open-postgres.ts";
import { SqlRecords } from "../../src/database/sql-records.ts";
import { silentLog } from "../contracts/builders.ts";
import { REMIND_AT } from "../contracts/reminder-builders.ts";
import { createDatabase, describeWith, findPostgres } from "../support/servers.ts";
import { putRun, ROUND } from "./ledger-world.ts";
import { putOrganisation, putRound } from "./put-reminded-people.ts";

describeWith(await findPostgres(), "an erasure in the ledger", (url) => {
  it("changes the earlier month first, as everybody does", async () => {
    const own = await createDatabase(url);
    const database = openPostgres(own.url, silentLog);
    const other = new pg.Client({ connectionString: own.url });
    await other.connect();
    try {
      await migrate(database);
      await putOrganisation(database, "dep");
      await putRound(database, "dep", ROUND);
      // The run that is first by its id is of the later month, and so is the message.
      await putRun(database, "dep", { id: "a", people: 1, period: "2026-07", reporter: "U-a-0" });
      await putRun(database, "dep", { id: "b", people: 0, period: "2026-06", reporter: "U-a-0" });
      await other.query("begin");
      await lockMonth(other, "2026-06");
      const erased = new SqlRecords(database).apply("U-a-0", 9, [{ type: "erase_person" }], REMIND_AT);
      await untilLocked(other);
      // Nobody who goes on to the later month waits for who waits for the earlier one.
      await lockMonth(other, "2026-07", "nowait");
      await other.query("commit");
      await erased;
      const budget = database.selectFrom("message_budget").select(["period", "reserved"]).distinct();
      expect(await budget.orderBy("period").execute()).toEqual([
        { period: "2026-06", reserved: 0 },
        { period: "2026-07", reserved: 0 },
      ]);
    } finally {
      await other.end();
      await database.destroy();
      await own.drop();
    }
  });
});

async function lockMonth(client: pg.Client, period: string, how = ""): Promise<void> {
  const rows = "select from message_budget where period = $1 order by organisation for update";
  await client.query(`${rows} ${how}`, [period]);
}

/** Until another connection to the database waits for a lock; asked within a transaction. */
async function untilLocked(client: pg.Client): Promise<void> {
  for (;;) {
    await client.query("select pg_stat_clear_snapshot()");
    const { rowCount } = await client.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if (rowCount !== 0) return;
  }
}

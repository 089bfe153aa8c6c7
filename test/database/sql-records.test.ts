import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { migrate } from "../../src/database/migrate.ts";
import { openPostgres } from "../../src/database/open-postgres.ts";
import { SqlRecords } from "../../src/database/sql-records.ts";
import { person, silentLog } from "../contracts/builders.ts";
import { recordsContract } from "../contracts/records.contract.ts";
import { createDatabase, describeWith, findPostgres } from "../support/servers.ts";
import { recordsOn } from "./open-records.ts";
import { openTemporarySqlite } from "./open-temporary-sqlite.ts";

describe("SqlRecords on SQLite", () => {
  recordsContract(async () => {
    const { database, close } = await openTemporarySqlite();
    return recordsOn(database, close);
  });
});

describeWith(await findPostgres(), "SqlRecords on PostgreSQL", (url) => {
  recordsContract(async () => {
    const own = await createDatabase(url);
    const database = openPostgres(own.url, silentLog);
    await migrate(database);
    return recordsOn(database, async () => {
      await database.destroy();
      await own.drop();
    });
  });

  it("keeps what is to be kept of others while somebody is at work on one person", async () => {
    const own = await createDatabase(url);
    const database = openPostgres(own.url, silentLog);
    await migrate(database);
    const records = new SqlRecords(database);
    const save = (id: string) => records.apply(id, 1, [{ type: "save_person", person: person() }], 1);
    let locked: Promise<void> | undefined;
    await database.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${"p1"}, 0))`.execute(tx);
      locked = save("p1");
      await Promise.all(["p0", "p2", "p3"].map(save));
      expect(await records.loadPerson("p1")).toBeUndefined();
    });
    await locked;
    const found = await Promise.all(["p0", "p1", "p2", "p3"].map((id) => records.loadPerson(id)));
    await database.destroy();
    await own.drop();
    expect(found.map((one) => one?.person.personId)).toEqual(["p0", "p1", "p2", "p3"]);
  });
});

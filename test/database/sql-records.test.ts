import { describe } from "vitest";
import { migrate } from "../../src/database/migrate.ts";
import { openPostgres } from "../../src/database/open-postgres.ts";
import { silentLog } from "../contracts/builders.ts";
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
});

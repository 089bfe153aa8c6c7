import { describe } from "vitest";
import { migrate } from "../../src/database/migrate.ts";
import { openPostgres } from "../../src/database/open-postgres.ts";
import { silentLog } from "../contracts/builders.ts";
import { reminderLedgerContract } from "../contracts/reminder-ledger.contract.ts";
import { createDatabase, describeWith, findPostgres } from "../support/servers.ts";
import { ledgerOn } from "./ledger-world.ts";
import { openTemporarySqlite } from "./open-temporary-sqlite.ts";

describe("the ledger of messages in SQLite", () => {
  reminderLedgerContract(async () => {
    const { database, other, close } = await openTemporarySqlite();
    return ledgerOn(database, other, close);
  });
});

describeWith(await findPostgres(), "the ledger of messages in PostgreSQL", (url) => {
  reminderLedgerContract(async () => {
    const own = await createDatabase(url);
    const database = openPostgres(own.url, silentLog);
    const other = openPostgres(own.url, silentLog);
    await migrate(database);
    return ledgerOn(database, other, async () => {
      await Promise.all([database.destroy(), other.destroy()]);
      await own.drop();
    });
  });
});

import { join } from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { migrate, pendingMigrations } from "../../src/database/migrate.ts";
import { openPostgres } from "../../src/database/open-postgres.ts";
import { openSqlite } from "../../src/database/open-sqlite.ts";
import type { Database } from "../../src/database/schema.ts";
import { silentLog } from "../contracts/builders.ts";
import { createDatabase, describeWith, findPostgres, temporaryFolder } from "../support/servers.ts";

interface Empty {
  open(): Database;
  remove(): Promise<void>;
}

function migrationSuite(names: readonly string[], create: () => Promise<Empty>): void {
  let empty: Empty;
  let databases: Database[];

  beforeEach(async () => {
    empty = await create();
    databases = [empty.open(), empty.open(), empty.open()];
  });
  afterEach(async () => {
    await Promise.all(databases.map((database) => database.destroy()));
    await empty.remove();
  });

  it("runs every migration once and says which", async () => {
    const [database] = databases as [Database];
    expect(await pendingMigrations(database)).toEqual(names);
    expect(await migrate(database)).toEqual(names);
    expect(await migrate(database)).toEqual([]);
    expect(await pendingMigrations(database)).toEqual([]);
  });

  it("runs every migration once when several processes start together", async () => {
    const ran = await Promise.all(databases.map((database) => migrate(database)));
    expect(ran.flat()).toEqual(names);
  });

  it("refuses a database that a newer program has made", async () => {
    const [database] = databases as [Database];
    await migrate(database);
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2099-01-01')`.execute(
      database,
    );
    await expect(migrate(database)).rejects.toThrow("9999-later is missing");
  });
}

describe("migrate on SQLite", () => {
  migrationSuite(
    ["0001-records", "0002-embedded", "0003-people", "0004-linking", "0005-reminders"],
    async () => {
      const folder = temporaryFolder();
      return {
        open: () => openSqlite(join(folder.path, "deep", "thaksa.db")),
        remove: async () => folder.remove(),
      };
    },
  );
});

describeWith(await findPostgres(), "migrate on PostgreSQL", (url) => {
  migrationSuite(["0001-records", "0003-people", "0004-linking", "0005-reminders"], async () => {
    const own = await createDatabase(url);
    return { open: () => openPostgres(own.url, silentLog), remove: own.drop };
  });
});

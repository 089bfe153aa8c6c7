import { join } from "node:path";
import { migrate } from "../../src/database/migrate.ts";
import { openSqlite } from "../../src/database/open-sqlite.ts";
import type { Database } from "../../src/database/schema.ts";
import { temporaryFolder } from "../support/servers.ts";

/** An embedded database opened twice, as the server and the CLI have it. */
export interface TemporarySqlite {
  readonly database: Database;
  readonly other: Database;
  readonly close: () => Promise<void>;
}

/** Opens a migrated database in a folder of its own. */
export async function openTemporarySqlite(): Promise<TemporarySqlite> {
  const folder = temporaryFolder();
  const file = join(folder.path, "data", "thaksa.db");
  const database = openSqlite(file);
  await migrate(database);
  const other = openSqlite(file);
  return {
    database,
    other,
    async close() {
      await Promise.all([database.destroy(), other.destroy()]);
      folder.remove();
    },
  };
}

import { migrate } from "../../src/database/migrate.ts";
import { openPostgres } from "../../src/database/open-postgres.ts";
import type { Database } from "../../src/database/schema.ts";
import { silentLog } from "../contracts/builders.ts";
import { createDatabase } from "../support/servers.ts";

/** A migrated PostgreSQL database of one's own and how to remove it. */
export async function openTemporaryPostgres(
  url: string,
): Promise<{ readonly database: Database; readonly close: () => Promise<void> }> {
  const own = await createDatabase(url);
  const database = openPostgres(own.url, silentLog);
  await migrate(database);
  return {
    database,
    async close() {
      await database.destroy();
      await own.drop();
    },
  };
}

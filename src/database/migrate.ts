import { type Kysely, sql } from "kysely";
import { Migrator } from "kysely/migration";
import { reachDatabase } from "./database-errors.ts";
import { isPostgres } from "./is-postgres.ts";
import { migrationsFor } from "./migrations/list.ts";
import type { Database, DatabaseSchema } from "./schema.ts";

/**
 * Brings the tables up to date. Processes that do this at the same moment take turns: PostgreSQL by an
 * advisory lock, SQLite by the write lock. All steps happen or none.
 *
 * @param database opened without a limit on statements: waiting and migrating may take long
 * @returns names of the migrations that ran
 * @throws UnavailableError; any other error is a mistake in a migration, or the database was made by a
 * newer version of the program
 */
export function migrate(database: Database): Promise<readonly string[]> {
  return reachDatabase(() => database.connection().execute((connection) => migrateOn(connection)));
}

/** Names of the migrations that have not run yet. Throws UnavailableError. */
export async function pendingMigrations(database: Database): Promise<readonly string[]> {
  const migrations = await reachDatabase(() => migrator(database).getMigrations());
  return migrations.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
}

async function migrateOn(connection: Kysely<DatabaseSchema>): Promise<readonly string[]> {
  const hasServerLimit = isPostgres(connection);
  // A limit the server was given for this user or database must not end a long migration either.
  if (hasServerLimit) await sql`set statement_timeout = 0`.execute(connection);
  try {
    const { error, results = [] } = await migrator(connection).migrateToLatest();
    if (error !== undefined) throw error;
    return results.map(({ migrationName }) => migrationName);
  } finally {
    if (hasServerLimit) await sql`reset statement_timeout`.execute(connection);
  }
}

function migrator(db: Kysely<DatabaseSchema>): Migrator {
  const migrations = migrationsFor(isPostgres(db) ? "postgres" : "sqlite");
  return new Migrator({ db, provider: { getMigrations: async () => migrations } });
}

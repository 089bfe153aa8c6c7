import { sql } from "kysely";
import { RecordsStateError } from "./backup-errors.ts";
import { reachDatabase } from "./database-errors.ts";
import { pendingMigrations } from "./migrate.ts";
import { migrationsFor } from "./migrations/list.ts";
import type { Database } from "./schema.ts";

/**
 * Makes sure that the tables have the shape this program knows.
 *
 * @returns names of the migrations that made it
 * @throws RecordsStateError when the database is older or newer than the program; UnavailableError
 */
export async function requireMigrated(database: Database): Promise<readonly string[]> {
  const pending = await pendingMigrations(database);
  if (pending.length > 0) {
    throw new RecordsStateError(
      `The database is not up to date (${pending.join(", ")}). Run "migrate" first.`,
    );
  }
  return refuseNewerDatabase(database);
}

/**
 * Makes sure that no newer version of the program has changed the tables.
 *
 * @returns names of the migrations that have run
 * @throws RecordsStateError when one has; UnavailableError
 */
export async function refuseNewerDatabase(database: Database): Promise<readonly string[]> {
  const applied = await appliedMigrations(database);
  const unknown = unknownMigrations(applied);
  if (unknown.length === 0) return applied;
  throw new RecordsStateError(
    `The database was made by a newer version of Thaksa (${unknown.join(", ")}). Use that version.`,
  );
}

/** Those of the names that no migration of this program has, whatever the dialect. */
export function unknownMigrations(names: readonly string[]): readonly string[] {
  const known = new Set([migrationsFor("sqlite"), migrationsFor("postgres")].flatMap(Object.keys));
  return names.filter((name) => !known.has(name));
}

/** Empty for a database that was never migrated. */
async function appliedMigrations(database: Database): Promise<readonly string[]> {
  return reachDatabase(async () => {
    const tables = await database.introspection.getTables({ withInternalKyselyTables: true });
    if (!tables.some(({ name }) => name === "kysely_migration")) return [];
    const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(
      database,
    );
    return rows.map(({ name }) => name);
  });
}

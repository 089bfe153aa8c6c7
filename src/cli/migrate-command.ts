import { Command } from "commander";
import { readStorageConfig } from "../config.ts";
import { migrate, pendingMigrations } from "../database/migrate.ts";
import { migrationsFor } from "../database/migrations/list.ts";
import { refuseNewerDatabase } from "../database/require-migrated.ts";
import { hasDatabase, tellingTrouble, withDatabase } from "./storage-command.ts";

/** `migrate`: brings the tables up to date, as the server does when it starts. */
export function migrateCommand(): Command {
  return new Command("migrate")
    .description("bring the database up to date; the server does it by itself when it starts")
    .option("--dry-run", "only list what would be done")
    .action(({ dryRun = false }: { readonly dryRun?: boolean }) => (dryRun ? list() : run()));
}

function list(): Promise<void> {
  return tellingTrouble(async () => {
    // Looking must not make the file.
    if (!hasDatabase(readStorageConfig())) return report("pending", Object.keys(migrationsFor("sqlite")));
    await withDatabase({ create: false }, async (database) => {
      await refuseNewerDatabase(database);
      report("pending", await pendingMigrations(database));
    });
  });
}

function run(): Promise<void> {
  return withDatabase({ create: true, statementTimeoutMs: 0 }, async (database) => {
    await refuseNewerDatabase(database);
    report("done", await migrate(database));
  });
}

function report(what: string, names: readonly string[]): void {
  for (const name of names) console.log(`${what}: ${name}`);
  if (names.length === 0) console.log("The database is up to date.");
}

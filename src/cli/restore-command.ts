import { resolve } from "node:path";
import { Command } from "commander";
import type { StorageConfig } from "../config.ts";
import { checkBackupFile, readBackupFile } from "../database/backup-file.ts";
import { type Imported, importRecords } from "../database/import-records.ts";
import { migrate } from "../database/migrate.ts";
import { refuseNewerDatabase } from "../database/require-migrated.ts";
import type { Database, ErasureTable } from "../database/schema.ts";
import { SqliteSessionStore } from "../database/sqlite-session-store.ts";
import { describeCounts } from "./describe-counts.ts";
import { openCommandStorage, tellingTrouble, withDatabase } from "./storage-command.ts";

const HELP = `
The whole file is checked first; then all rows are restored, or none. The database must have no records,
organisations or audit entries: set DATA_DIR to a new folder, or DATABASE_URL to a new database. Missing tables
are made.

Stop the server meanwhile. Beside a running one the restore is as safe, but messages have to wait for it.

What was going on in a conversation (the session) is not in the file: the server builds it anew from the
records when a person writes. Sessions that are still there, because only the database was lost:
- one that is older than the person's records is removed, the person goes on from the records;
- one that is newer stays: the person goes on from there, and the records catch up as they answer. An
  assessment that was completed after the backup remains in the person's short history but not in the records.
To go back to the backup in everything, restore into an empty DATA_DIR, or set a new REDIS_KEY_PREFIX.

Who erased their data after the backup was made is in it still. With --erasures, a newer backup or a file written
by "erasures export", they are erased again before anybody sees them; a list of erasures that is in the database
already is followed as well.
See docs/adr/0003-backup-format.md.`;

/** `restore FILE`: puts a backup into an empty database. */
export function restoreCommand(): Command {
  return new Command("restore")
    .description("put a backup into an empty database")
    .argument("<file>", "written by: backup")
    .option("--erasures <file>", "erase again who is on the list of this newer backup or erasures file")
    .addHelpText("after", HELP)
    .action((file: string, { erasures }: { readonly erasures?: string }) =>
      tellingTrouble(() => restore(resolve(file), erasures === undefined ? undefined : resolve(erasures))),
    );
}

async function restore(file: string, erasuresFile: string | undefined): Promise<void> {
  // Before anything is touched or locked: a bad file is the likeliest trouble.
  const { header } = await checkBackupFile(file);
  const erasures = erasuresFile === undefined ? [] : await erasuresIn(erasuresFile);
  await withDatabase({ create: true }, async (database, config) => {
    await refuseNewerDatabase(database);
    await migrate(database);
    const done = await importInto(database, config, { file, erasures });
    const { counts, olderSessions, erasedAgain } = done;
    console.log(`Restored the backup of ${header.createdAt}: ${describeCounts(counts)}.`);
    if (olderSessions > 0) console.log(`Removed ${olderSessions} session(s) older than the records.`);
    if (erasedAgain > 0) console.log(`Erased ${erasedAgain} person(s) again.`);
  });
}

async function erasuresIn(file: string): Promise<readonly ErasureTable[]> {
  const erasures: ErasureTable[] = [];
  for await (const { table, row } of readBackupFile(file)) if (table === "erasure") erasures.push(row);
  return erasures;
}

async function importInto(
  database: Database,
  config: StorageConfig,
  { file, erasures }: { readonly file: string; readonly erasures: readonly ErasureTable[] },
): Promise<Imported> {
  const rows = readBackupFile(file);
  if (config.storage.mode === "embedded") {
    const sessionsIn = (tx: Database) => new SqliteSessionStore(tx, { now: () => Date.now() });
    return importRecords(database, rows, sessionsIn, erasures);
  }
  const storage = await openCommandStorage(config);
  try {
    return await importRecords(database, rows, () => storage.sessions, erasures);
  } finally {
    await storage.close();
  }
}

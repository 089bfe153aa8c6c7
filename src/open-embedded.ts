import { join } from "node:path";
import { databaseHealth } from "./database/database-health.ts";
import { joinWrites } from "./database/join-writes.ts";
import { migrate } from "./database/migrate.ts";
import { DATABASE_FILE, openSqlite } from "./database/open-sqlite.ts";
import { lockDataFolder } from "./database/server-lock.ts";
import { SqliteInbox } from "./database/sqlite-inbox.ts";
import { SqliteSessionStore } from "./database/sqlite-session-store.ts";
import { LocalRateLimiter } from "./jobs/local-rate-limiter.ts";
import { type JobTable, SqliteJobRunner } from "./jobs/sqlite-job-runner.ts";
import { openSqlStores } from "./open-sql-stores.ts";
import type { OpenStorage, StorageOptions } from "./open-storage.ts";

const HOUR_MS = 60 * 60 * 1_000;

/** One SQLite file for everything. Throws DataFolderInUseError. */
export function openEmbedded(dataDir: string, { clock, log, exclusive }: StorageOptions): OpenStorage {
  const lock = exclusive ? lockDataFolder(dataDir) : undefined;
  const database = openSqlite(join(dataDir, DATABASE_FILE));
  const reader = openSqlite(join(dataDir, DATABASE_FILE));
  const write = joinWrites(database);
  const sessions = new SqliteSessionStore(database, clock, write);
  return {
    description: `embedded (one SQLite file in ${dataDir})`,
    sessions,
    inbox: new SqliteInbox(database, clock, write),
    ...openSqlStores(database, { reader, planner: database, counter: database }, sessions),
    createRateLimiter: (perSecond) => new LocalRateLimiter(perSecond),
    createJobRunner: () => new SqliteJobRunner(database.withTables<{ job: JobTable }>(), clock, log),
    health: [databaseHealth(database)],
    upkeep: [
      {
        name: "forget-unused-sessions",
        everyMs: HOUR_MS,
        run: async () => void (await sessions.eraseExpired()),
      },
    ],
    prepare: async () => void (await migrate(database)),
    warnings: async () => [],
    close: async () => {
      await reader.destroy();
      await database.destroy();
      lock?.release();
    },
  };
}

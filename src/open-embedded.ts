import { join } from "node:path";
import { teamCatalogue } from "./core/team/team-catalogue.ts";
import { databaseHealth } from "./database/database-health.ts";
import { exportPerson } from "./database/export-person.ts";
import { migrate } from "./database/migrate.ts";
import { DATABASE_FILE, openSqlite } from "./database/open-sqlite.ts";
import { lockDataFolder } from "./database/server-lock.ts";
import { SqlAuditLog } from "./database/sql-audit-log.ts";
import { SqlDirectory } from "./database/sql-directory.ts";
import { SqlLinking } from "./database/sql-linking.ts";
import { SqlOneTimeLinks } from "./database/sql-one-time-links.ts";
import { SqlRecords } from "./database/sql-records.ts";
import { SqlRetention } from "./database/sql-retention.ts";
import { SqlRounds } from "./database/sql-rounds.ts";
import { SqlTeamSnapshots } from "./database/sql-team-snapshots.ts";
import { SqliteInbox } from "./database/sqlite-inbox.ts";
import { SqliteSessionStore } from "./database/sqlite-session-store.ts";
import { type JobTable, SqliteJobRunner } from "./jobs/sqlite-job-runner.ts";
import type { OpenStorage, StorageOptions } from "./open-storage.ts";

const HOUR_MS = 60 * 60 * 1_000;

/** One SQLite file for everything. Throws DataFolderInUseError. */
export function openEmbedded(dataDir: string, { clock, log, exclusive }: StorageOptions): OpenStorage {
  const lock = exclusive ? lockDataFolder(dataDir) : undefined;
  const database = openSqlite(join(dataDir, DATABASE_FILE));
  const reader = openSqlite(join(dataDir, DATABASE_FILE));
  const sessions = new SqliteSessionStore(database, clock);
  return {
    description: `embedded (one SQLite file in ${dataDir})`,
    sessions,
    inbox: new SqliteInbox(database, clock),
    records: new SqlRecords(database),
    directory: new SqlDirectory(database),
    audit: new SqlAuditLog(database),
    linking: new SqlLinking(database),
    rounds: new SqlRounds(database),
    oneTimeLinks: new SqlOneTimeLinks(database),
    createTeamSnapshots: (content) =>
      new SqlTeamSnapshots(database, {
        reader,
        catalogue: teamCatalogue(content),
        units: content.framework.units,
      }),
    exportPerson: (personId) => exportPerson(database, personId),
    createRetention: (periods) => new SqlRetention(database, sessions, periods),
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

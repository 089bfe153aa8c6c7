import { teamCatalogue } from "./core/team/team-catalogue.ts";
import { exportPerson } from "./database/export-person.ts";
import type { Database } from "./database/schema.ts";
import { SqlAuditLog } from "./database/sql-audit-log.ts";
import { SqlDirectory } from "./database/sql-directory.ts";
import { SqlLinking } from "./database/sql-linking.ts";
import { SqlOneTimeLinks } from "./database/sql-one-time-links.ts";
import { SqlRecords } from "./database/sql-records.ts";
import { SqlReminderLedger } from "./database/sql-reminder-ledger.ts";
import { SqlReminderRuns } from "./database/sql-reminder-runs.ts";
import { SqlReminderSchedules } from "./database/sql-reminder-schedules.ts";
import { SqlRetention } from "./database/sql-retention.ts";
import { SqlRounds } from "./database/sql-rounds.ts";
import { SqlSendingSwitch } from "./database/sql-sending-switch.ts";
import { SqlTeamSnapshots } from "./database/sql-team-snapshots.ts";
import type { OpenStorage } from "./open-storage.ts";
import type { SessionStore } from "./runner/ports.ts";

type SqlStores = Pick<
  OpenStorage,
  | "records"
  | "directory"
  | "audit"
  | "linking"
  | "rounds"
  | "oneTimeLinks"
  | "reminders"
  | "createTeamSnapshots"
  | "exportPerson"
  | "createRetention"
>;

/**
 * What is kept in SQL, the same for SQLite and PostgreSQL.
 * @param others.reader what team snapshots are read through; see SqlTeamSnapshots
 * @param others.planner what runs of reminders are planned through, however long that takes
 * @param others.counter what everybody of a round is counted and listed through, beside those who plan
 */
export function openSqlStores(
  database: Database,
  { reader, planner, counter }: Record<"reader" | "planner" | "counter", Database>,
  sessions: SessionStore,
): SqlStores {
  return {
    records: new SqlRecords(database),
    directory: new SqlDirectory(database),
    audit: new SqlAuditLog(database),
    linking: new SqlLinking(database),
    rounds: new SqlRounds(database, counter),
    oneTimeLinks: new SqlOneTimeLinks(database),
    reminders: {
      runs: new SqlReminderRuns(database, planner, counter),
      ledger: new SqlReminderLedger(database),
      sending: new SqlSendingSwitch(database),
      schedules: new SqlReminderSchedules(database),
    },
    createTeamSnapshots: (content) =>
      new SqlTeamSnapshots(database, {
        reader,
        catalogue: teamCatalogue(content),
        units: content.framework.units,
      }),
    exportPerson: (personId) => exportPerson(database, personId),
    createRetention: (periods) => new SqlRetention(database, sessions, periods),
  };
}

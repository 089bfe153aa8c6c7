import { createHash } from "node:crypto";
import { sql } from "kysely";
import { RecordsStateError } from "./backup-errors.ts";
import {
  BACKUP_FORMAT,
  BACKUP_VERSION,
  type BackupHeader,
  type BackupRow,
  backupRowSchema,
  noRows,
  RECORD_TABLES,
  type RecordCounts,
  type RecordTable,
  whereWrong,
} from "./backup-format.ts";
import { reachDatabase } from "./database-errors.ts";
import { isPostgres } from "./is-postgres.ts";
import { recordPages } from "./record-pages.ts";
import { requireMigrated } from "./require-migrated.ts";
import type { Database } from "./schema.ts";

/**
 * Reads all records as of one instant and hands them to `write` as the text of a backup file. Nobody else is
 * held up: neither dialect lets readers block writers.
 *
 * @param createdAt epoch ms, for the header
 * @param tables all of them, or only those a smaller file shall have
 * @param write must read the text to its end; when it rejects, so does the export
 * @throws RecordsStateError when the database is not of this version or a row is damaged; UnavailableError
 */
export function exportRecords(
  database: Database,
  createdAt: number,
  write: (text: AsyncIterable<string>) => Promise<void>,
  tables: readonly RecordTable[] = RECORD_TABLES,
): Promise<RecordCounts> {
  return reachDatabase(() =>
    inSnapshot(database, async (db) => {
      const migrations = [...(await requireMigrated(db))];
      const header: BackupHeader = {
        format: BACKUP_FORMAT,
        version: BACKUP_VERSION,
        createdAt: new Date(createdAt).toISOString(),
        migrations,
      };
      const counts = noRows();
      await write(backupText(header, recordPages(db, tables), counts));
      return counts;
    }),
  );
}

/** One view of the data from the first read to the last. */
function inSnapshot<T>(database: Database, read: (db: Database) => Promise<T>): Promise<T> {
  if (isPostgres(database)) {
    return database
      .transaction()
      .setIsolationLevel("repeatable read")
      .setAccessMode("read only")
      .execute(read);
  }
  return database.connection().execute(async (connection) => {
    // Not Kysely's own: that one takes the write lock, and a server beside would wait for the whole backup.
    await sql`begin deferred`.execute(connection);
    try {
      return await read(connection);
    } finally {
      await sql`rollback`.execute(connection);
    }
  });
}

async function* backupText(
  header: BackupHeader,
  pages: AsyncIterable<readonly BackupRow[]>,
  counts: RecordCounts,
): AsyncGenerator<string> {
  const hash = createHash("sha256");
  const hashed = (lines: readonly unknown[]) => {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    hash.update(text);
    return text;
  };
  yield hashed([header]);
  for await (const page of pages) {
    for (const line of page) counts[line.table] += 1;
    yield hashed(page.map(sound));
  }
  yield `${JSON.stringify({ end: true, counts, sha256: hash.digest("hex") })}\n`;
}

/** What could not be restored later must be known now. */
function sound(line: BackupRow): BackupRow {
  const { success, error } = backupRowSchema.safeParse(line);
  if (success) return line;
  const { table } = line;
  throw new RecordsStateError(
    `The ${table} ${nameOf(line)} is damaged and cannot be backed up: ${whereWrong(error)}.`,
  );
}

/** Enough to find the row by; nothing of what it says about somebody. */
function nameOf({ table, row }: BackupRow): string {
  switch (table) {
    case "person":
    case "notice_acceptance":
    case "account_link":
      return `of ${row.person_id.slice(0, 6)}…`;
    case "org_unit":
    case "round":
    case "reminder_schedule":
      return `${row.id} of ${row.organisation}`;
    case "message_budget":
      return `of ${row.period} of ${row.organisation}`;
    case "member_manages":
    case "link_code":
      return `of ${row.member}`;
    case "response":
    case "cell_mark":
    case "cell_erasure":
    case "reminder":
      return `of ${row.member} in ${row.round}`;
    case "snapshot_run":
    case "team_snapshot":
    case "team_figures":
    case "cell_pool":
      return `of ${row.round} of ${row.organisation}`;
    case "erasure":
      return `of ${row.person_hash.slice(0, 6)}…`;
    case "assessment":
    case "organisation":
    case "member":
    case "audit_log":
    case "reminder_run":
    case "sending_stop":
      return String(row.id);
    default:
      return table satisfies never;
  }
}

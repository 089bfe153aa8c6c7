import { type Insertable, sql, type Transaction } from "kysely";
import type { SessionStore } from "../runner/ports.ts";
import { RecordsStateError } from "./backup-errors.ts";
import {
  type BackupRow,
  noRows,
  RECORD_TABLES,
  type RecordCounts,
  type RecordTable,
} from "./backup-format.ts";
import { reachDatabase } from "./database-errors.ts";
import { isPostgres } from "./is-postgres.ts";
import { removeOlderSessions } from "./remove-older-sessions.ts";
import type { Database, DatabaseSchema } from "./schema.ts";

type Tx = Transaction<DatabaseSchema>;

/** Rows per statement; times the columns it stays below the parameters either dialect allows. */
const BATCH = 200;

/** What an import did. */
export interface Imported {
  readonly counts: RecordCounts;
  /** How many sessions were removed because the records are newer. */
  readonly olderSessions: number;
}

/**
 * Puts rows into empty tables, all or none. Sessions that are older than the records are removed before the
 * commit: should it fail, the whole import is simply done again.
 *
 * @param rows when it throws, nothing is imported
 * @param sessionsIn the session store; in SQLite it has to take part in the transaction
 * @throws RecordsStateError when there are records already; UnavailableError
 */
export function importRecords(
  database: Database,
  rows: AsyncIterable<BackupRow>,
  sessionsIn: (tx: Tx) => SessionStore,
): Promise<Imported> {
  return reachDatabase(() =>
    database.transaction().execute(async (tx) => {
      await refuseRecords(tx);
      const counts = noRows();
      for await (const batch of batches(rows)) {
        await insert(tx, batch);
        for (const { table } of batch) counts[table] += 1;
      }
      await continueAuditIds(tx);
      return { counts, olderSessions: await removeOlderSessions(tx, sessionsIn(tx)) };
    }),
  );
}

async function refuseRecords(tx: Tx): Promise<void> {
  // A server beside could write between the look and the commit. SQLite has the write lock already.
  if (isPostgres(tx)) {
    const tables = sql.join(RECORD_TABLES.map((table) => sql.table(table)));
    await sql`lock table ${tables} in share row exclusive mode`.execute(tx);
  }
  for (const table of RECORD_TABLES) {
    const row = await tx.selectFrom(table).select(sql`1`.as("one")).limit(1).executeTakeFirst();
    if (row === undefined) continue;
    throw new RecordsStateError(
      "The database has records already and nothing was changed. Restore into an empty one: " +
        "set DATA_DIR to a new folder, or DATABASE_URL to a new database.",
    );
  }
}

/** Ids that come with their rows do not move PostgreSQL's sequence; SQLite goes on from the highest by itself. */
async function continueAuditIds(tx: Tx): Promise<void> {
  if (!isPostgres(tx)) return;
  await sql`select setval(pg_get_serial_sequence('audit_log', 'id'), max(id)) from audit_log
    having max(id) is not null`.execute(tx);
}

/** Neighbours of the same table. */
async function* batches(rows: AsyncIterable<BackupRow>): AsyncGenerator<readonly BackupRow[]> {
  let batch: BackupRow[] = [];
  for await (const row of rows) {
    if (batch.length === BATCH || (batch[0] && batch[0].table !== row.table)) {
      yield batch;
      batch = [];
    }
    batch.push(row);
  }
  if (batch.length > 0) yield batch;
}

async function insert(tx: Tx, batch: readonly BackupRow[]): Promise<void> {
  const [first] = batch;
  if (first === undefined) return;
  await tx.insertInto(first.table).values(batch.map(columnsOf)).execute();
}

type Columns = { [T in RecordTable]: Insertable<DatabaseSchema[T]> }[RecordTable];

function columnsOf({ table, row }: BackupRow): Columns {
  switch (table) {
    case "person":
    case "notice_acceptance":
    case "organisation":
    case "org_unit":
    case "member":
    case "member_manages":
    case "round":
      return row;
    case "audit_log":
      return { ...row, detail: JSON.stringify(row.detail) };
    case "assessment": {
      const { answers, result, dimension_sums: sums } = row;
      const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
      return {
        ...row,
        answers: JSON.stringify(answers),
        result: json(result),
        dimension_sums: json(sums),
      };
    }
    default:
      return table satisfies never;
  }
}

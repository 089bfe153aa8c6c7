import { type Insertable, sql } from "kysely";
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
import type { Tx } from "./effect-origin.ts";
import { eraseAgain } from "./erase-again.ts";
import { listErasures } from "./erasures.ts";
import { isPostgres } from "./is-postgres.ts";
import { giveUpRestoredRuns } from "./ledger-restore.ts";
import { removeOlderSessions } from "./remove-older-sessions.ts";
import type { Database, DatabaseSchema, ErasureTable } from "./schema.ts";

/** Rows per statement; times the columns it stays below the parameters either dialect allows. */
const BATCH = 200;

/** What an import did. */
export interface Imported {
  readonly counts: RecordCounts;
  /** How many sessions were removed because the records are newer. */
  readonly olderSessions: number;
  /** How many people were erased again: they had asked for it after these rows were saved. */
  readonly erasedAgain: number;
}

/**
 * Puts rows into empty tables, all or none, and erases again who is on a list of erasures: the database's own,
 * which may be there before, that among the rows and the one handed in. Sessions that are older than the records
 * are removed before the commit: should it fail, the whole import is simply done again.
 *
 * @param rows when it throws, nothing is imported
 * @param sessionsIn the session store; in SQLite it has to take part in the transaction
 * @param erasures from elsewhere; they are on the database's list afterwards
 * @param at of the restore, epoch ms
 * @throws RecordsStateError when there are records already; UnavailableError
 */
export function importRecords(
  database: Database,
  rows: AsyncIterable<BackupRow>,
  sessionsIn: (tx: Tx) => SessionStore,
  erasures: readonly ErasureTable[] = [],
  at = Date.now(),
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
      await giveUpRestoredRuns(tx, at);
      await listErasures(tx, erasures);
      const sessions = sessionsIn(tx);
      const olderSessions = await removeOlderSessions(tx, sessions);
      return { counts, olderSessions, erasedAgain: await eraseAgain(tx, sessions) };
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
    // Whom to erase again may be known already, and whoever restores may have stopped all sending before.
    if (table === "erasure" || table === "sending_stop") continue;
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
  if (first.table === "erasure") await listErasures(tx, batch.flatMap(erasureOf));
  else if (first.table === "sending_stop") await keepStopped(tx, batch);
  else await tx.insertInto(first.table).values(batch.map(columnsOf)).execute();
}

async function keepStopped(tx: Tx, batch: readonly BackupRow[]): Promise<void> {
  const stops = batch.flatMap(({ table, row }) => (table === "sending_stop" ? [row] : []));
  await tx
    .insertInto("sending_stop")
    .values(stops)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

function erasureOf({ table, row }: BackupRow): readonly ErasureTable[] {
  return table === "erasure" ? [row] : [];
}

const NO_WISHES = {
  reminders_stopped_for: null,
  reminders_snoozed_until: null,
  reminders_changed_at: null,
  blocked_at: null,
} as const;

function jsonOf(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

type Columns = { [T in RecordTable]: Insertable<DatabaseSchema[T]> }[RecordTable];

function columnsOf({ table, row }: BackupRow): Columns {
  switch (table) {
    case "person":
      // Rows come as they stand in the file: what older ones lack must not depend on their neighbours.
      return { ...NO_WISHES, ...row };
    case "organisation":
      return { ...row, monthly_messages: row.monthly_messages ?? null };
    case "round": {
      const { audience = null, questionnaire = null } = row;
      return { ...row, questionnaire, audience: jsonOf(audience) };
    }
    case "reminder_run":
      return {
        ...row,
        skipped: JSON.stringify(row.skipped),
        left_out: JSON.stringify(row.left_out),
      };
    case "reminder_schedule":
      return { ...row, rule: JSON.stringify(row.rule) };
    case "notice_acceptance":
    case "org_unit":
    case "member":
    case "member_manages":
    case "account_link":
    case "link_code":
    case "response":
    case "erasure":
    case "snapshot_run":
    case "team_snapshot":
    case "cell_pool":
    case "cell_mark":
    case "cell_erasure":
    case "reminder":
    case "message_budget":
    case "sending_stop":
      return row;
    case "team_figures":
      return { ...row, figures: JSON.stringify(row.figures) };
    case "audit_log":
      // Rows come as they stand in the file, and older ones have no event.
      return { ...row, detail: JSON.stringify(row.detail), event_id: row.event_id ?? null };
    case "assessment": {
      const { answers, result, dimension_sums: sums } = row;
      return {
        ...row,
        answers: JSON.stringify(answers),
        result: jsonOf(result),
        dimension_sums: jsonOf(sums),
      };
    }
    default:
      return table satisfies never;
  }
}

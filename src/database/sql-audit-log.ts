import type { Insertable, Selectable } from "kysely";
import type { AuditEntry, AuditLog, AuditNote } from "../runner/directory.ts";
import { reachDatabase } from "./database-errors.ts";
import type { AuditLogTable, Database } from "./schema.ts";

/** Entries per statement. */
const BATCH = 500;

/** The audit log in SQL, the same for SQLite and PostgreSQL. */
export class SqlAuditLog implements AuditLog {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  append(note: AuditNote): Promise<void> {
    return reachDatabase(() => appendAudit(this.#database, [note]));
  }

  async list({
    organisation,
    before,
    limit,
  }: Parameters<AuditLog["list"]>[0]): Promise<readonly AuditEntry[]> {
    let latest = this.#database.selectFrom("audit_log").selectAll().orderBy("id", "desc").limit(limit);
    if (organisation !== undefined) latest = latest.where("organisation", "=", organisation);
    if (before !== undefined) latest = latest.where("id", "<", before);
    return (await reachDatabase(() => latest.execute())).map(auditEntry);
  }
}

/** Writes entries in order, as part of the transaction it is handed; those of an event that has one are left out. */
export async function appendAudit(db: Database, notes: readonly AuditNote[]): Promise<void> {
  for (let from = 0; from < notes.length; from += BATCH) {
    await db
      .insertInto("audit_log")
      .values(notes.slice(from, from + BATCH).map(auditRow))
      .onConflict((conflict) => conflict.column("event_id").where("event_id", "is not", null).doNothing())
      .execute();
  }
}

function auditRow({ eventId, ...note }: AuditNote): Insertable<AuditLogTable> {
  return { ...note, detail: JSON.stringify(note.detail), event_id: eventId ?? null };
}

function auditEntry({ event_id: eventId, ...row }: Selectable<AuditLogTable>): AuditEntry {
  const detail = JSON.parse(row.detail) as Record<string, unknown>;
  return { ...row, detail, ...(eventId !== null && { eventId }) };
}

import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** What the embedded set-up keeps in SQLite where the distributed one has Redis: sessions, inbox, jobs. */
export const embedded: Migration = {
  async up(db: Kysely<unknown>) {
    await createSession(db);
    await createInbox(db);
    await createDeadLetter(db);
    await db.schema
      .createTable("job")
      .addColumn("name", "text", (column) => column.primaryKey().notNull())
      .addColumn("every_ms", "integer", (column) => column.notNull())
      .addColumn("due_at", "integer", (column) => column.notNull())
      .addColumn("leased_until", "integer")
      .execute();
  },
};

async function createSession(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("session")
    .addColumn("person_id", "text", (column) => column.primaryKey().notNull())
    .addColumn("revision", "integer", (column) => column.notNull())
    .addColumn("value", "text", (column) => column.notNull())
    .addColumn("expires_at", "integer", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("session_by_expiry").on("session").column("expires_at").execute();
}

async function createInbox(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("inbox")
    // Ids are never used again, so an old claim cannot touch a later entry.
    .addColumn("entry_id", "integer", (column) => column.primaryKey().autoIncrement())
    .addColumn("event", "text", (column) => column.notNull())
    .addColumn("received_at", "integer", (column) => column.notNull())
    .addColumn("message_id", "text")
    .addColumn("failures", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("ready_at", "integer", (column) => column.defaultTo(0))
    .addColumn("claimed_at", "integer")
    .execute();
  await db.schema.createIndex("inbox_by_ready").on("inbox").columns(["ready_at", "entry_id"]).execute();
  await db.schema.createIndex("inbox_by_claim").on("inbox").columns(["claimed_at"]).execute();
}

async function createDeadLetter(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("dead_letter")
    .addColumn("entry_id", "integer", (column) => column.primaryKey())
    .addColumn("event", "text", (column) => column.notNull())
    .addColumn("received_at", "integer", (column) => column.notNull())
    .addColumn("message_id", "text")
    .addColumn("reason", "text", (column) => column.notNull())
    .addColumn("dead_at", "integer", (column) => column.notNull())
    .execute();
}

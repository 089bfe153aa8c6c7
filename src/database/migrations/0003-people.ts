import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { columnTypes, type SqlDialect } from "./column-types.ts";

/** Organisations, their units and people, rounds, and who did what with people's data. */
export function people(dialect: SqlDialect): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await createOrganisation(db, dialect);
      await createUnits(db, dialect);
      await createMembers(db, dialect);
      await createRound(db, dialect);
      await createAuditLog(db, dialect);
      await forbidChangingAudit(db, dialect);
    },
  };
}

async function createOrganisation(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const { long, key } = columnTypes(dialect);
  await db.schema
    .createTable("organisation")
    .addColumn("id", key, (column) => column.primaryKey().notNull())
    .addColumn("name_th", "text", (column) => column.notNull())
    .addColumn("name_en", "text", (column) => column.notNull())
    .addColumn("stage", "text", (column) => column.notNull())
    .addColumn("controller_th", "text", (column) => column.notNull())
    .addColumn("controller_en", "text", (column) => column.notNull())
    .addColumn("contact", "text", (column) => column.notNull())
    .addColumn("threshold", "integer", (column) =>
      column.notNull().defaultTo(5).check(sql`threshold between 3 and 10`),
    )
    .addColumn("roster_revision", long, (column) => column.notNull().defaultTo(0))
    .addColumn("created_at", long, (column) => column.notNull())
    .execute();
}

async function createUnits(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const { key } = columnTypes(dialect);
  await db.schema
    .createTable("org_unit")
    .addColumn("organisation", key, (column) => column.notNull())
    .addColumn("id", key, (column) => column.notNull())
    .addColumn("parent", key)
    .addColumn("name", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("org_unit_pkey", ["organisation", "id"])
    .execute();
}

async function createMembers(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const { long, key } = columnTypes(dialect);
  await db.schema
    .createTable("member")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("organisation", key, (column) => column.notNull())
    .addColumn("staff_number", key, (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("email", "text")
    .addColumn("unit", key, (column) => column.notNull())
    .addColumn("group_name", "text")
    .addColumn("role", "text", (column) => column.notNull())
    .addColumn("active", "integer", (column) => column.notNull())
    .addColumn("updated_at", long, (column) => column.notNull())
    .addUniqueConstraint("member_staff_number", ["organisation", "staff_number"])
    .execute();
  await db.schema.createIndex("member_by_unit").on("member").columns(["organisation", "unit"]).execute();
  await db.schema
    .createTable("member_manages")
    .addColumn("member", "text", (column) => column.notNull())
    .addColumn("unit", key, (column) => column.notNull())
    .addPrimaryKeyConstraint("member_manages_pkey", ["member", "unit"])
    .execute();
}

async function createRound(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const { long } = columnTypes(dialect);
  await db.schema
    .createTable("round")
    .addColumn("organisation", "text", (column) => column.notNull())
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("opens_at", long, (column) => column.notNull())
    .addColumn("closes_at", long)
    .addColumn("state", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("round_pkey", ["organisation", "id"])
    .execute();
  // Every completed assessment belongs to one round, so an organisation has at most one that is open.
  await sql`create unique index round_open on round (organisation) where state = 'open'`.execute(db);
}

async function createAuditLog(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const { long } = columnTypes(dialect);
  await db.schema
    .createTable("audit_log")
    .addColumn("id", dialect === "postgres" ? "bigserial" : "integer", (column) =>
      dialect === "postgres" ? column.primaryKey() : column.primaryKey().autoIncrement(),
    )
    .addColumn("at", long, (column) => column.notNull())
    .addColumn("actor", "text", (column) => column.notNull())
    .addColumn("action", "text", (column) => column.notNull())
    .addColumn("organisation", "text")
    .addColumn("subject", "text")
    .addColumn("detail", "text", (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("audit_by_organisation")
    .on("audit_log")
    .columns(["organisation", "id"])
    .execute();
}

/** Entries may be removed when their time is over, but never be edited. */
async function forbidChangingAudit(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  if (dialect === "sqlite") {
    await sql`create trigger audit_log_is_append_only before update on audit_log
      begin select raise(abort, 'audit_log is append only'); end`.execute(db);
    return;
  }
  await sql`create function refuse_audit_change() returns trigger language plpgsql as
    $$ begin raise exception 'audit_log is append only'; end $$`.execute(db);
  await sql`create trigger audit_log_is_append_only before update on audit_log
    for each row execute function refuse_audit_change()`.execute(db);
}

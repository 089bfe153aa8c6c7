import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { columnTypes, type SqlDialect } from "./column-types.ts";

/** Links of LINE accounts to people, counting responses, one-time links, erasures and what is published of teams. */
export function linking(dialect: SqlDialect): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await createLinks(db, dialect);
      await createResponse(db, dialect);
      await createOneTimeLink(db, dialect);
      await createErasure(db, dialect);
      await createSnapshots(db, dialect);
      await createMarks(db, dialect);
      await createPathsOfSnapshots(db, dialect);
      await knowEventsOfAudit(db);
    },
  };
}

async function createLinks(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const { long } = columnTypes(dialect);
  await db.schema
    .createTable("account_link")
    .addColumn("person_id", "text", (column) => column.primaryKey().notNull())
    .addColumn("organisation", "text", (column) => column.notNull())
    .addColumn("member", "text", (column) => column.notNull().unique())
    .addColumn("linked_at", long, (column) => column.notNull())
    .addColumn("declined_at", long)
    .execute();
  await db.schema
    .createTable("link_code")
    .addColumn("code_hash", "text", (column) => column.primaryKey().notNull())
    .addColumn("organisation", "text", (column) => column.notNull())
    .addColumn("member", "text", (column) => column.notNull().unique())
    .addColumn("created_at", long, (column) => column.notNull())
    .addColumn("expires_at", long, (column) => column.notNull())
    .addColumn("used_at", long)
    .execute();
  await db.schema
    .createTable("code_attempt")
    .addColumn("person_id", "text", (column) => column.notNull())
    .addColumn("event_id", "text", (column) => column.notNull())
    .addColumn("at", long, (column) => column.notNull())
    .addColumn("tries_left", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("code_attempt_pkey", ["person_id", "event_id"])
    .execute();
  await db.schema.createIndex("code_attempt_by_time").on("code_attempt").column("at").execute();
}

/** One counting response per person and round; where the person belonged when they gave it stays. */
async function createResponse(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const { long, key } = columnTypes(dialect);
  await db.schema
    .createTable("response")
    .addColumn("organisation", key, (column) => column.notNull())
    .addColumn("round", key, (column) => column.notNull())
    .addColumn("member", key, (column) => column.notNull())
    .addColumn("person_id", "text", (column) => column.notNull())
    .addColumn("assessment", "text", (column) => column.notNull())
    .addColumn("completed_at", long, (column) => column.notNull())
    .addColumn("stage", "text", (column) => column.notNull())
    .addColumn("group_name", "text", (column) => column.notNull())
    .addColumn("unit", key, (column) => column.notNull())
    .addColumn("framework_version", "text", (column) => column.notNull())
    .addColumn("levels", "text", (column) => column.notNull())
    .addColumn("revision", long, (column) => column.notNull())
    .addPrimaryKeyConstraint("response_pkey", ["organisation", "round", "member"])
    .execute();
  await db.schema.createIndex("response_by_person").on("response").column("person_id").execute();
}

async function createOneTimeLink(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const { long } = columnTypes(dialect);
  await db.schema
    .createTable("one_time_link")
    .addColumn("token_hash", "text", (column) => column.primaryKey().notNull())
    .addColumn("page", "text", (column) => column.notNull())
    .addColumn("person_id", "text", (column) => column.notNull())
    .addColumn("member", "text")
    .addColumn("organisation", "text")
    .addColumn("expires_at", long, (column) => column.notNull())
    .addColumn("opened_at", long)
    .addColumn("session_hash", "text", (column) => column.unique())
    .execute();
}

/** Who erased their data, known by a hash only, so that an old backup can be relieved of it again. */
async function createErasure(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const { long } = columnTypes(dialect);
  await db.schema
    .createTable("erasure")
    .addColumn("person_hash", "text", (column) => column.primaryKey().notNull())
    .addColumn("at", long, (column) => column.notNull())
    .addColumn("revision", long, (column) => column.notNull())
    .execute();
}

async function createSnapshots(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const { long, key } = columnTypes(dialect);
  await db.schema
    .createTable("snapshot_run")
    .addColumn("organisation", key, (column) => column.notNull())
    .addColumn("round", key, (column) => column.notNull())
    .addColumn("number", "integer", (column) => column.notNull())
    .addColumn("started_at", long, (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("quantities", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("snapshot_run_pkey", ["organisation", "round", "number"])
    .execute();
  // Two snapshots from the same state would put people in two cells.
  await sql`create unique index snapshot_running on snapshot_run (organisation, round)
    where state = 'running'`.execute(db);
  await db.schema
    .createTable("team_snapshot")
    .addColumn("organisation", key, (column) => column.notNull())
    .addColumn("round", key, (column) => column.notNull())
    .addColumn("number", "integer", (column) => column.notNull())
    .addColumn("taken_at", long, (column) => column.notNull())
    .addColumn("min_people", "integer", (column) => column.notNull())
    .addColumn("was_closed", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("team_snapshot_pkey", ["organisation", "round"])
    .execute();
  await db.schema
    .createTable("team_figures")
    .addColumn("organisation", key, (column) => column.notNull())
    .addColumn("round", key, (column) => column.notNull())
    .addColumn("unit", key, (column) => column.notNull())
    .addColumn("number", "integer", (column) => column.notNull())
    .addColumn("figures", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("team_figures_pkey", ["organisation", "round", "unit", "number"])
    .execute();
}

/**
 * Which cells people were published in. A pool has the sums of cells that were formed together; a mark says in
 * which cell somebody is, item by item. Both count once the run of their number is published.
 */
async function createMarks(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const { key } = columnTypes(dialect);
  await db.schema
    .createTable("cell_pool")
    .addColumn("organisation", key, (column) => column.notNull())
    .addColumn("round", key, (column) => column.notNull())
    .addColumn("number", "integer", (column) => column.notNull())
    .addColumn("unit", key, (column) => column.notNull())
    .addColumn("group_name", key, (column) => column.notNull())
    .addColumn("tallies", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("cell_pool_pkey", ["organisation", "round", "number", "unit", "group_name"])
    .execute();
  await db.schema
    .createTable("cell_mark")
    .addColumn("organisation", key, (column) => column.notNull())
    .addColumn("round", key, (column) => column.notNull())
    .addColumn("member", key, (column) => column.notNull())
    .addColumn("number", "integer", (column) => column.notNull())
    .addColumn("answered", "integer", (column) => column.notNull().check(sql`answered in (0, 1)`))
    .addColumn("cells", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("cell_mark_pkey", ["organisation", "round", "member", "number"])
    .execute();
  await db.schema
    .createTable("cell_erasure")
    .addColumn("organisation", key, (column) => column.notNull())
    .addColumn("round", key, (column) => column.notNull())
    .addColumn("member", key, (column) => column.notNull())
    .addColumn("times", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("cell_erasure_pkey", ["organisation", "round", "member"])
    .execute();
}

/** What snapshots go through people by, and what views of them look up. */
async function createPathsOfSnapshots(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  // With all that is read of a person: to fetch millions of rows in an order they do not lie in takes longer.
  const columns =
    dialect === "postgres"
      ? sql`(organisation, id collate "C") include (active, unit, group_name)`
      : sql`(organisation, id, active, unit, group_name)`;
  await sql`create index member_by_id on member ${columns}`.execute(db);
  await db.schema
    .createIndex("response_by_time")
    .on("response")
    .columns(["organisation", "round", "completed_at", "member"])
    .execute();
  await db.schema
    .createIndex("org_unit_by_parent")
    .on("org_unit")
    .columns(["organisation", "parent"])
    .execute();
}

/** A turn that is done again leaves one entry. */
async function knowEventsOfAudit(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("audit_log").addColumn("event_id", "text").execute();
  await sql`create unique index audit_by_event on audit_log (event_id) where event_id is not null`.execute(
    db,
  );
}

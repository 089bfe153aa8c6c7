import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import { columnTypes, type SqlDialect } from "./column-types.ts";

/** The lasting records: people, what they accepted, and their assessments. */
export function records(dialect: SqlDialect): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await createPerson(db, dialect);
      await createNoticeAcceptance(db, dialect);
      await createAssessment(db, dialect);
    },
  };
}

async function createPerson(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const { long } = columnTypes(dialect);
  await db.schema
    .createTable("person")
    .addColumn("person_id", "text", (column) => column.primaryKey().notNull())
    .addColumn("language", "text", (column) => column.notNull())
    .addColumn("plain_text", "integer", (column) => column.notNull())
    .addColumn("reachable", "integer", (column) => column.notNull())
    .addColumn("stage", "text")
    .addColumn("group_name", "text")
    .addColumn("role_source", "text")
    .addColumn("notice_version", "text")
    .addColumn("notice_accepted_at", long)
    .addColumn("revision", long, (column) => column.notNull())
    .addColumn("updated_at", long, (column) => column.notNull())
    .execute();
}

async function createNoticeAcceptance(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  await db.schema
    .createTable("notice_acceptance")
    .addColumn("person_id", "text", (column) => column.notNull())
    .addColumn("version", "text", (column) => column.notNull())
    .addColumn("accepted_at", columnTypes(dialect).long, (column) => column.notNull())
    .addPrimaryKeyConstraint("notice_acceptance_pkey", ["person_id", "version"])
    .execute();
}

async function createAssessment(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const { long, json } = columnTypes(dialect);
  await db.schema
    .createTable("assessment")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("person_id", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("status", "text", (column) => column.notNull())
    .addColumn("stage", "text", (column) => column.notNull())
    .addColumn("group_name", "text", (column) => column.notNull())
    .addColumn("framework_version", "text", (column) => column.notNull())
    .addColumn("questionnaire_version", "text", (column) => column.notNull())
    .addColumn("started_at", long, (column) => column.notNull())
    .addColumn("completed_at", long)
    .addColumn("answered", "integer", (column) => column.notNull())
    .addColumn("item_count", "integer", (column) => column.notNull())
    .addColumn("answers", "text", (column) => column.notNull())
    .addColumn("result", "text")
    .addColumn("dimension_sums", json)
    .addColumn("revision", long, (column) => column.notNull())
    .addColumn("updated_at", long, (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("assessment_by_person")
    .on("assessment")
    .columns(["person_id", "started_at"])
    .execute();
}

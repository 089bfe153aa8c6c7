import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { columnTypes, type SqlDialect } from "./column-types.ts";

/** Audiences of rounds, wishes about reminders, runs of reminders with their ledger, and what a month's messages are spent on. */
export function reminders(dialect: SqlDialect): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await widenRounds(db);
      await noteWishes(db, dialect);
      await findWhatIsUnderWay(db);
      await createRuns(db, dialect);
      await createLedger(db, dialect);
      await createBudget(db, dialect);
      await createSchedule(db, dialect);
    },
  };
}

async function widenRounds(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("round").addColumn("audience", "text").execute();
  await db.schema.alterTable("round").addColumn("questionnaire", "text").execute();
  await db.schema.alterTable("organisation").addColumn("monthly_messages", "integer").execute();
}

async function noteWishes(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const { long } = columnTypes(dialect);
  await db.schema.alterTable("person").addColumn("reminders_stopped_for", "text").execute();
  await db.schema.alterTable("person").addColumn("reminders_snoozed_until", long).execute();
  await db.schema.alterTable("person").addColumn("reminders_changed_at", long).execute();
  await db.schema.alterTable("person").addColumn("blocked_at", long).execute();
}

/** Counting who is in the middle would otherwise read every assessment there ever was. */
async function findWhatIsUnderWay(db: Kysely<unknown>): Promise<void> {
  await sql`create index assessment_under_way on assessment (person_id)
    where kind = 'full' and status = 'in_progress'`.execute(db);
}

async function createRuns(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const { long, key } = columnTypes(dialect);
  await db.schema
    .createTable("reminder_run")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("organisation", key, (column) => column.notNull())
    .addColumn("round", key, (column) => column.notNull())
    .addColumn("step", "text", (column) => column.notNull())
    .addColumn("unit", key, (column) => column.notNull())
    .addColumn("notice_version", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("pause_reason", "text")
    .addColumn("refusal", "text")
    .addColumn("started_by", "text", (column) => column.notNull())
    .addColumn("reporter", "text")
    .addColumn("created_at", long, (column) => column.notNull())
    .addColumn("starts_at", long, (column) => column.notNull())
    .addColumn("ended_at", long)
    .addColumn("period", "text", (column) => column.notNull())
    .addColumn("min_gap_days", "integer", (column) => column.notNull())
    .addColumn("most_per_round", "integer", (column) => column.notNull())
    .addColumn("planned", "integer", (column) => column.notNull())
    .addColumn("sent", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("unknown", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("refused", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("skipped", "text", (column) => column.notNull().defaultTo("{}"))
    .addColumn("left_out", "text", (column) => column.notNull().defaultTo("{}"))
    .addColumn("stage", "integer", (column) => column.notNull().defaultTo(1))
    .addColumn("stages", "integer", (column) => column.notNull().defaultTo(1))
    .addColumn("trouble_stage", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("seen", "integer")
    .addUniqueConstraint("reminder_run_step", ["organisation", "round", "step"])
    .execute();
}

/** One message a person and step; the order of the key finds what somebody got in a round. */
async function createLedger(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const { long, key } = columnTypes(dialect);
  await db.schema
    .createTable("reminder")
    .addColumn("organisation", key, (column) => column.notNull())
    .addColumn("round", key, (column) => column.notNull())
    .addColumn("member", key, (column) => column.notNull())
    .addColumn("step", "text", (column) => column.notNull())
    .addColumn("run", "text", (column) => column.notNull())
    .addColumn("person_id", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("reason", "text")
    .addColumn("text", "text")
    .addColumn("retry_key", "text")
    .addColumn("body", "text")
    .addColumn("stage", "integer", (column) => column.notNull())
    .addColumn("due_at", long, (column) => column.notNull())
    .addColumn("attempts", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("first_attempt_at", long)
    .addColumn("tried_by", "text")
    .addColumn("claimed_by", "text")
    .addColumn("claimed_until", long)
    .addColumn("settled_at", long)
    .addPrimaryKeyConstraint("reminder_pkey", ["organisation", "round", "member", "step"])
    .execute();
  await sql`create index reminder_open on reminder (run, stage, due_at)
    where state in ('due', 'sending')`.execute(db);
  await sql`create index reminder_tried on reminder (first_attempt_at)
    where state in ('due', 'sending') and first_attempt_at is not null`.execute(db);
  await sql`create index reminder_report on reminder (due_at)
    where kind = 'report' and state in ('due', 'sending')`.execute(db);
  await db.schema.createIndex("reminder_by_person").on("reminder").column("person_id").execute();
}

/** The row of the organisation "" is the whole account's, and what planning waits for its turn by. */
async function createBudget(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const { long, key } = columnTypes(dialect);
  await db.schema
    .createTable("message_budget")
    .addColumn("period", "text", (column) => column.notNull())
    .addColumn("organisation", key, (column) => column.notNull())
    .addColumn("reserved", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("sent", "integer", (column) => column.notNull().defaultTo(0))
    .addPrimaryKeyConstraint("message_budget_pkey", ["period", "organisation"])
    .execute();
  await db.schema
    .createTable("sending_stop")
    .addColumn("id", "integer", (column) => column.primaryKey().notNull())
    .addColumn("stopped_at", long, (column) => column.notNull())
    .addColumn("by", "text", (column) => column.notNull())
    .execute();
}

async function createSchedule(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const { long, key } = columnTypes(dialect);
  await db.schema
    .createTable("reminder_schedule")
    .addColumn("organisation", key, (column) => column.notNull())
    .addColumn("round", key, (column) => column.notNull())
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("rule", "text", (column) => column.notNull())
    .addColumn("actor", "text", (column) => column.notNull())
    .addColumn("reporter", "text")
    .addColumn("since", long, (column) => column.notNull())
    .addPrimaryKeyConstraint("reminder_schedule_pkey", ["organisation", "round", "id"])
    .execute();
}

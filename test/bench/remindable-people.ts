import { sql } from "kysely";
import type { Database } from "../../src/database/schema.ts";

/** What is planned in the bench. */
export const REMINDABLE = {
  organisation: "bench",
  round: { id: "2569-1", name: "รอบตัวอย่าง", opensAt: Date.UTC(2026, 5, 1), closesAt: null },
  noticeVersion: "2026-1",
  at: Date.UTC(2026, 5, 17, 3),
} as const;

const { organisation, round, noticeVersion, at } = REMINDABLE;
const PEOPLE_A_UNIT = 100;
const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * Fills a migrated PostgreSQL with one organisation: 2 % of the people are not linked, 2 % have declined, blocked
 * the account or want no reminders, 2 % are through, 20 % are in the middle, and half of them got a first message a
 * week ago.
 */
export async function fillRemindable(db: Database, people: number): Promise<void> {
  const units = Math.max(10, Math.round(people / PEOPLE_A_UNIT));
  await sql`insert into organisation (id, name_th, name_en, stage, controller_th, controller_en, contact, created_at)
    values (${organisation}, 'ตัวอย่าง', 'Example', 'early', 'ตัวอย่าง', 'Example', 'x', 1)`.execute(db);
  await sql`insert into round (organisation, id, name, opens_at, state)
    values (${organisation}, ${round.id}, ${round.name}, ${round.opensAt}, 'open')`.execute(db);
  await sql`insert into org_unit (organisation, id, parent, name)
    select ${organisation}, 'u' || n, case when n < 6 then null else 'u' || n / 6 end, 'หน่วยที่ ' || n
    from generate_series(0, ${units}::int - 1) as n`.execute(db);
  await sql`insert into member (id, organisation, staff_number, name, unit, group_name, role, active, updated_at)
    select md5(n::text), ${organisation}, 'P' || n, 'คนที่ ' || n, 'u' || n % ${units}::int, 'service', 'officer', 1, 1
    from generate_series(1, ${people}::int) as n`.execute(db);
  await fillAccounts(db, people);
  await fillAnswers(db, people);
  await sql`vacuum analyze`.execute(db);
}

async function fillAccounts(db: Database, people: number): Promise<void> {
  await sql`insert into account_link (person_id, organisation, member, linked_at, declined_at)
    select 'U' || md5('line' || n), ${organisation}, md5(n::text), 1, case when n % 200 = 1 then 2 end
    from generate_series(1, ${people}::int) as n where n % 50 <> 0`.execute(db);
  await sql`insert into person (person_id, language, plain_text, reachable, notice_version, notice_accepted_at,
      reminders_stopped_for, revision, updated_at)
    select 'U' || md5('line' || n), 'th', 0, case when n % 200 = 2 then 0 else 1 end, ${noticeVersion}, 1,
      case when n % 100 = 3 then 'always' end, 1, 1
    from generate_series(1, ${people}::int) as n where n % 50 <> 0`.execute(db);
}

async function fillAnswers(db: Database, people: number): Promise<void> {
  await sql`insert into assessment (id, person_id, kind, status, stage, group_name, framework_version,
      questionnaire_version, started_at, answered, item_count, answers, revision, updated_at)
    select 'a' || n, 'U' || md5('line' || n), 'full', 'in_progress', 'early', 'service', '1', '1', 1, 1, 40, '{}', 1, 1
    from generate_series(1, ${people}::int) as n where n % 5 = 4`.execute(db);
  await sql`insert into response (organisation, round, member, person_id, assessment, completed_at, stage, group_name,
      unit, framework_version, levels, revision)
    select ${organisation}, ${round.id}, md5(n::text), 'U' || md5('line' || n), 'r' || n, 1, 'early', 'service',
      'u1', '1', repeat('2', 100), 1
    from generate_series(1, ${people}::int) as n where n % 50 = 5`.execute(db);
  await sql`insert into reminder (organisation, round, member, step, run, person_id, kind, state, text, retry_key,
      stage, due_at, attempts, first_attempt_at, settled_at)
    select ${organisation}, ${round.id}, md5(n::text), 'after-0', 'first', 'U' || md5('line' || n), 'reminder', 'sent',
      'greeting', md5(n::text), 1, 1, 1, ${at - 7 * DAY_MS}::bigint, ${at - 7 * DAY_MS}::bigint
    from generate_series(1, ${people}::int) as n where n % 2 = 0 order by md5(n::text) collate "C"`.execute(
    db,
  );
}

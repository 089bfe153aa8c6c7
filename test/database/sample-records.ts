import { type Insertable, type Selectable, sql } from "kysely";
import type { Effect } from "../../src/core/conversation/effect.ts";
import type { BackupRow, RecordCounts } from "../../src/database/backup-format.ts";
import type { Database, DatabaseSchema } from "../../src/database/schema.ts";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { SqlRecords } from "../../src/database/sql-records.ts";
import { assessment, person, result } from "../contracts/builders.ts";

/** Every kind of row: a newcomer, somebody under way, somebody with history. */
export async function saveSamples(database: Database): Promise<void> {
  const records = new SqlRecords(database);
  const save = (personId: string, revision: number, ...effects: Effect[]) =>
    records.apply(personId, revision, effects, 1_790_000_001_000 + revision);
  await save("U-new", 1, {
    type: "save_person",
    person: person({ role: null, notice: null, language: "en" }),
  });
  await save("U-begun", 7, ...withNotice("v1"), {
    type: "save_assessment",
    status: "in_progress",
    assessment: assessment(),
    result: null,
  });
  await save("U-old", 30, ...withNotice("v1"), ...withNotice("v2"), {
    type: "save_assessment",
    status: "completed",
    assessment: assessment({
      id: "assessment-2",
      completedAt: 1_790_000_009_000,
      countsIn: { organisation: "a", member: "m-B", round: "r-a" },
    }),
    result,
  });
  await save("U-old", 41, {
    type: "save_assessment",
    status: "abandoned",
    assessment: assessment({
      id: "assessment-3",
      kind: "quick",
      items: ["DLit"],
      ratings: {},
      standings: {},
    }),
    result: null,
  });
  await saveOrganisations(database);
  await saveLinks(database);
  await saveFigures(database);
  await saveReminders(database);
}

/** Two organisations whose keys overlap and sort otherwise in a dictionary, a round and three audit entries. */
async function saveOrganisations(database: Database): Promise<void> {
  const texts = {
    name_th: "กรมตัวอย่าง",
    name_en: "Sample",
    controller_th: "กรม",
    controller_en: "Department",
  };
  const organisation = { ...texts, stage: "mature", contact: "dpo@example.go.th", created_at: 3 } as const;
  await database
    .insertInto("organisation")
    .values([
      { ...organisation, id: "b", threshold: 3, roster_revision: 0 },
      { ...organisation, id: "a", threshold: 10, roster_revision: 4, monthly_messages: 900 },
    ])
    .execute();
  await saveMembers(database);
  await saveRounds(database);
  await saveAudit(database);
}

async function saveMembers(database: Database): Promise<void> {
  const unit = (of: string, id: string, parent: string | null) => ({
    organisation: of,
    id,
    parent,
    name: id,
  });
  await database
    .insertInto("org_unit")
    .values([unit("b", "u", null), unit("a", "u", "ก"), unit("a", "ก", null)])
    .execute();
  const member = { name: "สมชาย ตัวอย่าง", unit: "u", group_name: null, email: null, updated_at: 4 } as const;
  await database
    .insertInto("member")
    .values([
      { ...member, id: "m-a", organisation: "b", staff_number: "1", role: "officer", active: 0 },
      {
        ...member,
        id: "m-B",
        organisation: "a",
        staff_number: "1",
        role: "hr",
        active: 1,
        group_name: "others",
        email: "s@example.go.th",
      },
    ])
    .execute();
  const manages = MANAGED.map(([who, place]) => ({ member: who, unit: place }));
  await database.insertInto("member_manages").values(manages).execute();
}

const AUDIENCE = JSON.stringify({ units: ["u", "ก"], groups: ["service"], roles: ["officer", "hr"] });

async function saveRounds(database: Database): Promise<void> {
  const round = { organisation: "a", name: "รอบ 1", opens_at: 5 };
  await database
    .insertInto("round")
    .values([
      { ...round, id: "r-a", closes_at: 9, state: "closed" },
      { ...round, id: "r-B", closes_at: null, state: "open", audience: AUDIENCE, questionnaire: "v1" },
    ])
    .execute();
}

async function saveAudit(database: Database): Promise<void> {
  const note = { actor: "operator:Malee", organisation: "a", subject: null } as const;
  const audit = new SqlAuditLog(database);
  await audit.append({ ...note, at: 6, action: "organisation_add", detail: { threshold: 10 } });
  await audit.append({ ...note, at: 7, action: "roster_import", detail: { file: "a.csv", added: 1 } });
  await audit.append({ ...note, at: 8, action: "role_change", subject: "m-B", detail: {} });
}

/** A link with its code, a response and somebody who is gone. */
async function saveLinks(database: Database): Promise<void> {
  const who = { organisation: "a", member: "m-B" };
  await database
    .insertInto("account_link")
    .values({ ...who, person_id: "U-old", linked_at: 6, declined_at: 7 })
    .execute();
  await database
    .insertInto("link_code")
    .values({ ...who, code_hash: "c0".repeat(32), created_at: 5, expires_at: 9, used_at: 6 })
    .execute();
  const answers = { assessment: "assessment-2", levels: "2.013", framework_version: "2563", unit: "ก" };
  await database
    .insertInto("response")
    .values({
      ...who,
      ...answers,
      round: "r-a",
      person_id: "U-old",
      completed_at: 1_790_000_009_000,
      stage: "early",
      group_name: "service",
      revision: 30,
    })
    .execute();
  await database
    .insertInto("erasure")
    .values({ person_hash: "e0".repeat(32), at: 8, revision: 12 })
    .execute();
}

/** What two snapshots said of two units, and who is in which cell. */
async function saveFigures(database: Database): Promise<void> {
  const round = { organisation: "a", round: "r-a" };
  await database
    .insertInto("team_snapshot")
    .values({ ...round, number: 2, taken_at: 9, min_people: 5, was_closed: 1 })
    .execute();
  const figures = JSON.stringify({ figures: { people: 7, name: "น้ำใจ" } });
  await database
    .insertInto("team_figures")
    .values([
      { ...round, unit: "", number: 1, figures },
      { ...round, unit: "ก", number: 2, figures },
    ])
    .execute();
  const run = { ...round, quantities: '["","DLit100"]' };
  await database
    .insertInto("snapshot_run")
    .values([
      { ...run, number: 1, started_at: 8, state: "abandoned" },
      { ...run, number: 2, started_at: 9, state: "published" },
    ])
    .execute();
  const tallies = JSON.stringify({ "": ".", DLit100: "0140" });
  await database
    .insertInto("cell_pool")
    .values([
      { ...round, unit: "ก", group_name: "", number: 2, tallies },
      { ...round, unit: "ก", group_name: "service", number: 2, tallies },
    ])
    .execute();
  const cells = JSON.stringify([["ก", null, "0,0"]]);
  await database
    .insertInto("cell_mark")
    .values([
      { ...round, member: "m-B", number: 2, answered: 1, cells },
      { ...round, member: "m-a", number: 2, answered: 0, cells },
    ])
    .execute();
  await database
    .insertInto("cell_erasure")
    .values({ ...round, member: "m-a", times: 2 })
    .execute();
}

/** A run that waits with a message to be sent and one that was, one that was refused, and what is around them. */
async function saveReminders(database: Database): Promise<void> {
  const of = { organisation: "a", round: "r-B" };
  const run = { ...of, unit: "", notice_version: "v1/a", created_at: 6, starts_at: 7, period: "2026-11" };
  const rules = { min_gap_days: 3, most_per_round: 5 };
  const runs: readonly Insertable<DatabaseSchema["reminder_run"]>[] = [
    {
      ...{ ...run, ...rules, id: "run-b", step: "chat-1", started_by: "member:m-B", reporter: "U-old" },
      ...{ state: "stopped", ended_at: 10, trouble_stage: 1, stages: 3, planned: 3, sent: 1 },
      ...{ skipped: JSON.stringify({ snoozed: 1 }), left_out: JSON.stringify({ no_notice: 2 }) },
    },
    {
      ...{ ...run, ...rules, id: "run-A", step: "after-7", started_by: "system:reminders", planned: 0 },
      ...{ state: "refused", refusal: "nobody", ended_at: 7 },
    },
  ];
  // One by one: together, SQLite would be given null for what only one of them has.
  for (const row of runs) await database.insertInto("reminder_run").values(row).execute();
  const message = { ...of, step: "chat-1", run: "run-b", kind: "reminder", stage: 1, due_at: 7 } as const;
  const sent = { text: "greeting", retry_key: "c3".repeat(18), attempts: 1, first_attempt_at: 8 } as const;
  const messages = [
    { ...message, ...sent, member: "m-a", person_id: "U-new", state: "sent", settled_at: 9 },
    { ...message, member: "m-B", person_id: "U-old", state: "skipped", reason: "stopped" },
  ] as const;
  for (const one of messages) await database.insertInto("reminder").values(one).execute();
  await database
    .insertInto("reminder_schedule")
    .values({
      ...of,
      id: "after-7",
      rule: '{"type":"after_opening","days":7}',
      actor: "member:m-B",
      // Later than any restore: one would set it to its own instant.
      since: 9_000_000_000_000,
    })
    .execute();
  await database
    .insertInto("message_budget")
    .values([
      { period: "2026-11", organisation: "", reserved: 0, sent: 1 },
      { period: "2026-11", organisation: "a", reserved: 0, sent: 1 },
    ])
    .execute();
  await database.insertInto("sending_stop").values({ id: 1, stopped_at: 8, by: "operator:Malee" }).execute();
}

const MANAGED = [
  ["m-a", "u"],
  ["m-B", "ก"],
  ["m-B", "u"],
] as const;

function withNotice(noticeVersion: string): Effect[] {
  return [
    { type: "save_person", person: person({ notice: { version: noticeVersion, acceptedAt: 5 } }) },
    { type: "save_notice_acceptance", noticeVersion, acceptedAt: 5 },
  ];
}

/** How many rows of each table the samples are. */
export const SAMPLE_COUNTS: RecordCounts = {
  person: 3,
  notice_acceptance: 3,
  assessment: 3,
  organisation: 2,
  org_unit: 3,
  member: 2,
  member_manages: 3,
  round: 2,
  account_link: 1,
  link_code: 1,
  response: 1,
  erasure: 1,
  snapshot_run: 2,
  team_snapshot: 1,
  team_figures: 2,
  cell_pool: 2,
  cell_mark: 2,
  cell_erasure: 1,
  reminder_run: 2,
  reminder: 2,
  reminder_schedule: 1,
  message_budget: 2,
  sending_stop: 1,
  audit_log: 3,
};

/** What an empty database has. */
export const NO_RECORDS = Object.fromEntries(Object.keys(SAMPLE_COUNTS).map((table) => [table, []]));

/** All records; JSON as values, because PostgreSQL keeps it in its own spelling. */
export async function allRecords(database: Database) {
  const assessments = await database.selectFrom("assessment").selectAll().orderBy("id").execute();
  const people = database.selectFrom("person").selectAll().orderBy("person_id");
  const acceptances = database.selectFrom("notice_acceptance").selectAll();
  const organisations = database.selectFrom("organisation").selectAll().orderBy("id");
  const units = database.selectFrom("org_unit").selectAll().orderBy("organisation").orderBy("id");
  const members = database.selectFrom("member").selectAll().orderBy("organisation").orderBy("staff_number");
  // Sorted here: their keys follow the language of a PostgreSQL server.
  const managed = await database.selectFrom("member_manages").selectAll().execute();
  const rounds = await database.selectFrom("round").selectAll().execute();
  return {
    person: await people.execute(),
    notice_acceptance: await acceptances.orderBy("person_id").orderBy("version").execute(),
    assessment: assessments.map((row) => ({
      ...row,
      dimension_sums: JSON.parse(row.dimension_sums ?? "null") as unknown,
    })),
    organisation: await organisations.execute(),
    org_unit: await units.execute(),
    member: await members.execute(),
    member_manages: sortedBy(managed, (row) => `${row.member} ${row.unit}`),
    round: sortedBy(rounds, (row) => `${row.organisation} ${row.id}`),
    ...(await roundRecords(database)),
    audit_log: await database.selectFrom("audit_log").selectAll().orderBy("id").execute(),
  };
}

async function roundRecords(database: Database) {
  const links = await rowsOf(database, "account_link", "person_id");
  return {
    account_link: sortedBy(links, (row) => row.person_id),
    link_code: await rowsOf(database, "link_code", "code_hash"),
    response: await rowsOf(database, "response", "organisation, round, member"),
    erasure: await rowsOf(database, "erasure", "person_hash"),
    snapshot_run: await rowsOf(database, "snapshot_run", "organisation, round, number"),
    team_snapshot: await rowsOf(database, "team_snapshot", "organisation, round"),
    team_figures: await rowsOf(database, "team_figures", "organisation, round, unit, number"),
    cell_pool: await rowsOf(database, "cell_pool", "organisation, round, number, unit, group_name"),
    cell_mark: await rowsOf(database, "cell_mark", "organisation, round, member, number"),
    cell_erasure: await rowsOf(database, "cell_erasure", "organisation, round, member"),
    reminder_run: sortedBy(await rowsOf(database, "reminder_run", "id"), (row) => row.id),
    reminder: await rowsOf(database, "reminder", "organisation, round, member, run"),
    reminder_schedule: await rowsOf(database, "reminder_schedule", "organisation, round, id"),
    message_budget: await rowsOf(database, "message_budget", "period, organisation"),
    sending_stop: await rowsOf(database, "sending_stop", "id"),
  };
}

async function rowsOf<T extends keyof DatabaseSchema>(
  database: Database,
  table: T,
  order: string,
): Promise<readonly Selectable<DatabaseSchema[T]>[]> {
  const all = sql<
    Selectable<DatabaseSchema[T]>
  >`select * from ${sql.table(table)} order by ${sql.raw(order)}`;
  return (await all.execute(database)).rows;
}

function sortedBy<T>(rows: readonly T[], key: (row: T) => string): readonly T[] {
  return rows.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** A row of a person as a backup has it. */
export function personLine(personId: string, revision = 1): BackupRow {
  return {
    table: "person",
    row: {
      person_id: personId,
      language: "th",
      plain_text: 0,
      reachable: 1,
      stage: null,
      group_name: null,
      role_source: null,
      notice_version: null,
      notice_accepted_at: null,
      reminders_stopped_for: null,
      reminders_snoozed_until: null,
      reminders_changed_at: null,
      blocked_at: null,
      revision,
      updated_at: 9,
    },
  };
}

/** An assessment of some 3 kB: few answers, so that checking it is quick, with long event ids. */
export function largeAssessmentLine(number: number): Extract<BackupRow, { table: "assessment" }> {
  const items = Array.from({ length: 10 }, (_, unit) => `Unit${String(unit).padStart(3, "0")}`);
  const answers = items.map((item) => [item, [2, 1_790_000_000_000, `${item}-${number}-`.padEnd(250, "e")]]);
  const id = String(number).padStart(6, "0");
  return {
    table: "assessment",
    row: {
      id: `assessment-${id}`,
      person_id: `U-${id}`,
      kind: "full",
      status: "in_progress",
      stage: "mature",
      group_name: "technologist",
      framework_version: "2563",
      questionnaire_version: "v1",
      started_at: 1,
      completed_at: null,
      answered: items.length,
      item_count: items.length,
      answers: { items, ratings: Object.fromEntries(answers), standings: {} },
      result: null,
      dimension_sums: null,
      revision: 1,
      updated_at: 9,
    },
  };
}

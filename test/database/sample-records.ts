import type { Effect } from "../../src/core/conversation/effect.ts";
import type { BackupRow, RecordCounts } from "../../src/database/backup-format.ts";
import type { Database } from "../../src/database/schema.ts";
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
    assessment: assessment({ id: "assessment-2", completedAt: 1_790_000_009_000 }),
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
      { ...organisation, id: "a", threshold: 10, roster_revision: 4 },
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

async function saveRounds(database: Database): Promise<void> {
  const round = { organisation: "a", name: "รอบ 1", opens_at: 5 };
  await database
    .insertInto("round")
    .values([
      { ...round, id: "r-a", closes_at: 9, state: "closed" },
      { ...round, id: "r-B", closes_at: null, state: "open" },
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
    audit_log: await database.selectFrom("audit_log").selectAll().orderBy("id").execute(),
  };
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

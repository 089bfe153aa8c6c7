import type { Insertable } from "kysely";
import type { Round } from "../../src/core/people/round.ts";
import type { Database, DatabaseSchema } from "../../src/database/schema.ts";
import { SqlDirectory } from "../../src/database/sql-directory.ts";
import { organisation, orgUnit } from "../contracts/people-builders.ts";
import { accountOf, NOTICE, type RemindedPerson } from "../contracts/reminder-builders.ts";

/** Unit `10` with `11` below it, and `20` beside them. */
const UNITS = [orgUnit("10"), orgUnit("11", "10"), orgUnit("20")];

/** Rows of a statement; SQLite takes so many values at most. */
const BATCH = 500;

/** Adds an organisation with units 10, 11 (below 10) and 20. */
export async function putOrganisation(
  db: Database,
  id: string,
  monthlyMessages: number | null = null,
): Promise<void> {
  await new SqlDirectory(db).addOrganisation(organisation({ id }), "operator:test");
  const units = UNITS.map((unit) => ({ ...unit, organisation: id }));
  await db.insertInto("org_unit").values(units).execute();
  await db
    .updateTable("organisation")
    .set({ monthly_messages: monthlyMessages })
    .where("id", "=", id)
    .execute();
}

/** Writes a round down as it is, whatever other rounds there are. */
export async function putRound(
  db: Database,
  organisationId: string,
  { id, name, opensAt, closesAt }: Round,
  state: "planned" | "open" | "closed" = "open",
): Promise<void> {
  const row = { organisation: organisationId, id, name, opens_at: opensAt, closes_at: closesAt, state };
  await db.insertInto("round").values(row).execute();
}

/** Writes down people and all that is known of them. */
export async function putRemindedPeople(
  db: Database,
  organisationId: string,
  people: readonly RemindedPerson[],
): Promise<void> {
  const of = organisationId;
  await put(
    db,
    "member",
    people.map((person) => memberRow(of, person)),
  );
  const linked = people.filter((person) => person.linked ?? true);
  await put(
    db,
    "account_link",
    linked.map((person) => linkRow(of, person)),
  );
  await put(db, "person", people.flatMap(personRows));
  await put(db, "assessment", people.flatMap(assessmentRows));
  await put(
    db,
    "response",
    people.flatMap((person) => responseRows(of, person)),
  );
  await put(
    db,
    "reminder",
    people.flatMap((person) => messageRows(of, person)),
  );
}

async function put<T extends "member" | "account_link" | "person" | "assessment" | "response" | "reminder">(
  db: Database,
  table: T,
  rows: readonly Insertable<DatabaseSchema[T]>[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += BATCH) {
    await db
      .insertInto(table)
      .values(rows.slice(from, from + BATCH))
      .execute();
  }
}

function memberRow(
  organisationId: string,
  { id, unit = "10", group = null, role = "officer", active = true }: RemindedPerson,
): Insertable<DatabaseSchema["member"]> {
  return {
    id,
    organisation: organisationId,
    staff_number: id,
    name: `คนที่ ${id}`,
    email: null,
    unit,
    group_name: group,
    role,
    active: active ? 1 : 0,
    updated_at: 1,
  };
}

function linkRow(
  organisationId: string,
  { id, declined = false }: RemindedPerson,
): Insertable<DatabaseSchema["account_link"]> {
  const link = { person_id: accountOf(id), organisation: organisationId, member: id, linked_at: 1 };
  return { ...link, declined_at: declined ? 2 : null };
}

function personRows({ id, person = {} }: RemindedPerson): readonly Insertable<DatabaseSchema["person"]>[] {
  if (person === null) return [];
  const { notice = NOTICE, reachable = true, stoppedFor = null, snoozedUntil = null } = person;
  return [
    {
      person_id: accountOf(id),
      language: "th",
      plain_text: 0,
      reachable: reachable ? 1 : 0,
      notice_version: notice,
      notice_accepted_at: notice === null ? null : 1,
      reminders_stopped_for: stoppedFor,
      reminders_snoozed_until: snoozedUntil,
      revision: 1,
      updated_at: 1,
    },
  ];
}

function assessmentRows({
  id,
  assessments = [],
}: RemindedPerson): readonly Insertable<DatabaseSchema["assessment"]>[] {
  return assessments.map(([kind, status], place) => ({
    id: `a-${id}-${place}`,
    person_id: accountOf(id),
    kind,
    status,
    stage: "early",
    group_name: "service",
    framework_version: "2563",
    questionnaire_version: "v1",
    started_at: 1,
    answered: 0,
    item_count: 1,
    answers: "{}",
    revision: 1,
    updated_at: 1,
  }));
}

function responseRows(
  organisationId: string,
  { id, unit = "10", completed = [] }: RemindedPerson,
): readonly Insertable<DatabaseSchema["response"]>[] {
  return completed.map((round) => ({
    organisation: organisationId,
    round,
    member: id,
    person_id: accountOf(id),
    assessment: `a-${id}`,
    completed_at: 1,
    stage: "early",
    group_name: "service",
    unit,
    framework_version: "2563",
    levels: "",
    revision: 1,
  }));
}

function messageRows(
  organisationId: string,
  { id, messages = [] }: RemindedPerson,
): readonly Insertable<DatabaseSchema["reminder"]>[] {
  return messages.map(({ round, state, settledAt, firstAttemptAt, personId, reason }, place) => ({
    organisation: organisationId,
    round,
    member: id,
    step: `earlier-${place}`,
    run: `earlier-${place}`,
    person_id: personId ?? accountOf(id),
    kind: "reminder",
    state,
    reason: reason ?? null,
    stage: 1,
    due_at: 1,
    first_attempt_at: firstAttemptAt ?? null,
    settled_at: settledAt ?? null,
  }));
}

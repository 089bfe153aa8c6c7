import { type Selectable, sql } from "kysely";
import type { Effect, PersonSnapshot } from "../core/conversation/effect.ts";
import type { AssessmentRecord, PersonRecord, Records } from "../runner/ports.ts";
import { reachDatabase } from "./database-errors.ts";
import type { Origin, Tx } from "./effect-origin.ts";
import { erasePerson } from "./erase-person.ts";
import { erasedUpTo } from "./erasures.ts";
import { lockPerson } from "./lock-person.ts";
import { noteAudit } from "./note-audit.ts";
import { assessmentRecord, saveAssessment } from "./save-assessment.ts";
import { saveDeclined } from "./save-declined.ts";
import type { Database, PersonTable } from "./schema.ts";

/** The records in SQL, the same for SQLite and PostgreSQL. */
export class SqlRecords implements Records {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async apply(personId: string, revision: number, effects: readonly Effect[], at: number): Promise<void> {
    if (effects.length === 0) return;
    const origin = { personId, revision, at };
    await reachDatabase(() =>
      this.#database.transaction().execute(async (tx) => {
        await lockPerson(tx, personId);
        if (revision <= (await erasedUpTo(tx, personId))) return;
        for (const effect of whatCounts(effects)) await applyEffect(tx, origin, effect);
      }),
    );
  }

  erasedUpTo(personId: string): Promise<number> {
    return reachDatabase(() => erasedUpTo(this.#database, personId));
  }

  async loadPerson(
    personId: string,
  ): Promise<
    { readonly person: PersonRecord; readonly assessments: readonly AssessmentRecord[] } | undefined
  > {
    const [person, assessments] = await reachDatabase(() =>
      Promise.all([this.#personRow(personId), this.#assessmentRows(personId)]),
    );
    if (person === undefined) return undefined;
    return { person: personRecord(person), assessments: assessments.map(assessmentRecord) };
  }

  #personRow(personId: string) {
    return this.#database
      .selectFrom("person")
      .selectAll()
      .where("person_id", "=", personId)
      .executeTakeFirst();
  }

  #assessmentRows(personId: string) {
    return this.#database
      .selectFrom("assessment")
      .selectAll()
      .where("person_id", "=", personId)
      .orderBy("started_at", "desc")
      .orderBy("id", "desc")
      .execute();
  }
}

/** What is saved in the turn that erases would be gone at once, whatever their order. */
function whatCounts(effects: readonly Effect[]): readonly Effect[] {
  const erasing = effects.find(({ type }) => type === "erase_person");
  return erasing === undefined ? effects : [erasing];
}

function applyEffect(tx: Tx, origin: Origin, effect: Effect): Promise<unknown> {
  switch (effect.type) {
    case "save_person":
      return savePerson(tx, origin, effect.person);
    case "save_notice_acceptance":
      return saveNoticeAcceptance(tx, origin, effect);
    case "save_assessment":
      return saveAssessment(tx, origin, effect);
    case "save_declined":
      return saveDeclined(tx, origin, effect.declinedAt);
    case "note_audit":
      return noteAudit(tx, origin, effect.note);
    case "erase_person":
      return erasePerson(tx, origin);
    default:
      return effect satisfies never;
  }
}

async function savePerson(tx: Tx, origin: Origin, person: PersonSnapshot): Promise<void> {
  const columns = {
    language: person.language,
    plain_text: person.plainText ? 1 : 0,
    reachable: person.reachable ? 1 : 0,
    stage: person.role?.stage ?? null,
    group_name: person.role?.group ?? null,
    role_source: person.role?.source ?? null,
    notice_version: person.notice?.version ?? null,
    notice_accepted_at: person.notice?.acceptedAt ?? null,
    reminders_stopped_for: person.reminders.stoppedFor,
    reminders_snoozed_until: person.reminders.snoozedUntil,
    reminders_changed_at: person.reminders.changedAt,
    revision: origin.revision,
    updated_at: origin.at,
  };
  await tx
    .insertInto("person")
    .values({ person_id: origin.personId, ...columns, blocked_at: person.reachable ? null : origin.at })
    .onConflict((conflict) =>
      conflict
        .column("person_id")
        .doUpdateSet({ ...columns, blocked_at: BLOCKED_SINCE })
        .where(sql<boolean>`excluded.revision >= person.revision`),
    )
    .execute();
}

/** Since the first time it is heard of. */
const BLOCKED_SINCE = sql<number | null>`case when excluded.reachable = 1 then null
  else coalesce(person.blocked_at, excluded.blocked_at) end`;

async function saveNoticeAcceptance(
  tx: Tx,
  { personId }: Origin,
  { noticeVersion, acceptedAt }: Extract<Effect, { type: "save_notice_acceptance" }>,
): Promise<void> {
  await tx
    .insertInto("notice_acceptance")
    .values({ person_id: personId, version: noticeVersion, accepted_at: acceptedAt })
    .onConflict((conflict) => conflict.columns(["person_id", "version"]).doNothing())
    .execute();
}

function personRecord(row: Selectable<PersonTable>): PersonRecord {
  const { stage, group_name: group, role_source: source } = row;
  const { notice_version: version, notice_accepted_at: acceptedAt } = row;
  return {
    personId: row.person_id,
    language: row.language,
    plainText: row.plain_text === 1,
    reachable: row.reachable === 1,
    role: stage !== null && group !== null && source !== null ? { stage, group, source } : null,
    notice: version !== null && acceptedAt !== null ? { version, acceptedAt } : null,
    reminders: {
      stoppedFor: row.reminders_stopped_for,
      snoozedUntil: row.reminders_snoozed_until,
      changedAt: row.reminders_changed_at,
    },
    revision: row.revision,
  };
}

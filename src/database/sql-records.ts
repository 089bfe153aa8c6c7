import { type Selectable, sql, type Transaction } from "kysely";
import type { Assessment } from "../core/assessment/assessment.ts";
import type { AssessmentResult } from "../core/assessment/result.ts";
import type { Effect, PersonSnapshot } from "../core/conversation/effect.ts";
import type { AssessmentRecord, PersonRecord, Records } from "../runner/ports.ts";
import { reachDatabase } from "./database-errors.ts";
import type { AssessmentTable, Database, DatabaseSchema, PersonTable } from "./schema.ts";

/** Whose effects are being applied, and as of when. */
interface Origin {
  readonly personId: string;
  readonly revision: number;
  readonly at: number;
}

type Tx = Transaction<DatabaseSchema>;

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
        for (const effect of effects) await applyEffect(tx, origin, effect);
      }),
    );
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

function applyEffect(tx: Tx, origin: Origin, effect: Effect): Promise<unknown> {
  switch (effect.type) {
    case "save_person":
      return savePerson(tx, origin, effect.person);
    case "save_notice_acceptance":
      return saveNoticeAcceptance(tx, origin, effect);
    case "save_assessment":
      return saveAssessment(tx, origin, effect);
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
    revision: origin.revision,
    updated_at: origin.at,
  };
  await tx
    .insertInto("person")
    .values({ person_id: origin.personId, ...columns })
    .onConflict((conflict) =>
      conflict
        .column("person_id")
        .doUpdateSet(columns)
        .where(sql<boolean>`excluded.revision >= person.revision`),
    )
    .execute();
}

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

async function saveAssessment(
  tx: Tx,
  origin: Origin,
  { status, assessment, result }: Extract<Effect, { type: "save_assessment" }>,
): Promise<void> {
  const { items, ratings, standings } = assessment;
  const columns = {
    person_id: origin.personId,
    kind: assessment.kind,
    status,
    stage: assessment.stage,
    group_name: assessment.group,
    framework_version: assessment.frameworkVersion,
    questionnaire_version: assessment.questionnaireVersion,
    started_at: assessment.startedAt,
    completed_at: assessment.completedAt,
    answered: items.filter((item) => Object.hasOwn(ratings, item)).length,
    item_count: items.length,
    answers: JSON.stringify({ items, ratings, standings }),
    result: result === null ? null : JSON.stringify(result),
    dimension_sums: result === null ? null : JSON.stringify(dimensionSums(result)),
    revision: origin.revision,
    updated_at: origin.at,
  };
  await tx
    .insertInto("assessment")
    .values({ id: assessment.id, ...columns })
    .onConflict((conflict) =>
      conflict
        .column("id")
        .doUpdateSet(columns)
        .where(sql<boolean>`excluded.revision >= assessment.revision`),
    )
    .execute();
}

function dimensionSums({ dimensions }: AssessmentResult): Record<string, [own: number, required: number]> {
  return Object.fromEntries(dimensions.map(({ dimension, own, required }) => [dimension, [own, required]]));
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
    revision: row.revision,
  };
}

function assessmentRecord(row: Selectable<AssessmentTable>): AssessmentRecord {
  const answers = JSON.parse(row.answers) as Pick<Assessment, "items" | "ratings" | "standings">;
  return {
    personId: row.person_id,
    status: row.status,
    assessment: {
      id: row.id,
      kind: row.kind,
      frameworkVersion: row.framework_version,
      questionnaireVersion: row.questionnaire_version,
      stage: row.stage,
      group: row.group_name,
      startedAt: row.started_at,
      completedAt: row.completed_at,
      ...answers,
    },
    result: row.result === null ? null : (JSON.parse(row.result) as AssessmentResult),
    revision: row.revision,
  };
}

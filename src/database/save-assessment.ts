import { type RawBuilder, type Selectable, sql } from "kysely";
import type { Assessment } from "../core/assessment/assessment.ts";
import type { AssessmentResult } from "../core/assessment/result.ts";
import type { Effect } from "../core/conversation/effect.ts";
import type { AssessmentRecord } from "../runner/ports.ts";
import type { Origin, Tx } from "./effect-origin.ts";
import { saveResponse } from "./save-response.ts";
import type { AssessmentTable } from "./schema.ts";

/** What the `answers` of an assessment's row are. */
export type StoredAnswers = Pick<Assessment, "items" | "ratings" | "standings" | "countsIn">;

type Saving = Extract<Effect, { type: "save_assessment" }>;

/** Saves an assessment unless a newer one of the same id is there, and the response it is in its round. */
export async function saveAssessment(tx: Tx, origin: Origin, saving: Saving): Promise<void> {
  const { status, assessment, levels } = saving;
  await saveRows(tx, [rowOf(origin, saving)]);
  if (status === "completed" && levels !== undefined) await saveResponse(tx, origin, assessment, levels);
}

/** Saves the assessments under way of several turns in one statement, unless newer ones are there. */
export async function saveSittings(
  tx: Tx,
  turns: readonly (Origin & { readonly effects: readonly Effect[] })[],
): Promise<void> {
  const latest = new Map<string, Row>();
  for (const turn of turns) {
    for (const effect of turn.effects) {
      if (effect.type !== "save_assessment" || effect.status !== "in_progress") continue;
      const known = latest.get(effect.assessment.id);
      if (known === undefined || known.revision <= turn.revision) {
        latest.set(effect.assessment.id, rowOf(turn, effect));
      }
    }
  }
  if (latest.size > 0) await saveRows(tx, [...latest.values()]);
}

type Row = ReturnType<typeof rowOf>;

function rowOf(origin: Origin, { status, assessment, result }: Saving) {
  return {
    id: assessment.id,
    person_id: origin.personId,
    status,
    ...columnsOf(assessment),
    result: result === null ? null : JSON.stringify(result),
    dimension_sums: result === null ? null : JSON.stringify(dimensionSums(result)),
    revision: origin.revision,
    updated_at: origin.at,
  };
}

async function saveRows(tx: Tx, rows: readonly Row[]): Promise<void> {
  const names = Object.keys(rows[0] ?? {}).filter((name) => name !== "id");
  const columns = Object.fromEntries(names.map((name) => [name, sql.ref(`excluded.${name}`)]));
  await tx
    .insertInto("assessment")
    .values([...rows])
    .onConflict((conflict) =>
      conflict
        .column("id")
        .doUpdateSet(columns as Record<keyof Row, RawBuilder<never>>)
        .where(sql<boolean>`excluded.revision >= assessment.revision`),
    )
    .execute();
}

function columnsOf(assessment: Assessment) {
  const { items, ratings, standings, countsIn } = assessment;
  const answers: StoredAnswers = {
    items,
    ratings,
    standings,
    ...(countsIn === undefined ? {} : { countsIn }),
  };
  return {
    kind: assessment.kind,
    stage: assessment.stage,
    group_name: assessment.group,
    framework_version: assessment.frameworkVersion,
    questionnaire_version: assessment.questionnaireVersion,
    started_at: assessment.startedAt,
    completed_at: assessment.completedAt,
    answered: items.filter((item) => Object.hasOwn(ratings, item)).length,
    item_count: items.length,
    answers: JSON.stringify(answers),
  };
}

function dimensionSums({ dimensions }: AssessmentResult): Record<string, [own: number, required: number]> {
  return Object.fromEntries(dimensions.map(({ dimension, own, required }) => [dimension, [own, required]]));
}

/** An assessment as its row has it. */
export function assessmentRecord(row: Selectable<AssessmentTable>): AssessmentRecord {
  const answers = JSON.parse(row.answers) as StoredAnswers;
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

import { type Selectable, sql } from "kysely";
import type { Assessment } from "../core/assessment/assessment.ts";
import type { AssessmentResult } from "../core/assessment/result.ts";
import type { Effect } from "../core/conversation/effect.ts";
import type { AssessmentRecord } from "../runner/ports.ts";
import type { Origin, Tx } from "./effect-origin.ts";
import { saveResponse } from "./save-response.ts";
import type { AssessmentTable } from "./schema.ts";

/** What the `answers` of an assessment's row are. */
export type StoredAnswers = Pick<Assessment, "items" | "ratings" | "standings" | "countsIn">;

/** Saves an assessment unless a newer one of the same id is there, and the response it is in its round. */
export async function saveAssessment(
  tx: Tx,
  origin: Origin,
  { status, assessment, result, levels }: Extract<Effect, { type: "save_assessment" }>,
): Promise<void> {
  const columns = {
    person_id: origin.personId,
    status,
    ...columnsOf(assessment),
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
  if (status === "completed" && levels !== undefined) await saveResponse(tx, origin, assessment, levels);
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

import { sql } from "kysely";
import type { Assessment } from "../core/assessment/assessment.ts";
import type { Counting } from "../core/people/round.ts";
import type { Origin, Tx } from "./effect-origin.ts";

/**
 * Makes a completed assessment the response of its member in its round, unless a newer one is there: another
 * assessment that was completed later, or the same one as of a later revision. The unit is the member's when
 * this assessment first counted. A member who is not there any more gives no response.
 */
export async function saveResponse(
  tx: Tx,
  origin: Origin,
  assessment: Assessment,
  levels: string,
): Promise<void> {
  const { countsIn, completedAt } = assessment;
  if (countsIn === undefined || completedAt === null) return;
  const unit = await unitOf(tx, countsIn);
  if (unit === undefined) return;
  const columns = {
    person_id: origin.personId,
    assessment: assessment.id,
    completed_at: completedAt,
    stage: assessment.stage,
    group_name: assessment.group,
    framework_version: assessment.frameworkVersion,
    levels,
    revision: origin.revision,
  };
  const keptUnit = sql<string>`case when excluded.assessment = response.assessment
    then response.unit else excluded.unit end`;
  await tx
    .insertInto("response")
    .values({ ...countsIn, ...columns, unit })
    .onConflict((conflict) =>
      conflict
        .columns(["organisation", "round", "member"])
        .doUpdateSet({ ...columns, unit: keptUnit })
        .where(IS_NEWER),
    )
    .execute();
}

/** Of two completed at the same instant the same one counts, whatever order they arrive in. */
const IS_NEWER = sql<boolean>`case when excluded.assessment = response.assessment
  then excluded.revision >= response.revision
  else (excluded.completed_at, excluded.assessment) > (response.completed_at, response.assessment) end`;

async function unitOf(tx: Tx, { organisation, member }: Counting): Promise<string | undefined> {
  const row = await tx
    .selectFrom("member")
    .select("unit")
    .where("id", "=", member)
    .where("organisation", "=", organisation)
    .executeTakeFirst();
  return row?.unit;
}

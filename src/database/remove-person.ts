import { sql } from "kysely";
import type { Counting } from "../core/people/round.ts";
import type { Tx } from "./effect-origin.ts";
import { forgetInLedger } from "./ledger-forget.ts";
import type { StoredAnswers } from "./save-assessment.ts";

/** How many rows of answers went. */
export interface RemovedAnswers {
  readonly assessments: number;
  readonly responses: number;
}

/**
 * Removes what is kept of a person up to a revision of their session. What they said since they came back
 * stays, should it have been saved before.
 */
export async function removePerson(
  tx: Tx,
  personId: string,
  revision = Number.MAX_SAFE_INTEGER,
): Promise<RemovedAnswers> {
  await noteErasures(tx, await countedOf(tx, personId, revision));
  const removed = await removeAnswers(tx, personId, revision);
  const back = await acceptedSince(tx, personId, revision);
  const since = back?.accepted_at ?? Number.MAX_SAFE_INTEGER;
  await removeLink(tx, personId, since);
  await forgetInLedger(tx, personId, since);
  await tx.deleteFrom("notice_acceptance").where("person_id", "=", personId).execute();
  // Accepting the same version as before left no row of its own.
  if (back !== undefined) await tx.insertInto("notice_acceptance").values(back).execute();
  return removed;
}

/** Where answers of the person counted, even if they were replaced since: they may be in a cell. */
async function countedOf(tx: Tx, personId: string, revision: number): Promise<readonly Counting[]> {
  const responses = await tx
    .selectFrom("response")
    .select(["organisation", "round", "member"])
    .where("person_id", "=", personId)
    .where("revision", "<=", revision)
    .execute();
  const assessments = await tx
    .selectFrom("assessment")
    .select("answers")
    .where("person_id", "=", personId)
    .where("revision", "<=", revision)
    .execute();
  const counted = assessments.flatMap(({ answers }) => (JSON.parse(answers) as StoredAnswers).countsIn ?? []);
  return [...responses, ...counted];
}

/** Their cells are dropped with the next snapshot; who was in them stays known, not what they said. */
async function noteErasures(tx: Tx, counted: readonly Counting[]): Promise<void> {
  for (const { organisation, round, member } of counted) {
    await tx
      .insertInto("cell_erasure")
      .values({ organisation, round, member, times: 1 })
      .onConflict((conflict) =>
        conflict
          .columns(["organisation", "round", "member"])
          .doUpdateSet({ times: sql`cell_erasure.times + 1` }),
      )
      .execute();
  }
}

async function removeAnswers(tx: Tx, personId: string, revision: number): Promise<RemovedAnswers> {
  const remove = async (table: "assessment" | "response" | "person") => {
    const { numDeletedRows } = await tx
      .deleteFrom(table)
      .where("person_id", "=", personId)
      .where("revision", "<=", revision)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  };
  await remove("person");
  return { assessments: await remove("assessment"), responses: await remove("response") };
}

/** The notice they accepted after they came back; undefined when they did not. */
async function acceptedSince(tx: Tx, personId: string, revision: number) {
  const row = await tx
    .selectFrom("person")
    .select(["notice_version", "notice_accepted_at"])
    .where("person_id", "=", personId)
    .where("revision", ">", revision)
    .executeTakeFirst();
  const { notice_version: version = null, notice_accepted_at: acceptedAt = null } = row ?? {};
  if (version === null || acceptedAt === null) return undefined;
  return { person_id: personId, version, accepted_at: acceptedAt };
}

async function removeLink(tx: Tx, personId: string, since: number): Promise<void> {
  await tx
    .deleteFrom("account_link")
    .where("person_id", "=", personId)
    .where("linked_at", "<", since)
    .execute();
  // Wrong codes stay for their day: otherwise erasing would be a way to go on guessing.
  await tx.deleteFrom("one_time_link").where("person_id", "=", personId).execute();
}

import { sql } from "kysely";
import type { SessionStore } from "../runner/ports.ts";
import type { Tx } from "./effect-origin.ts";
import { erasePerson } from "./erase-person.ts";
import { personHash } from "./erasures.ts";
import type { ErasureTable } from "./schema.ts";
import { sessionRevision } from "./session-revision.ts";

const PAGE = 200;

/** Where a person may be known by their id. */
const TABLES = ["person", "notice_acceptance", "assessment", "account_link", "response", "reminder"] as const;
type PersonRows = (typeof TABLES)[number];

/**
 * Erases everybody again who is on the list of erasures and has rows from before; needed after older rows were
 * put in. Sessions from before go as well.
 *
 * @returns how many people were erased
 * @throws UnavailableError
 */
export async function eraseAgain(tx: Tx, sessions: SessionStore): Promise<number> {
  const list = await tx.selectFrom("erasure").selectAll().execute();
  if (list.length === 0) return 0;
  const byHash = new Map(list.map((erasure) => [erasure.person_hash, erasure]));
  let erased = 0;
  for (const table of TABLES) {
    for await (const personId of peopleOf(tx, table)) {
      const erasure = byHash.get(personHash(personId));
      if (erasure === undefined || !(await isKnownFromBefore(tx, personId, erasure))) continue;
      const { revision, at } = erasure;
      await erasePerson(tx, { personId, revision, at }, { restored: true });
      await removeSession(sessions, personId, revision);
      erased += 1;
    }
  }
  return erased;
}

async function* peopleOf(tx: Tx, table: PersonRows): AsyncGenerator<string> {
  for (let after = ""; ; ) {
    const page = await tx
      .selectFrom(table)
      .select("person_id")
      .distinct()
      .where("person_id", ">", after)
      .orderBy("person_id")
      .limit(PAGE)
      .execute();
    for (const row of page) yield row.person_id;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.person_id;
  }
}

/** Somebody who came back after the erasure has rows, too, but newer ones. */
async function isKnownFromBefore(tx: Tx, personId: string, { revision, at }: ErasureTable): Promise<boolean> {
  const isBack = sql`exists (select 1 from person where person_id = ${personId} and revision > ${revision})`;
  const older = await sql`
    select 1 from person where person_id = ${personId} and revision <= ${revision}
    union all select 1 from assessment where person_id = ${personId} and revision <= ${revision}
    union all select 1 from response where person_id = ${personId} and revision <= ${revision}
    union all select 1 from account_link where person_id = ${personId} and linked_at <= ${at} and not ${isBack}
    union all select 1 from notice_acceptance
      where person_id = ${personId} and accepted_at <= ${at} and not ${isBack}
    union all select 1 from reminder join reminder_run as run on run.id = reminder.run
      where reminder.person_id = ${personId} and run.created_at <= ${at} and not ${isBack}
    limit 1`.execute(tx);
  return older.rows.length > 0;
}

async function removeSession(sessions: SessionStore, personId: string, upTo: number): Promise<void> {
  const revision = await sessionRevision(sessions, personId);
  if (revision !== undefined && revision <= upTo) await sessions.remove(personId);
}

import { type ExpressionBuilder, sql } from "kysely";
import type { SessionStore } from "../runner/ports.ts";
import { lockPerson } from "./lock-person.ts";
import { removePerson } from "./remove-person.ts";
import type { Database, DatabaseSchema } from "./schema.ts";
import { sessionRevision } from "./session-revision.ts";

const PAGE = 100;

/**
 * Removes everything of people who saved nothing since an instant, have no session and are linked to nobody
 * active; returns how many. They may come back as strangers, so they are on no list of erasures.
 */
export async function removeInactive(db: Database, sessions: SessionStore, before: number): Promise<number> {
  let removed = 0;
  for (let after = ""; ; ) {
    const page = await inactivePeople(db, before)
      .where("person.person_id", ">", after)
      .orderBy("person.person_id")
      .limit(PAGE)
      .execute();
    for (const { person_id: personId } of page) {
      // Whoever only reads saves nothing, but has a session.
      if ((await sessionRevision(sessions, personId)) !== undefined) continue;
      if (await removeUnlessBack(db, personId, before)) removed += 1;
    }
    const last = page.at(-1);
    if (last === undefined) return removed;
    after = last.person_id;
  }
}

async function removeUnlessBack(db: Database, personId: string, before: number): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    await lockPerson(tx, personId);
    const still = await inactivePeople(tx, before)
      .where("person.person_id", "=", personId)
      .executeTakeFirst();
    if (still !== undefined) await removePerson(tx, personId);
    return still !== undefined;
  });
}

function inactivePeople(db: Database, before: number) {
  return db
    .selectFrom("person")
    .select("person.person_id")
    .where("person.updated_at", "<", before)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("assessment")
            .select("assessment.id")
            .whereRef("assessment.person_id", "=", "person.person_id")
            .where("assessment.updated_at", ">=", before),
        ),
      ),
    )
    .where((eb) => eb.not(eb.exists(linkThatCounts(eb, before))));
}

/** To somebody active, or a new one. */
function linkThatCounts(eb: ExpressionBuilder<DatabaseSchema, "person">, before: number) {
  return eb
    .selectFrom("account_link")
    .leftJoin("member", "member.id", "account_link.member")
    .select("account_link.member")
    .whereRef("account_link.person_id", "=", "person.person_id")
    .where(sql<boolean>`(member.active = 1 or account_link.linked_at >= ${before})`);
}

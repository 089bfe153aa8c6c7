import type { SessionStore } from "../runner/ports.ts";
import type { Database } from "./schema.ts";
import { sessionRevision } from "./session-revision.ts";

const PAGE = 200;

/**
 * Removes sessions whose revision is behind the records': the records would ignore what such a session saves,
 * and the server builds a new one from them. Newer sessions stay; they know what the records have lost.
 *
 * @returns how many were removed
 * @throws UnavailableError
 */
export async function removeOlderSessions(db: Database, sessions: SessionStore): Promise<number> {
  let removed = 0;
  for (let after = ""; ; ) {
    const page = await revisionsAfter(db, after);
    const older = await Promise.all(page.map((known) => removeIfOlder(sessions, known)));
    removed += older.filter(Boolean).length;
    const last = page.at(-1);
    if (last === undefined) return removed;
    after = last.personId;
  }
}

interface KnownRevision {
  readonly personId: string;
  readonly revision: number;
}

async function revisionsAfter(db: Database, after: string): Promise<readonly KnownRevision[]> {
  const people = await db
    .selectFrom("person")
    .select(["person_id", "revision"])
    .where("person_id", ">", after)
    .orderBy("person_id")
    .limit(PAGE)
    .execute();
  if (people.length === 0) return [];
  const ids = people.map((row) => row.person_id);
  const assessments = await db
    .selectFrom("assessment")
    .select(["person_id", (row) => row.fn.max("revision").as("revision")])
    .where("person_id", "in", ids)
    .groupBy("person_id")
    .execute();
  const latest = new Map(assessments.map((row) => [row.person_id, row.revision]));
  return people.map((row) => ({
    personId: row.person_id,
    revision: Math.max(row.revision, latest.get(row.person_id) ?? 0),
  }));
}

async function removeIfOlder(sessions: SessionStore, known: KnownRevision): Promise<boolean> {
  const revision = await sessionRevision(sessions, known.personId);
  if (revision === undefined || revision >= known.revision) return false;
  await sessions.remove(known.personId);
  return true;
}

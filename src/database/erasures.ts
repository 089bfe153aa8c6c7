import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Tx } from "./effect-origin.ts";
import type { Database, ErasureTable } from "./schema.ts";

/** Rows per statement. */
const BATCH = 200;

/** What the list of erasures knows a person by. */
export function personHash(personId: string): string {
  return createHash("sha256").update(personId).digest("hex");
}

/** Up to which revision everything of a person was erased; 0 for somebody who never erased anything. */
export async function erasedUpTo(db: Database, personId: string): Promise<number> {
  return (await erasuresOf(db, [personId])).get(personId) ?? 0;
}

/** The same for several people; who never erased anything is not in it. */
export async function erasuresOf(
  db: Database,
  people: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const hashes = new Map(people.map((personId) => [personId, personHash(personId)]));
  const rows = await db
    .selectFrom("erasure")
    .select(["person_hash", "revision"])
    .where("person_hash", "in", [...hashes.values()])
    .execute();
  const byHash = new Map(rows.map((row) => [row.person_hash, row.revision]));
  const erased = [...hashes].flatMap(([personId, hash]): [string, number][] => {
    const revision = byHash.get(hash);
    return revision === undefined ? [] : [[personId, revision]];
  });
  return new Map(erased);
}

/** Puts erasures on the list; of several of one person that of the highest revision stays. */
export async function listErasures(tx: Tx, erasures: readonly ErasureTable[]): Promise<void> {
  const latest = new Map<string, ErasureTable>();
  for (const one of erasures) {
    if (one.revision >= (latest.get(one.person_hash)?.revision ?? 0)) latest.set(one.person_hash, one);
  }
  const rows = [...latest.values()];
  for (let from = 0; from < rows.length; from += BATCH) {
    await tx
      .insertInto("erasure")
      .values(rows.slice(from, from + BATCH))
      .onConflict((conflict) =>
        conflict
          .column("person_hash")
          .doUpdateSet({ at: sql`excluded.at`, revision: sql`excluded.revision` })
          .where(sql<boolean>`excluded.revision > erasure.revision`),
      )
      .execute();
  }
}

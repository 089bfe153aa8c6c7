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
  const row = await db
    .selectFrom("erasure")
    .select("revision")
    .where("person_hash", "=", personHash(personId))
    .executeTakeFirst();
  return row?.revision ?? 0;
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

import { type RawBuilder, sql } from "kysely";
import type { Database, DatabaseSchema } from "./schema.ts";

/** Rows per statement: few enough that nobody waits for it. */
const BATCH = 500;

/**
 * Deletes the rows of a table that meet a condition, a few at a time; returns how many.
 *
 * @param key columns that are unique together
 */
export async function deleteInBatches(
  db: Database,
  table: keyof DatabaseSchema,
  key: readonly string[],
  condition: RawBuilder<unknown>,
): Promise<number> {
  const columns = sql.join(key.map((column) => sql.ref(column)));
  const some = sql`select ${columns} from ${sql.table(table)} where ${condition} limit ${BATCH}`;
  let deleted = 0;
  for (;;) {
    const done = await sql`delete from ${sql.table(table)} where (${columns}) in (${some})`.execute(db);
    const rows = Number(done.numAffectedRows ?? 0);
    deleted += rows;
    if (rows < BATCH) return deleted;
  }
}

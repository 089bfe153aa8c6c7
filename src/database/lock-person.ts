import { sql } from "kysely";
import type { Tx } from "./effect-origin.ts";
import { isPostgres } from "./is-postgres.ts";

/**
 * Lets whoever else saves or erases something of this person wait for the end of the transaction: what an
 * erasure does not see it could not delete. SQLite has one writer at a time anyway.
 */
export async function lockPerson(tx: Tx, personId: string): Promise<void> {
  if (!isPostgres(tx)) return;
  await sql`select pg_advisory_xact_lock(hashtextextended(${personId}, 0))`.execute(tx);
}

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

/** Those of several people nobody else is at work on, locked; the others are not waited for. */
export async function lockFree(tx: Tx, people: readonly string[]): Promise<ReadonlySet<string>> {
  if (!isPostgres(tx)) return new Set(people);
  const { rows } = await sql<{ readonly id: string; readonly locked: boolean }>`
    select id, pg_try_advisory_xact_lock(hashtextextended(id, 0)) as locked from unnest(${people}::text[]) as id`.execute(
    tx,
  );
  return new Set(rows.flatMap(({ id, locked }) => (locked ? [id] : [])));
}

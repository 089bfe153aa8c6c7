import { type RawBuilder, sql } from "kysely";
import { isPostgres } from "./is-postgres.ts";
import type { Database } from "./schema.ts";

/** The columns of the rows and the types they have; `bigint` holds instants, too. */
export type ValueColumns = Readonly<Record<string, "text" | "bigint">>;

/**
 * Rows handed to a statement as one parameter, as a table of its `from`. Texts have the server's own collation, so
 * that an index of whatever they are compared with can be used.
 *
 * @param name what the table is called in the statement
 */
export function valuesTable(
  db: Database,
  name: string,
  columns: ValueColumns,
  rows: readonly object[],
): RawBuilder<unknown> {
  const json = JSON.stringify(rows);
  const names = Object.keys(columns).map((column) => sql.ref(column));
  if (isPostgres(db)) {
    const typed = Object.values(columns).map((type, place) => sql`${names[place]} ${sql.raw(type)}`);
    return sql`json_to_recordset(${json}::json) as ${sql.ref(name)}(${sql.join(typed)})`;
  }
  const values = Object.keys(columns).map(
    (column, place) => sql`value ->> ${sql.lit(column)} as ${names[place]}`,
  );
  return sql`(select ${sql.join(values)} from json_each(${json})) as ${sql.ref(name)}`;
}

/** The end of a select that is going to change rows: others wait, or pass them over. SQLite has one writer anyway. */
export function forUpdate(db: Database, of: string, others: "wait" | "skip" = "wait"): RawBuilder<unknown> {
  if (!isPostgres(db)) return sql``;
  return others === "wait"
    ? sql`for update of ${sql.ref(of)}`
    : sql`for update of ${sql.ref(of)} skip locked`;
}

/** The condition on a row of the ledger that it is not settled, in the very words its indexes have. */
export const IS_OPEN = sql<boolean>`reminder.state in ('due', 'sending')`;

/**
 * What a row of the ledger that is settled without ever having been tried keeps of whose account it was for: nothing
 * where no link of it is left. Erasing finds no rows that are still being planned, so that is made up for here.
 */
export const LINKED_PERSON = sql<string>`case when exists (select 1 from account_link
  where account_link.person_id = reminder.person_id) then reminder.person_id else '' end`;

/** What finds one row of the ledger. */
export const LEDGER_KEY = { organisation: "text", round: "text", member: "text", step: "text" } as const;

/**
 * The condition that a row of the ledger is that of a row of `given`, by the whole key: with less of it a planner that
 * knows no figures of the table yet, because a run was just planned, goes through all of the round for each.
 */
export const IS_GIVEN = sql<boolean>`reminder.organisation = given.organisation and reminder.round = given.round
  and reminder.member = given.member and reminder.step = given.step`;

/** The condition that a row is claimed by a token, written so that no index of open rows seems to be of use. */
export function isClaimedBy(token: string): RawBuilder<boolean> {
  return sql<boolean>`reminder.claimed_by = ${token} and case when reminder.state = 'sending' then 1 else 0 end = 1`;
}

/** The condition on an open row that nobody has a claim on it at an instant. */
export function isFree(at: number): RawBuilder<boolean> {
  return sql<boolean>`(reminder.state = 'due' or reminder.claimed_until <= ${at})`;
}

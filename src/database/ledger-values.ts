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

/** The condition on an open row that nobody has a claim on it at an instant. */
export function isFree(at: number): RawBuilder<boolean> {
  return sql<boolean>`(reminder.state = 'due' or reminder.claimed_until <= ${at})`;
}

import { type RawBuilder, sql } from "kysely";
import { isPostgres } from "./is-postgres.ts";
import type { Database, DatabaseSchema } from "./schema.ts";

/** The columns of the rows and the types they have. */
export type JsonColumns = Readonly<Record<string, "text" | "integer">>;

/**
 * Inserts many rows with one parameter, which is several times as fast as one for every value.
 *
 * @param same columns in which all of them are alike, once
 */
export async function insertJson(
  db: Database,
  table: keyof DatabaseSchema,
  columns: JsonColumns,
  rows: readonly object[],
  same: Readonly<Record<string, string | number>> = {},
): Promise<void> {
  if (rows.length === 0) return;
  const own = Object.keys(columns).map((name) => sql.ref(name));
  const names = sql.join([...Object.keys(same).map((name) => sql.ref(name)), ...own]);
  const json = JSON.stringify(rows);
  const [values, from] = isPostgres(db) ? [own, recordset(columns, json)] : each(columns, json);
  const fixed = Object.values(same).map((value) =>
    typeof value === "number" ? sql.lit(value) : sql`${value}`,
  );
  await sql`insert into ${sql.table(table)} (${names}) select ${sql.join([...fixed, ...values])} from ${from}`.execute(
    db,
  );
}

function recordset(columns: JsonColumns, json: string): RawBuilder<unknown> {
  const types = Object.entries(columns).map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`);
  return sql`json_to_recordset(${json}::json) as rows(${sql.join(types)})`;
}

function each(columns: JsonColumns, json: string): [RawBuilder<unknown>[], RawBuilder<unknown>] {
  const values = Object.keys(columns).map((name) => sql`value ->> ${sql.lit(name)}`);
  return [values, sql`json_each(${json})`];
}

import { type RawBuilder, sql } from "kysely";
import { isPostgres } from "./is-postgres.ts";
import type { Database, DatabaseSchema } from "./schema.ts";

/** The columns of the rows and the types they have. */
export type JsonColumns = Readonly<Record<string, "text" | "integer">>;

/** Inserts many rows with one parameter, which is several times as fast as one for every value. */
export async function insertJson(
  db: Database,
  table: keyof DatabaseSchema,
  columns: JsonColumns,
  rows: readonly object[],
): Promise<void> {
  if (rows.length === 0) return;
  const names = sql.join(Object.keys(columns).map((name) => sql.ref(name)));
  const json = JSON.stringify(rows);
  const source = isPostgres(db) ? recordset(columns, json) : each(columns, json);
  await sql`insert into ${sql.table(table)} (${names}) ${source}`.execute(db);
}

function recordset(columns: JsonColumns, json: string): RawBuilder<unknown> {
  const types = Object.entries(columns).map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`);
  return sql`select * from json_to_recordset(${json}::json) as rows(${sql.join(types)})`;
}

function each(columns: JsonColumns, json: string): RawBuilder<unknown> {
  const values = Object.keys(columns).map((name) => sql`value ->> ${sql.lit(name)}`);
  return sql`select ${sql.join(values)} from json_each(${json})`;
}

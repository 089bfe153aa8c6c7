import { type RawBuilder, sql } from "kysely";

/** The two SQL dialects of the project. */
export type SqlDialect = "sqlite" | "postgres";

/** Column types that mean the same in both dialects. */
interface ColumnTypes {
  /** Epoch ms, or a count that may outgrow 32 bits. */
  readonly long: "bigint" | "integer";
  /** JSON that SQL looks into. */
  readonly json: "jsonb" | "text";
  /** Text in the order of its code points, whatever the language of the server. */
  readonly key: RawBuilder<unknown> | "text";
}

/** The column types of a dialect. SQLite's `integer` holds 64 bits, and only `integer` may be a row id. */
export function columnTypes(dialect: SqlDialect): ColumnTypes {
  return dialect === "postgres"
    ? { long: "bigint", json: "jsonb", key: sql`text collate "C"` }
    : { long: "integer", json: "text", key: "text" };
}

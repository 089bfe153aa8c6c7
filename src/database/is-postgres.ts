import { type Kysely, PostgresAdapter } from "kysely";
import type { DatabaseSchema } from "./schema.ts";

/** Whether it is PostgreSQL; otherwise it is SQLite. */
export function isPostgres(db: Kysely<DatabaseSchema>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

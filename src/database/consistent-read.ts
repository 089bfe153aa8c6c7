import { sql } from "kysely";
import { isPostgres } from "./is-postgres.ts";
import type { Database } from "./schema.ts";

/**
 * Reads the database as it is at one instant, for as long as it takes, without keeping anybody from writing.
 *
 * @param reader of SQLite a connection of its own, which nobody else uses meanwhile
 * @see https://www.sqlite.org/isolation.html
 */
export function consistentRead<T>(reader: Database, read: (db: Database) => Promise<T>): Promise<T> {
  return reader.connection().execute(async (connection) => {
    await begin(connection);
    try {
      return await read(connection);
    } finally {
      // A connection that broke has nothing to end, and the reason it broke must not be hidden.
      await sql`rollback`.execute(connection).catch(() => {});
    }
  });
}

async function begin(connection: Database): Promise<void> {
  if (!isPostgres(connection)) {
    await sql`begin deferred`.execute(connection);
    return;
  }
  await sql`begin transaction isolation level repeatable read read only`.execute(connection);
  // It waits while others write and while it counts; that may be longer than a forgotten transaction is given.
  await sql`set local idle_in_transaction_session_timeout = 0`.execute(connection);
}

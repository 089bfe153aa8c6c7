import { afterEach, beforeEach, describe } from "vitest";
import type { Database } from "../../src/database/schema.ts";
import { describeWith, findPostgres } from "../support/servers.ts";
import { openTemporaryPostgres } from "./open-temporary-postgres.ts";
import { openTemporarySqlite } from "./open-temporary-sqlite.ts";

/** Describes what is the same on SQLite and PostgreSQL; every test has an empty migrated database. */
export async function onBothDatabases(
  name: string,
  suite: (database: () => Database) => void,
): Promise<void> {
  const postgres = await findPostgres();
  describe(`${name} on SQLite`, () => withDatabase(openTemporarySqlite, suite));
  describeWith(postgres, `${name} on PostgreSQL`, (url) =>
    withDatabase(() => openTemporaryPostgres(url), suite),
  );
}

interface Opened {
  readonly database: Database;
  readonly close: () => Promise<void>;
}

function withDatabase(open: () => Promise<Opened>, suite: (database: () => Database) => void): void {
  let opened: Opened | undefined;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(async () => {
    await opened?.close();
    opened = undefined;
  });
  suite(() => {
    if (opened === undefined) throw new Error("the database is not open");
    return opened.database;
  });
}

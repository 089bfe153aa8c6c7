import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { migrate } from "../../src/database/migrate.ts";
import { openPostgres } from "../../src/database/open-postgres.ts";
import type { Database } from "../../src/database/schema.ts";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { SqlDirectory } from "../../src/database/sql-directory.ts";
import { silentLog } from "../contracts/builders.ts";
import { directoryContract } from "../contracts/directory.contract.ts";
import { createDatabase, describeWith, findPostgres } from "../support/servers.ts";
import { openTemporarySqlite } from "./open-temporary-sqlite.ts";

interface Opened {
  readonly database: Database;
  readonly close: () => Promise<void>;
}

function suite(open: () => Promise<Opened>): void {
  directoryContract(async () => {
    const { database, close } = await open();
    return { directory: new SqlDirectory(database), audit: new SqlAuditLog(database), close };
  });

  it("never changes an audit entry, not even by hand", async () => {
    const { database, close } = await open();
    try {
      const note = { at: 1, actor: "operator:test", action: "people_view", organisation: null } as const;
      await new SqlAuditLog(database).append({ ...note, subject: null, detail: {} });
      await expect(sql`update audit_log set actor = 'nobody'`.execute(database)).rejects.toThrow(
        "append only",
      );
    } finally {
      await close();
    }
  });

  it("has at most one open round in an organisation", async () => {
    const { database, close } = await open();
    try {
      const round = (organisation: string, id: string, state: "open" | "closed") =>
        database
          .insertInto("round")
          .values({ organisation, id, name: id, opens_at: 1, closes_at: null, state })
          .execute();
      await round("a", "1", "closed");
      await round("a", "2", "open");
      await round("b", "1", "open");
      await expect(round("a", "3", "open")).rejects.toThrow();
    } finally {
      await close();
    }
  });
}

describe("SqlDirectory on SQLite", () => {
  suite(openTemporarySqlite);
});

describeWith(await findPostgres(), "SqlDirectory on PostgreSQL", (url) => {
  suite(async () => {
    const own = await createDatabase(url);
    const database = openPostgres(own.url, silentLog);
    await migrate(database);
    return {
      database,
      async close() {
        await database.destroy();
        await own.drop();
      },
    };
  });
});

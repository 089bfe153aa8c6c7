import { describe, expect, it } from "vitest";
import type { Database } from "../../src/database/schema.ts";
import { SqlOneTimeLinks } from "../../src/database/sql-one-time-links.ts";
import { oneTimeLinksContract } from "../contracts/one-time-links.contract.ts";
import { describeWith, findPostgres } from "../support/servers.ts";
import { openTemporaryPostgres } from "./open-temporary-postgres.ts";
import { openTemporarySqlite } from "./open-temporary-sqlite.ts";

interface Opened {
  readonly database: Database;
  readonly close: () => Promise<void>;
}

function suite(open: () => Promise<Opened>): void {
  oneTimeLinksContract(async () => {
    const { database, close } = await open();
    return { links: new SqlOneTimeLinks(database), close };
  });

  it("keeps hashes of tokens only", async () => {
    const { database, close } = await open();
    try {
      const links = new SqlOneTimeLinks(database);
      const whom = { page: "my_data", personId: "p", member: null, organisation: null } as const;
      const token = await links.create({ ...whom, expiresAt: 9 });
      const opened = await links.open(token, 1);
      const kept = JSON.stringify(await database.selectFrom("one_time_link").selectAll().execute());
      expect([token, opened?.session ?? ""].filter((secret) => kept.includes(secret))).toEqual([]);
    } finally {
      await close();
    }
  });
}

describe("SqlOneTimeLinks on SQLite", () => {
  suite(openTemporarySqlite);
});

describeWith(await findPostgres(), "SqlOneTimeLinks on PostgreSQL", (url) => {
  suite(() => openTemporaryPostgres(url));
});

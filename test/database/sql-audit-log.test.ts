import { describe, expect, it } from "vitest";
import type { Database } from "../../src/database/schema.ts";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { describeWith, findPostgres } from "../support/servers.ts";
import { openTemporaryPostgres } from "./open-temporary-postgres.ts";
import { openTemporarySqlite } from "./open-temporary-sqlite.ts";

function suite(
  open: () => Promise<{ readonly database: Database; readonly close: () => Promise<void> }>,
): void {
  it("keeps one entry an event, also of several at once, and any number without one", async () => {
    const { database, close } = await open();
    try {
      const audit = new SqlAuditLog(database);
      const note = (at: number, eventId?: string) =>
        ({
          at,
          actor: "member:1",
          action: "team_refused",
          organisation: "dep",
          subject: "1",
          detail: { unit: "10" },
          ...(eventId !== undefined && { eventId }),
        }) as const;
      await audit.append(note(1, "event-1"));
      await Promise.all([1, 2, 3, 4].map(() => audit.append(note(2, "event-2"))));
      await audit.append(note(3, "event-1"));
      await audit.append(note(4));
      await audit.append(note(4));
      const entries = await audit.list({ limit: 9 });
      expect(entries.map(({ id: _id, ...rest }) => rest).toReversed()).toStrictEqual([
        note(1, "event-1"),
        note(2, "event-2"),
        note(4),
        note(4),
      ]);
    } finally {
      await close();
    }
  });
}

describe("SqlAuditLog on SQLite", () => {
  suite(openTemporarySqlite);
});

describeWith(await findPostgres(), "SqlAuditLog on PostgreSQL", (url) => {
  suite(() => openTemporaryPostgres(url));
});

import { randomUUID } from "node:crypto";
import { describe } from "vitest";
import type { Member } from "../../src/core/people/member.ts";
import type { Database } from "../../src/database/schema.ts";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { SqlDirectory } from "../../src/database/sql-directory.ts";
import { SqlRecords } from "../../src/database/sql-records.ts";
import { SqlRounds } from "../../src/database/sql-rounds.ts";
import { assessment, person } from "../contracts/builders.ts";
import { roundsContract, type Standing } from "../contracts/rounds.contract.ts";
import { describeWith, findPostgres } from "../support/servers.ts";
import { openTemporaryPostgres } from "./open-temporary-postgres.ts";
import { openTemporarySqlite } from "./open-temporary-sqlite.ts";

interface Opened {
  readonly database: Database;
  readonly close: () => Promise<void>;
}

function suite(open: () => Promise<Opened>): void {
  roundsContract(async () => {
    const { database, close } = await open();
    return {
      rounds: new SqlRounds(database),
      directory: new SqlDirectory(database),
      audit: new SqlAuditLog(database),
      stand: (organisation, member, standing) => stand(database, organisation, member, standing),
      close,
    };
  });
}

async function stand(
  database: Database,
  organisation: string,
  { id: member, unit }: Member,
  { linked = false, declined = false, reachable, assessment: sitting, completed }: Standing,
): Promise<void> {
  const person_id = `person-${member}`;
  const records = new SqlRecords(database);
  if (linked) {
    const link = { person_id, organisation, member, linked_at: 1, declined_at: declined ? 2 : null };
    await database.insertInto("account_link").values(link).execute();
  }
  if (reachable !== undefined) {
    await records.apply(person_id, 1, [{ type: "save_person", person: person({ reachable }) }], 1);
  }
  if (sitting !== undefined) {
    const [kind, status] = sitting;
    const saved = assessment({ id: randomUUID(), kind });
    const effect = { type: "save_assessment", status, assessment: saved, result: null } as const;
    await records.apply(person_id, 1, [effect], 1);
  }
  if (completed !== undefined) {
    const what = { stage: "early", group_name: "service", framework_version: "2563" } as const;
    const whose = { organisation, round: completed, member, person_id, unit, ...what };
    await database
      .insertInto("response")
      .values({ ...whose, assessment: "a", completed_at: 1, levels: "", revision: 1 })
      .execute();
  }
}

describe("SqlRounds on SQLite", () => {
  suite(openTemporarySqlite);
});

describeWith(await findPostgres(), "SqlRounds on PostgreSQL", (url) => {
  suite(() => openTemporaryPostgres(url));
});

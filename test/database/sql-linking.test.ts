import { describe, expect, it } from "vitest";
import type { Database } from "../../src/database/schema.ts";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { SqlDirectory } from "../../src/database/sql-directory.ts";
import { SqlLinking } from "../../src/database/sql-linking.ts";
import { SqlRounds } from "../../src/database/sql-rounds.ts";
import { addPeople } from "../contracts/add-people.ts";
import { linkingContract } from "../contracts/linking.contract.ts";
import { rosterMember } from "../contracts/people-builders.ts";
import { describeWith, findPostgres } from "../support/servers.ts";
import { openTemporaryPostgres } from "./open-temporary-postgres.ts";
import { openTemporarySqlite } from "./open-temporary-sqlite.ts";

interface Opened {
  readonly database: Database;
  readonly close: () => Promise<void>;
}

function suite(open: () => Promise<Opened>): void {
  linkingContract(async () => {
    const { database, close } = await open();
    return {
      linking: new SqlLinking(database),
      rounds: new SqlRounds(database),
      directory: new SqlDirectory(database),
      audit: new SqlAuditLog(database),
      close,
    };
  });

  it("keeps hashes of codes only, and one row a person", async () => {
    const { database, close } = await open();
    try {
      await addPeople(new SqlDirectory(database), "dep", [rosterMember("1")]);
      const linking = new SqlLinking(database);
      const order = { organisation: "dep", onlyUnlinked: false, expiresAt: 9, actor: "operator:x", at: 1 };
      const [first] = await linking.issueCodes(order);
      const [second] = await linking.issueCodes(order);
      const rows = await database.selectFrom("link_code").selectAll().execute();
      expect(rows).toHaveLength(1);
      const kept = JSON.stringify([rows, await new SqlAuditLog(database).list({ limit: 9 })]);
      expect([first, second].filter((one) => kept.includes(one?.code ?? "?"))).toEqual([]);
    } finally {
      await close();
    }
  });

  it("fails nobody else when a round cannot be read", async () => {
    const { database, close } = await open();
    try {
      const linking = new SqlLinking(database);
      for (const id of ["good", "bad"]) {
        const [member] = await addPeople(new SqlDirectory(database), id, [rosterMember("1")]);
        const link = { person_id: `U-${id}`, member: member?.id ?? "", organisation: id, linked_at: 1 };
        await database.insertInto("account_link").values(link).execute();
      }
      const round = { id: "r", organisation: "bad", name: "r", state: "open", opens_at: 1, closes_at: null };
      await database
        .insertInto("round")
        .values({ ...round, audience: "nonsense" } as never)
        .execute();
      const asked = ["U-good", "U-bad", "U-stranger"].map((person) => linking.membership(person, 2));
      const outcomes = await Promise.allSettled(asked);
      expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    } finally {
      await close();
    }
  });

  it("makes codes up again when somebody has one of them", async () => {
    const { database, close } = await open();
    try {
      const people = ["1", "2", "3"].map((number) => rosterMember(number));
      const members = await addPeople(new SqlDirectory(database), "dep", people);
      const makings = ["A", "B", "A", "B", "B", "C", "D"];
      const linking = new SqlLinking(database, () => makings.shift() ?? "none");
      const issue = async (places: readonly number[]) => {
        const chosen = places.map((place) => members[place]?.id ?? "");
        const order = { organisation: "dep", members: chosen, onlyUnlinked: false, expiresAt: 9 };
        return (await linking.issueCodes({ ...order, actor: "operator:x", at: 1 })).map(({ code }) => code);
      };
      expect(await issue([0])).toEqual(["A"]);
      expect(await issue([1, 2])).toEqual(["C", "D"]);
      const found = await Promise.all(["A", "B", "C", "D"].map((code) => linking.check("p", code, code, 1)));
      expect(found.map(({ status }) => status)).toEqual(["found", "wrong", "found", "found"]);
      const entries = await new SqlAuditLog(database).list({ organisation: "dep", limit: 9 });
      expect(entries.filter(({ action }) => action === "codes_issue")).toHaveLength(2);
    } finally {
      await close();
    }
  });
}

describe("SqlLinking on SQLite", () => {
  suite(openTemporarySqlite);
});

describeWith(await findPostgres(), "SqlLinking on PostgreSQL", (url) => {
  suite(() => openTemporaryPostgres(url));
});

import { globSync, readFileSync } from "node:fs";
import { sql } from "kysely";
import { expect, it } from "vitest";
import { RECORD_TABLES } from "../../src/database/backup-format.ts";
import { exportPerson } from "../../src/database/export-person.ts";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { SqlDirectory } from "../../src/database/sql-directory.ts";
import { SqlLinking } from "../../src/database/sql-linking.ts";
import { SqlOneTimeLinks } from "../../src/database/sql-one-time-links.ts";
import { SqlRecords } from "../../src/database/sql-records.ts";
import { SqlRounds } from "../../src/database/sql-rounds.ts";
import { organisation, orgUnit, rosterChanges, rosterMember } from "../contracts/people-builders.ts";
import { onBothDatabases } from "../database/on-both-databases.ts";

/** Each would end a string, a statement or a pattern where text is put together to a statement. */
const EVIL = [
  "'; drop table member; --",
  "' or '1'='1",
  '"; delete from person; --',
  "\\'; drop table member; --",
  "$1",
  "%",
  "x'||(select code_hash from link_code)||'",
  "/* */ union select * from member",
] as const;

await onBothDatabases("text that looks like SQL", (database) => {
  it("is kept and found as the text it is, and changes nothing else", async () => {
    const directory = new SqlDirectory(database());
    await directory.addOrganisation(organisation(), "operator:test");
    const added = EVIL.map((text, place) =>
      rosterMember(text, { name: text, email: text, unit: EVIL[0], role: place === 0 ? "hr" : "officer" }),
    );
    const addedUnits = [orgUnit(EVIL[0], null, EVIL[1])];
    const update = {
      organisation: "dep",
      revision: 0,
      deactivateMissing: false,
      actor: EVIL[0],
      at: 1,
      detail: {},
    };
    expect(await directory.applyRoster({ ...update, changes: rosterChanges({ addedUnits, added }) })).toBe(
      true,
    );
    for (const text of EVIL) {
      const found = await directory.membersWith("dep", [text]);
      expect(found.map(({ staffNumber, name }) => [staffNumber, name])).toEqual([[text, text]]);
    }
    expect(await directory.members("dep", { limit: 100 })).toHaveLength(EVIL.length);
    expect((await new SqlAuditLog(database()).list({ limit: 9 })).map(({ actor }) => actor)).toContain(
      EVIL[0],
    );
  });

  it("finds nothing where it names nothing", async () => {
    const directory = new SqlDirectory(database());
    await directory.addOrganisation(organisation(), "operator:test");
    const [rounds, linking] = [new SqlRounds(database()), new SqlLinking(database())];
    const [records, links] = [new SqlRecords(database()), new SqlOneTimeLinks(database())];
    for (const text of EVIL) {
      expect(await directory.members(text, { limit: 9 })).toEqual([]);
      expect(await rounds.list(text)).toEqual([]);
      expect(await linking.membership(text, 1)).toBeNull();
      expect(await records.loadPerson(text)).toBeUndefined();
      expect(await links.open(text, 1)).toBeUndefined();
      expect(await links.grant(text, 1)).toBeUndefined();
      expect(JSON.stringify(await exportPerson(database(), text))).not.toContain("dep");
    }
    const { rows } = await sql<{ count: number }>`select count(*) as count from organisation`.execute(
      database(),
    );
    expect(Number(rows[0]?.count)).toBe(1);
  });
});

it("statements are put together of nothing but constants and parameters", () => {
  const files = globSync("src/database/**/*.ts", { cwd: new URL("../../", import.meta.url) });
  expect(files.length).toBeGreaterThan(50);
  const raw = files.flatMap((file) => {
    const code = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
    return [...code.matchAll(/\b(?:sql\.raw|CompiledQuery\.raw)\(([^)]*)\)|\.exec\(([^)]*)\)/gu)].map(
      ([, ...words]) => `${file.replace("src/database/", "")}: ${words.find((word) => word !== undefined)}`,
    );
  });
  // `type` is one of the types of columns that stand in the code.
  expect(raw.toSorted()).toEqual([
    "insert-json.ts: type",
    "ledger-values.ts: type",
    'node-sqlite-dialect.ts: "begin immediate"',
    'open-sqlite.ts: "pragma busy_timeout = 0"',
    'open-sqlite.ts: "pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on"',
    'plan-reminders.ts: "(organisation, round, member, step, run, person_id, kind, state, stage, due_at',
    'server-lock.ts: "begin exclusive"',
  ]);
});

it("a backup leaves out what opens doors or is about to go: links, wrong tries, sessions, what waits", () => {
  for (const table of ["one_time_link", "code_attempt", "session", "inbox", "job"])
    expect(RECORD_TABLES).not.toContain(table);
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type BackupRow, noRows, RECORD_TABLES, type RecordTable } from "../../src/database/backup-format.ts";
import { exportRecords } from "../../src/database/export-records.ts";
import { importRecords } from "../../src/database/import-records.ts";
import { migrate } from "../../src/database/migrate.ts";
import { openPostgres } from "../../src/database/open-postgres.ts";
import type { Database } from "../../src/database/schema.ts";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { SqlReminderLedger } from "../../src/database/sql-reminder-ledger.ts";
import { SqliteSessionStore } from "../../src/database/sqlite-session-store.ts";
import type { SessionStore, StoredSession } from "../../src/runner/ports.ts";
import { silentLog, storedSession } from "../contracts/builders.ts";
import { REMIND_AT } from "../contracts/reminder-builders.ts";
import { createDatabase, describeWith, findPostgres } from "../support/servers.ts";
import { putRun, ROUND } from "./ledger-world.ts";
import { openTemporarySqlite } from "./open-temporary-sqlite.ts";
import { putOrganisation, putRound } from "./put-reminded-people.ts";
import {
  allRecords,
  largeAssessmentLine,
  NO_RECORDS,
  personLine,
  SAMPLE_COUNTS,
  saveSamples,
} from "./sample-records.ts";

interface Opened {
  readonly database: Database;
  /** A second connection, as a server beside would have it. */
  readonly other: Database;
  sessionsIn(db: Database): SessionStore;
  close(): Promise<void>;
}

const CREATED_AT = Date.UTC(2026, 10, 22, 3, 4, 5);

function backupSuite(migrations: readonly string[], open: () => Promise<Opened>): void {
  let opened: Opened;

  beforeEach(async () => {
    opened = await open();
  });
  afterEach(() => opened.close());

  const restore = (rows: AsyncIterable<BackupRow>) =>
    importRecords(opened.database, rows, (tx) => opened.sessionsIn(tx));

  it("exports a header, every row and an end with counts and checksum", async () => {
    await saveSamples(opened.database);
    const { lines, counts } = await exported(opened.database);
    expect(counts).toEqual(SAMPLE_COUNTS);
    expect(lines[0]).toEqual({
      format: "thaksa-backup",
      version: 1,
      createdAt: "2026-11-22T03:04:05.000Z",
      migrations,
    });
    expect(lines.slice(1, -1).map(({ table }) => table)).toEqual(
      Object.entries(SAMPLE_COUNTS).flatMap(([table, rows]) => Array<string>(rows).fill(table)),
    );
    expect(lines.at(-1)).toEqual({ end: true, counts, sha256: expect.stringMatching(/^[\da-f]{64}$/u) });
  });

  it("exports one instant and lets others write meanwhile", async () => {
    await restore(lines(250, (number) => personLine(`U-${String(number).padStart(4, "0")}`)));
    let text = "";
    const counts = await exportRecords(opened.database, CREATED_AT, async (pages) => {
      for await (const page of pages) {
        if (text === "") {
          await opened.other
            .insertInto("person")
            .values(rowOf(personLine("U-9999")))
            .execute();
          await opened.other.updateTable("person").set({ revision: 99 }).execute();
        }
        text += page;
      }
    });
    expect(counts).toEqual({ ...noRows(), person: 250 });
    expect(text).not.toContain('"revision":99');
    expect((await allRecords(opened.database)).person).toHaveLength(251);
  });

  it("exports every row once where pages end", async () => {
    await restore(lines(401, (number) => largeAssessmentLine(number)));
    const { lines: exportedLines } = await exported(opened.database);
    const ids = exportedLines.slice(1, -1).map(({ row }) => (row as { id: string }).id);
    expect(ids).toEqual(Array.from({ length: 401 }, (_, number) => largeAssessmentLine(number).row.id));
  });

  it("exports every manager and audit entry once where pages end", async () => {
    const rows = async function* () {
      for (let id = 1; id <= 401; id += 1) yield managesLine(id);
      for (let id = 1; id <= 401; id += 1) yield auditLine(id);
    };
    await restore(rows());
    const { lines: all } = await exported(opened.database);
    const expected = Array.from({ length: 401 }, (_, place) => place + 1);
    expect(all).toHaveLength(1 + 401 + 401 + 1);
    expect(new Set(all.slice(1, 402).map(({ row }) => (row as { member: string }).member))).toEqual(
      new Set(expected.map((number) => managesLine(number).row.member)),
    );
    expect(all.slice(402, -1)).toEqual(expected.map(auditLine));
  });

  it("goes on counting audit entries after those that were imported", async () => {
    const rows = async function* () {
      for (const id of [3, 70]) yield auditLine(id);
    };
    await restore(rows());
    const audit = new SqlAuditLog(opened.database);
    const { id: _, event_id: __, ...note } = auditLine(1).row;
    await audit.append(note);
    expect((await audit.list({ limit: 9 })).map(({ id }) => id)).toEqual([71, 70, 3]);
  });

  it("starts counting audit entries at one when none were imported", async () => {
    await restore(lines(1, () => personLine("U-1")));
    const audit = new SqlAuditLog(opened.database);
    const { id: _, event_id: __, ...note } = auditLine(1).row;
    await audit.append(note);
    expect((await audit.list({ limit: 9 })).map(({ id }) => id)).toEqual([1]);
  });

  it("refuses to back up a damaged audit entry, names it and does not quote it", async () => {
    await saveSamples(opened.database);
    await opened.database.deleteFrom("audit_log").execute();
    await opened.database
      .insertInto("audit_log")
      .values({ ...auditLine(9).row, detail: '{"name": "private"' })
      .execute();
    await expect(exported(opened.database)).rejects.toThrow(
      "The audit_log 9 is damaged and cannot be backed up: detail.",
    );
  });

  const REFUSING = RECORD_TABLES.filter((table) => table !== "erasure" && table !== "sending_stop");
  it.each(REFUSING)("imports nothing into a database that has only rows of %s", async (table) => {
    await saveSamples(opened.database);
    await clearAllBut(opened.database, table);
    const before = await allRecords(opened.database);
    await expect(restore(lines(1, () => personLine("U-1")))).rejects.toThrow(
      "The database has records already",
    );
    expect(await allRecords(opened.database)).toEqual(before);
  });

  it("refuses to back up a damaged row, names it and does not quote it", async () => {
    await saveSamples(opened.database);
    await opened.database
      .updateTable("assessment")
      .set({ answers: '{"items": "private"' })
      .where("id", "=", "assessment-2")
      .execute();
    await expect(exported(opened.database)).rejects.toThrow(
      "The assessment assessment-2 is damaged and cannot be backed up: answers.",
    );
  });

  it("imports nothing when the rows break off", async () => {
    const broken = async function* () {
      for (let number = 0; number < 300; number += 1) yield personLine(`U-${number}`);
      throw new Error("cut off");
    };
    await expect(restore(broken())).rejects.toThrow("cut off");
    expect(await allRecords(opened.database)).toEqual(NO_RECORDS);
  });

  it("imports nothing into a database that has records", async () => {
    await saveSamples(opened.database);
    const before = await allRecords(opened.database);
    await expect(restore(lines(3, (number) => personLine(`U-${number}`)))).rejects.toThrow(
      "The database has records already and nothing was changed. Restore into an empty one",
    );
    expect(await allRecords(opened.database)).toEqual(before);
  });

  it("reads audit entries of older files, which have no event", async () => {
    const { event_id: _, ...older } = auditLine(3).row;
    await restore(lines(1, () => ({ table: "audit_log", row: older }) as BackupRow));
    expect((await allRecords(opened.database)).audit_log).toMatchObject([{ id: 3, event_id: null }]);
  });

  it("reads people, organisations and rounds of older files, which know nothing of reminders", async () => {
    await saveSamples(opened.database);
    const { lines: all } = await exported(opened.database);
    for (const table of RECORD_TABLES) await opened.database.deleteFrom(table).execute();
    const older = all
      .slice(1, -1)
      .filter(({ table }) => ["person", "organisation", "round"].includes(table ?? ""));
    await restore(lines(older.length, (place) => withoutReminders(older[place])));
    const left = await allRecords(opened.database);
    const wishes = { reminders_stopped_for: null, reminders_snoozed_until: null, reminders_changed_at: null };
    for (const row of left.person) expect(row).toMatchObject({ ...wishes, blocked_at: null });
    for (const row of left.organisation) expect(row).toMatchObject({ monthly_messages: null });
    for (const row of left.round) expect(row).toMatchObject({ audience: null, questionnaire: null });
  });

  it("stops runs that were sending, and gives up what may have been sent since the backup", async () => {
    await putOrganisation(opened.database, "dep");
    await putRound(opened.database, "dep", ROUND);
    await putRun(opened.database, "dep", { id: "r", people: 4, reporter: "U-hr" });
    const ledger = new SqlReminderLedger(opened.database);
    const claim = () => ledger.claim({ count: 1, leaseMs: 1_000, at: REMIND_AT });
    const tried = await claim();
    const message = { retryKey: "k", text: "greeting", body: "[]" } as const;
    const keys = tried.reminders.map(({ run, member }) => ({ run, member }));
    await ledger.prepare(
      tried.token,
      keys.map((key) => ({ ...key, ...message })),
      REMIND_AT,
    );
    const again = { type: "again", at: REMIND_AT + 9_000, mayHaveArrived: true } as const;
    await ledger.settle(
      tried.token,
      keys.map((key) => ({ ...key, outcome: again })),
      REMIND_AT,
    );
    await claim();
    const { lines: all } = await exported(opened.database);
    for (const table of RECORD_TABLES) await opened.database.deleteFrom(table).execute();
    await restore(lines(all.length - 2, (place) => all[place + 1] as BackupRow));
    const left = await allRecords(opened.database);
    const states = left.reminder.map(({ state, body, claimed_by: by }) => [state, body, by]).toSorted();
    expect(states).toEqual(Array(4).fill(["unknown", null, null]));
    expect(left.reminder_run).toMatchObject([{ state: "stopped", unknown: 4 }]);
    expect(left.message_budget).toMatchObject([
      { organisation: "", reserved: 0, sent: 4 },
      { organisation: "dep", reserved: 0, sent: 4 },
    ]);
    expect((await claim()).reminders).toEqual([]);
  });

  it("restores where all sending was stopped before, and leaves it stopped", async () => {
    await saveSamples(opened.database);
    const { lines: all } = await exported(opened.database);
    const before = await allRecords(opened.database);
    for (const table of RECORD_TABLES)
      if (table !== "sending_stop") await opened.database.deleteFrom(table).execute();
    await restore(lines(all.length - 2, (place) => all[place + 1] as BackupRow));
    expect(await allRecords(opened.database)).toEqual(before);
  });

  it("removes sessions behind the records and keeps those that are level or ahead", async () => {
    const sessions = opened.sessionsIn(opened.database);
    for (const revision of [4, 5, 6]) await store(sessions, storedSession(revision, `U-${revision}`));
    await store(sessions, storedSession(6, "U-assessment"));
    const rows = async function* () {
      for (const id of ["U-4", "U-5", "U-6", "U-none", "U-assessment"]) yield personLine(id, 5);
      const line = largeAssessmentLine(1);
      yield { ...line, row: { ...line.row, person_id: "U-assessment", revision: 7 } };
    };
    expect(await restore(rows())).toEqual({
      counts: { ...noRows(), person: 5, assessment: 1 },
      olderSessions: 2,
      erasedAgain: 0,
    });
    const left = ["U-4", "U-5", "U-6", "U-assessment"].map((id) => sessions.load(id));
    expect(await Promise.all(left)).toEqual([
      undefined,
      storedSession(5, "U-5"),
      storedSession(6, "U-6"),
      undefined,
    ]);
  });
}

const OF_REMINDERS = new Set([
  ...["reminders_stopped_for", "reminders_snoozed_until", "reminders_changed_at", "blocked_at"],
  ...["monthly_messages", "audience", "questionnaire"],
]);

function withoutReminders(line: { readonly table?: string; readonly row?: unknown } = {}): BackupRow {
  const columns = Object.entries(line.row ?? {}).filter(([column]) => !OF_REMINDERS.has(column));
  return { ...line, row: Object.fromEntries(columns) } as BackupRow;
}

/** Ids that a dictionary sorts otherwise than their code points do. */
function managesLine(number: number): Extract<BackupRow, { table: "member_manages" }> {
  return { table: "member_manages", row: { member: `${number % 2 === 0 ? "m" : "M"}-${number}`, unit: "u" } };
}

function auditLine(id: number): Extract<BackupRow, { table: "audit_log" }> {
  const note = { at: 1, actor: "operator:test", action: "people_view", organisation: null } as const;
  return { table: "audit_log", row: { id, ...note, subject: null, detail: { id }, event_id: null } };
}

async function clearAllBut(database: Database, kept: RecordTable): Promise<void> {
  for (const table of RECORD_TABLES) if (table !== kept) await database.deleteFrom(table).execute();
}

describe("backup of SQLite", () => {
  backupSuite(
    ["0001-records", "0002-embedded", "0003-people", "0004-linking", "0005-reminders"],
    async () => {
      const sqlite = await openTemporarySqlite();
      return { ...sqlite, sessionsIn: (db) => new SqliteSessionStore(db, { now: () => 1 }) };
    },
  );
});

describeWith(await findPostgres(), "backup of PostgreSQL", (url) => {
  backupSuite(["0001-records", "0003-people", "0004-linking", "0005-reminders"], async () => {
    const own = await createDatabase(url);
    const database = openPostgres(own.url, silentLog);
    const other = openPostgres(own.url, silentLog);
    await migrate(database);
    // Any store outside the database will do; Redis itself is tried by test/cli/restore.test.ts.
    const { database: embedded, close } = await openTemporarySqlite();
    const sessions = new SqliteSessionStore(embedded, { now: () => 1 });
    return {
      database,
      other,
      sessionsIn: () => sessions,
      async close() {
        await Promise.all([database.destroy(), other.destroy(), close()]);
        await own.drop();
      },
    };
  });
});

async function exported(database: Database) {
  let text = "";
  const counts = await exportRecords(database, CREATED_AT, async (pages) => {
    for await (const page of pages) text += page;
  });
  const parsed = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { readonly table?: string; readonly row?: unknown });
  return { lines: parsed, counts };
}

async function* lines(howMany: number, make: (number: number) => BackupRow): AsyncGenerator<BackupRow> {
  for (let number = 0; number < howMany; number += 1) yield make(number);
}

function rowOf(line: BackupRow) {
  if (line.table !== "person") throw new Error("a person was expected");
  return line.row;
}

async function store(sessions: SessionStore, next: StoredSession): Promise<void> {
  expect(await sessions.commit(next.session.personId, 0, next)).toBe(true);
}

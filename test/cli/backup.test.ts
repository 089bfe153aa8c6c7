import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { BackupRow } from "../../src/database/backup-format.ts";
import { importRecords } from "../../src/database/import-records.ts";
import { SqlRecords } from "../../src/database/sql-records.ts";
import { SqliteSessionStore } from "../../src/database/sqlite-session-store.ts";
import { person, typedEvent } from "../contracts/builders.ts";
import { allRecords, largeAssessmentLine, saveSamples } from "../database/sample-records.ts";
import { describeWith, findPostgres, findRedis, temporaryFolder } from "../support/servers.ts";
import {
  bothServers,
  embeddedTarget,
  onDatabase,
  onStorage,
  serversTarget,
  type Target,
} from "./open-target.ts";
import { runCli, startServer } from "./run-cli.ts";

const SAMPLE_ROWS =
  "person 3, notice_acceptance 3, assessment 3, organisation 2, org_unit 3, member 2, member_manages 3, " +
  "round 2, account_link 1, link_code 1, response 1, erasure 1, snapshot_run 2, team_snapshot 1, " +
  "team_figures 2, cell_pool 2, cell_mark 2, cell_erasure 1, reminder_run 2, reminder 2, reminder_schedule 1, " +
  "message_budget 2, sending_stop 1, audit_log 3 rows";
const redis = await findRedis();

let folder: ReturnType<typeof temporaryFolder>;
let targets: Target[];

beforeEach(() => {
  folder = temporaryFolder();
  targets = [];
});
afterEach(async () => {
  await Promise.all(targets.map((target) => target.remove()));
  folder.remove();
});

function kept(target: Target): Target {
  targets.push(target);
  return target;
}
const embedded = () => kept(embeddedTarget());
const servers = async (url: string) => kept(await serversTarget("url" in redis ? redis.url : "", url));
const pathOf = (name: string) => join(folder.path, name);

async function backup(target: Target, name: string): Promise<readonly string[]> {
  expect(await runCli(["backup", pathOf(name)], target.settings)).toEqual({
    code: 0,
    stdout: `Written to ${pathOf(name)}: ${SAMPLE_ROWS}.\n`,
    stderr: "",
  });
  return gunzipSync(readFileSync(pathOf(name)))
    .toString()
    .split("\n")
    .slice(1, -2)
    .toSorted();
}

async function restore(target: Target, name: string): Promise<void> {
  const { code, stdout, stderr } = await runCli(["restore", pathOf(name)], target.settings);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^Restored the backup of \d{4}-\d\d-\d\dT[\d:.]+Z: .+\n$/u);
  expect(stdout).toContain(`: ${SAMPLE_ROWS}.\n`);
}

describe("backup, embedded", () => {
  it("writes a file only its owner may read, in place of an older one, and leaves nothing else behind", async () => {
    const target = embedded();
    await onDatabase(target, saveSamples);
    writeFileSync(pathOf("b.gz"), "older", { mode: 0o644 });
    writeFileSync(pathOf("b.gz.part"), "left by a crash", { mode: 0o644 });
    await backup(target, "b.gz");
    expect(statSync(pathOf("b.gz")).mode & 0o777).toBe(0o600);
    expect(existsSync(pathOf("b.gz.part"))).toBe(false);
  });

  it.each([
    ["nowhere/b.gz", "its folder does not exist"],
    [".", "it is a folder"],
  ])("says why it cannot write %s", async (name, reason) => {
    const target = embedded();
    await onDatabase(target, saveSamples);
    expect(await runCli(["backup", pathOf(name)], target.settings)).toEqual({
      code: 1,
      stdout: "",
      stderr: `error: ${pathOf(name)} cannot be written: ${reason}.\n`,
    });
  });

  it("leaves the older file alone when it fails", async () => {
    const target = embedded();
    await onDatabase(target, saveSamples);
    await onDatabase(target, (database) => sql`update person set language = 'private'`.execute(database));
    writeFileSync(pathOf("b.gz"), "older");
    expect(await runCli(["backup", pathOf("b.gz")], target.settings)).toEqual({
      code: 1,
      stdout: "",
      stderr: "error: The person of U-begu… is damaged and cannot be backed up: language.\n",
    });
    expect(readFileSync(pathOf("b.gz"), "utf8")).toBe("older");
    expect(existsSync(pathOf("b.gz.part"))).toBe(false);
  });

  it("asks for a migration first when the tables are not there, and makes no database of its own", async () => {
    const target = embedded();
    const none = await runCli(["backup", pathOf("b.gz")], target.settings);
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining("There is no database in") });
    const runCommand = () => runCli(["backup", pathOf("b.gz")], target.settings);
    await onDatabase(target, (database) => sql`delete from kysely_migration`.execute(database));
    expect(await runCommand()).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "error: The database is not up to date (0001-records, 0002-embedded, 0003-people, 0004-linking, 0005-reminders). " +
        'Run "migrate" first.\n',
    });
  });

  it("works beside a running server, which goes on working", async () => {
    const target = embedded();
    const server = await startServer(target.settings.DATA_DIR ?? "");
    try {
      // Old rows would go meanwhile: the server deletes what has been kept for long enough.
      const somebody = { type: "save_person", person: person() } as const;
      await onDatabase(target, (database) =>
        new SqlRecords(database).apply("U-here", 1, [somebody], Date.now()),
      );
      const written = await runCli(["backup", pathOf("b.gz")], target.settings);
      expect(written).toMatchObject({ code: 0, stdout: expect.stringContaining(": person 1, "), stderr: "" });
      await onStorage(target, async ({ inbox, sessions }) => {
        const { replyToken: _, ...event } = typedEvent("e1", Date.now());
        await inbox.append([event]);
        await vi.waitFor(async () => {
          expect(await sessions.load("person-1")).toMatchObject({ recentEvents: [{ id: "e1" }] });
        }, 10_000);
      });
    } finally {
      await server.stop();
    }
    const restored = await runCli(["restore", pathOf("b.gz")], embedded().settings);
    expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining(": person 1, "), stderr: "" });
  }, 120_000);

  it("needs no more memory for 20,000 assessments than it has for a few", async () => {
    const target = embedded();
    const rows = async function* (): AsyncGenerator<BackupRow> {
      for (let number = 0; number < 20_000; number += 1) yield largeAssessmentLine(number);
    };
    await onDatabase(target, (database) =>
      importRecords(database, rows(), (tx) => new SqliteSessionStore(tx, { now: () => 1 })),
    );
    // The rows take some 60 MB as text, more than is allowed in all; the program alone takes half of that.
    const small = ["--max-old-space-size=48", "--max-semi-space-size=2"];
    const written = await runCli(["backup", pathOf("b.gz")], target.settings, small);
    const counts =
      "person 0, notice_acceptance 0, assessment 20000, organisation 0, org_unit 0, member 0, member_manages 0, " +
      "round 0, account_link 0, link_code 0, response 0, erasure 0, snapshot_run 0, " +
      "team_snapshot 0, team_figures 0, cell_pool 0, cell_mark 0, cell_erasure 0, " +
      "reminder_run 0, reminder 0, reminder_schedule 0, message_budget 0, sending_stop 0, audit_log 0 rows";
    expect(written).toEqual({ code: 0, stdout: `Written to ${pathOf("b.gz")}: ${counts}.\n`, stderr: "" });
    const restored = await runCli(["restore", pathOf("b.gz")], embedded().settings, small);
    expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining(counts), stderr: "" });
  }, 120_000);
});

describeWith(bothServers(redis, await findPostgres()), "backup from one database to the other", (url) => {
  it("comes back the same after SQLite, PostgreSQL and SQLite again", async () => {
    const [first, second, third] = [embedded(), await servers(url), embedded()];
    await onDatabase(first, saveSamples);
    const original = await onDatabase(first, allRecords);
    const lines = await backup(first, "first.gz");
    await restore(second, "first.gz");
    expect(await onDatabase(second, allRecords)).toEqual(original);
    expect(await backup(second, "second.gz")).toEqual(lines);
    await restore(third, "second.gz");
    expect(await onDatabase(third, allRecords)).toEqual(original);
    expect(await backup(third, "third.gz")).toEqual(lines);
  });
});

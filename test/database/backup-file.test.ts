import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkBackupFile, writeBackupFile } from "../../src/database/backup-file.ts";
import { noRows } from "../../src/database/backup-format.ts";
import { exportRecords } from "../../src/database/export-records.ts";
import { temporaryFolder } from "../support/servers.ts";
import { openTemporarySqlite } from "./open-temporary-sqlite.ts";
import { SAMPLE_COUNTS, saveSamples } from "./sample-records.ts";

const folder = temporaryFolder();
const good = join(folder.path, "good.gz");
let text = "";

beforeAll(async () => {
  const { database, close } = await openTemporarySqlite();
  await saveSamples(database);
  await exportRecords(database, 0, (pages) => writeBackupFile(good, pages));
  await close();
  text = gunzipSync(readFileSync(good)).toString();
});
afterAll(() => folder.remove());

describe("a backup file", () => {
  const CUT_OFF = "is cut off: its end is missing. Nothing was restored; use another backup.";
  const DAMAGED = "is damaged: its checksum does not fit. Nothing was restored; use another backup.";
  const FOREIGN = "is no Thaksa backup.";
  const zipped = (change: (text: string) => string) => () => gzipSync(change(text));
  const CASES: readonly (readonly [string, () => Uint8Array | string, string])[] = [
    ["a text", () => "person,language\nU-1,th\n", FOREIGN],
    ["an empty file", () => "", CUT_OFF],
    ["a compressed text", () => gzipSync("no JSON\n"), FOREIGN],
    ["other JSON", () => gzipSync('{"format":"other","version":1}\n'), FOREIGN],
    ["JSON that is no object", () => gzipSync("null\n"), FOREIGN],
    ["a compressed file cut in the middle", () => readFileSync(good).subarray(0, -200), CUT_OFF],
    ["lines cut after a row", zipped((all) => all.slice(0, all.lastIndexOf('{"end"'))), CUT_OFF],
    ["lines cut inside a row", zipped((all) => all.slice(0, -300)), CUT_OFF],
    ["a changed value", zipped((all) => all.replace('"revision":41', '"revision":42')), DAMAGED],
    ["a missing row", zipped((all) => all.replace(/^\{"table".*\n/mu, "")), DAMAGED],
    ["something after the end", zipped((all) => `${all}${all}`), "goes on after its end."],
    [
      "a later format",
      zipped((all) => all.replace('"version":1', '"version":2')),
      "has a format this version of Thaksa does not know.",
    ],
    [
      "a later database",
      zipped((all) => all.replace('"0001-records"', '"0009-later"')),
      "was made by a newer version of Thaksa (0009-later). Update this one first.",
    ],
    [
      "a wrong value, without quoting it",
      zipped((all) => all.replace('"language":"th"', '"language":"private"')),
      "has a row that is wrong in language (line 2).",
    ],
    [
      "an unknown column",
      zipped((all) => all.replace('"plain_text":', '"extra":1,"plain_text":')),
      "has a row that is wrong in its shape (line 2).",
    ],
  ];

  it("tells when it was made and what it holds", async () => {
    expect(await checkBackupFile(good)).toEqual({
      header: {
        format: "thaksa-backup",
        version: 1,
        createdAt: "1970-01-01T00:00:00.000Z",
        migrations: ["0001-records", "0002-embedded", "0003-people", "0004-linking", "0005-reminders"],
      },
      counts: SAMPLE_COUNTS,
    });
  });

  it("from before organisations were backed up is read as one without any", async () => {
    const file = join(folder.path, "older.gz");
    const row = text.split("\n").find((line) => line.startsWith('{"table":"person"'));
    const header = { format: "thaksa-backup", version: 1, createdAt: "2026-11-01T00:00:00.000Z" };
    const rows = `${JSON.stringify({ ...header, migrations: ["0001-records", "0002-embedded"] })}\n${row}\n`;
    const counts = { person: 1, notice_acceptance: 0, assessment: 0 };
    const sha256 = createHash("sha256").update(rows).digest("hex");
    writeFileSync(file, gzipSync(`${rows}${JSON.stringify({ end: true, counts, sha256 })}\n`));
    expect((await checkBackupFile(file)).counts).toEqual({ ...noRows(), person: 1 });
  });

  it.each(CASES)("that is %s is refused", async (_, content, problem) => {
    const file = join(folder.path, "bad.gz");
    writeFileSync(file, content());
    await expect(checkBackupFile(file)).rejects.toMatchObject({
      code: "BACKUP_FILE",
      message: `${file} ${problem}`,
    });
  });

  it("with any one byte changed is refused", async () => {
    const file = join(folder.path, "bad.gz");
    const bytes = readFileSync(good);
    for (let place = 10; place < bytes.length; place += 7) {
      const changed = Uint8Array.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ 0xff;
      writeFileSync(file, changed);
      await expect(checkBackupFile(file)).rejects.toMatchObject({ code: "BACKUP_FILE" });
    }
  });

  it("with a line longer than any row is refused without reading on", async () => {
    const file = join(folder.path, "bad.gz");
    writeFileSync(file, gzipSync(Buffer.alloc(20_000_000, "x")));
    await expect(checkBackupFile(file)).rejects.toThrow("is no Thaksa backup.");
  });

  it("that is not there is named", async () => {
    const file = join(folder.path, "missing.gz");
    await expect(checkBackupFile(file)).rejects.toThrow(`${file} cannot be read (ENOENT).`);
  });
});

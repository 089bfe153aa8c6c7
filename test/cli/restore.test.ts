import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SqlRecords } from "../../src/database/sql-records.ts";
import { storedSession } from "../contracts/builders.ts";
import { allRecords, NO_RECORDS, saveSamples } from "../database/sample-records.ts";
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

const folder = temporaryFolder();
const good = join(folder.path, "good.gz");
let text = "";

beforeAll(async () => {
  const source = embeddedTarget();
  await onDatabase(source, saveSamples);
  await runCli(["backup", good], source.settings);
  await source.remove();
  text = gunzipSync(readFileSync(good)).toString();
});
afterAll(() => folder.remove());

/** A file of that content and its name. */
function fileOf(content: Uint8Array | string): string {
  const file = join(folder.path, "other.gz");
  writeFileSync(file, content);
  return file;
}

/** The list of a database in which U-old erased their data after the backup. */
async function exportErasures(): Promise<string> {
  const list = join(folder.path, "erasures.gz");
  const later = embeddedTarget();
  await onDatabase(later, async (database) => {
    await saveSamples(database);
    await new SqlRecords(database).apply("U-old", 42, [{ type: "erase_person" }], 1_790_000_020_000);
  });
  expect(await runCli(["erasures", "export", list], later.settings)).toEqual({
    code: 0,
    stdout: `Written to ${list}: 2 erasure(s).\n`,
    stderr: "",
  });
  await later.remove();
  expect(gunzipSync(readFileSync(list)).toString()).not.toContain("U-old");
  return list;
}

function restoreSuite(create: () => Promise<Target>): void {
  let target: Target;

  beforeEach(async () => {
    target = await create();
  });
  afterEach(() => target.remove());

  const restore = (file: string) => runCli(["restore", file], target.settings);

  it("refuses a database that has records and says what to do", async () => {
    await onDatabase(target, saveSamples);
    const before = await onDatabase(target, allRecords);
    expect(await restore(good)).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "error: The database has records already and nothing was changed. Restore into an empty one: " +
        "set DATA_DIR to a new folder, or DATABASE_URL to a new database.\n",
    });
    expect(await onDatabase(target, allRecords)).toEqual(before);
  });

  it("removes sessions that are older than the records, keeps newer ones, and says so", async () => {
    await onStorage(target, async ({ sessions }) => {
      await sessions.commit("U-old", 0, storedSession(40, "U-old"));
      await sessions.commit("U-begun", 0, storedSession(8, "U-begun"));
    });
    const { code, stdout, stderr } = await restore(good);
    expect({ code, stderr, said: stdout.split("\n").slice(1) }).toEqual({
      code: 0,
      stderr: "",
      said: ["Removed 1 session(s) older than the records.", ""],
    });
    await onStorage(target, async ({ sessions }) => {
      expect(await sessions.load("U-old")).toBeUndefined();
      expect(await sessions.load("U-begun")).toEqual(storedSession(8, "U-begun"));
    });
  });

  it("erases again who erased their data since, as a list from elsewhere has it", async () => {
    const list = await exportErasures();
    const { code, stdout, stderr } = await runCli(["restore", good, "--erasures", list], target.settings);
    expect({ code, stderr, said: stdout.split("\n").slice(1) }).toEqual({
      code: 0,
      stderr: "",
      said: ["Erased 1 person(s) again.", ""],
    });
    const left = await onDatabase(target, allRecords);
    expect(left.person.map((row) => row.person_id)).toEqual(["U-begun", "U-new"]);
    expect(JSON.stringify(left)).not.toContain("U-old");
    expect(left.erasure).toHaveLength(2);
  });

  it("commits nothing of a file that is cut off", async () => {
    const cut = gzipSync(text.slice(0, text.lastIndexOf('{"end"')));
    expect(await restore(fileOf(cut))).toMatchObject({ code: 1, stdout: "" });
    expect(await onDatabase(target, allRecords)).toEqual(NO_RECORDS);
  });
}

describe("restore, embedded", () => {
  restoreSuite(async () => embeddedTarget());

  it("works beside a running server", async () => {
    const target = embeddedTarget();
    const server = await startServer(target.settings.DATA_DIR ?? "");
    try {
      expect(await runCli(["restore", good], target.settings)).toMatchObject({ code: 0, stderr: "" });
    } finally {
      await server.stop();
      await target.remove();
    }
  });
});

const redis = await findRedis();
describeWith(bothServers(redis, await findPostgres()), "restore, servers", (url) => {
  restoreSuite(() => serversTarget("url" in redis ? redis.url : "", url));
});

describe("restore, trouble", () => {
  it("a bad file is refused before a server is asked for", async () => {
    const file = fileOf("person,language\n");
    const settings = { REDIS_URL: "redis://127.0.0.1:1", DATABASE_URL: "postgres://127.0.0.1:1/name" };
    const stderr = `error: ${file} is no Thaksa backup.\n`;
    expect(await runCli(["restore", file], settings)).toEqual({ code: 1, stdout: "", stderr });
  });

  it("a bad list of erasures is refused before anything is restored", async () => {
    const target = embeddedTarget();
    const list = fileOf("person,language\n");
    expect(await runCli(["restore", good, "--erasures", list], target.settings)).toEqual({
      code: 1,
      stdout: "",
      stderr: `error: ${list} is no Thaksa backup.\n`,
    });
    expect(await onDatabase(target, allRecords)).toEqual(NO_RECORDS);
    await target.remove();
  });

  it("a server that cannot be reached is told without its address or password", async () => {
    const outcome = await runCli(["restore", good], {
      REDIS_URL: "redis://:hidden@127.0.0.1:1",
      DATABASE_URL: "postgres://someone:hidden@127.0.0.1:1/name",
    });
    const stderr = "error: database cannot be reached (ECONNREFUSED)\n";
    expect(outcome).toEqual({ code: 1, stdout: "", stderr });
  });
});

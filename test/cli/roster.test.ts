import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { SqlDirectory } from "../../src/database/sql-directory.ts";
import { organisation } from "../contracts/people-builders.ts";
import { makeWorkbook } from "../support/make-workbook.ts";
import { describeWith, findPostgres, findRedis, temporaryFolder } from "../support/servers.ts";
import { bothServers, embeddedTarget, onDatabase, serversTarget, type Target } from "./open-target.ts";
import { runCli } from "./run-cli.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const HEADINGS = "รหัสพนักงาน,ชื่อ,รหัสหน่วยงาน,หน่วยงาน,บทบาท";
const FIRST = `${HEADINGS}\n1,หนึ่ง ทดลอง,10,กองทดลอง,ฝ่ายบุคคล\n2,สอง ทดลอง,10,,\n3,สาม ทดลอง,10,,\n`;
const SECOND = `${HEADINGS}\n1,หนึ่ง ทดลอง,10,กองทดลอง,\n3,สาม ใหม่,10,,\n`;
const BAD = `${HEADINGS}\n4,สี่ ทดลอง,10,กองทดลอง,\n4,ห้า ทดลอง,10,,\n5,=หก,10,,\n6,เจ็ด ทดลอง,10,,นาย\n7,แปด ทดลอง,10,,\n`;

/** A file with this content and its path. */
function fileOf(content: string | Buffer, name = "people.csv"): string {
  const path = join(folder.path, name);
  writeFileSync(path, content);
  return path;
}

const lines = (text: string) => text.trimEnd().split("\n");
const cells = (text: string) => lines(text).map((line) => line.split(/ {2,}/u));

function rosterSuite(create: () => Promise<Target>): void {
  let target: Target;

  beforeEach(async () => {
    target = await create();
    await onDatabase(target, (database) =>
      new SqlDirectory(database).addOrganisation(organisation(), "operator:set-up"),
    );
  });
  afterEach(() => target.remove());

  const importFile = (file: string, ...words: string[]) =>
    runCli(["roster", "import", file, "--organisation", "dep", "--by", "Malee", ...words], target.settings);
  const people = () =>
    onDatabase(target, async (database) => {
      const found = await new SqlDirectory(database).members("dep", { limit: 100 });
      return found.map(({ staffNumber, name, role, active }) => [staffNumber, name, role, active]);
    });
  const journal = () =>
    onDatabase(target, async (database) => {
      const entries = await new SqlAuditLog(database).list({ organisation: "dep", limit: 100 });
      return entries
        .map(({ actor, action, detail }) => [actor, action, detail])
        .toReversed()
        .slice(1);
    });

  it("imports a file, and the second time changes nothing", async () => {
    const file = fileOf(FIRST);
    const summary = (first: string, second: string) => ({
      code: 0,
      stderr: "",
      stdout: `${first}\n${second}\n`,
    });
    expect(await importFile(file)).toEqual(
      summary(
        "Units:  1 added, 0 changed",
        "People: 3 added, 0 changed, 0 unchanged, 0 no longer listed (kept)",
      ),
    );
    expect(await importFile(file)).toEqual(
      summary(
        "Units:  0 added, 0 changed",
        "People: 0 added, 0 changed, 3 unchanged, 0 no longer listed (kept)",
      ),
    );
    expect(await people()).toEqual([
      ["1", "หนึ่ง ทดลอง", "hr", true],
      ["2", "สอง ทดลอง", "officer", true],
      ["3", "สาม ทดลอง", "officer", true],
    ]);
    const counts = {
      file: "people.csv",
      skipped: 0,
      units: 1,
      added: 3,
      changed: 0,
      unchanged: 0,
      deactivated: 0,
    };
    expect(await journal()).toEqual([
      ["operator:Malee", "roster_import", counts],
      ["operator:Malee", "role_change", { before: null, after: { role: "hr", manages: [] } }],
      ["operator:Malee", "roster_import", { ...counts, units: 0, added: 0, unchanged: 3 }],
    ]);
  });

  it("--dry-run says by name what would be done, changes nothing and is noted", async () => {
    await importFile(fileOf(FIRST));
    const before = await people();
    const { code, stdout, stderr } = await importFile(fileOf(SECOND), "--dry-run");
    expect({ code, stderr, stdout: cells(stdout) }).toEqual({
      code: 0,
      stderr: "",
      stdout: [
        ["Units:", "0 added, 0 changed"],
        ["People: 0 added, 2 changed, 0 unchanged, 1 no longer listed (kept)"],
        [""],
        ["changed person", "name", "what"],
        ["1", "หนึ่ง ทดลอง", "role"],
        ["3", "สาม ใหม่", "name"],
        [""],
        ["no longer listed", "name", "unit"],
        ["2", "สอง ทดลอง", "10"],
        ["Dry run: nothing was changed."],
      ],
    });
    expect(await people()).toEqual(before);
    expect((await journal()).at(-1)).toEqual([
      "operator:Malee",
      "roster_check",
      { file: "people.csv", people: 2, problems: 0 },
    ]);
  });

  it("deactivates people who are no longer listed only on request", async () => {
    await importFile(fileOf(FIRST));
    await importFile(fileOf(SECOND));
    expect((await people()).map(([, , , active]) => active)).toEqual([true, true, true]);
    const { stdout } = await importFile(fileOf(SECOND), "--deactivate-missing");
    expect(lines(stdout).at(-1)).toBe(
      "People: 0 added, 0 changed, 2 unchanged, 1 no longer listed (deactivated)",
    );
    expect((await people()).map(([, , , active]) => active)).toEqual([true, false, true]);
  });

  it("lists every mistake with row, column and what to do, and imports nothing", async () => {
    const { code, stdout, stderr } = await importFile(fileOf(BAD), "--language", "en");
    expect({ code, stderr, stdout: cells(stdout) }).toEqual({
      code: 1,
      stderr:
        "error: 4 problem(s), 4 row(s) that cannot be imported; nothing was changed. " +
        "Mend the file, or leave those rows out with --skip-bad-rows.\n",
      stdout: [
        ["row", "column", "what to do"],
        ["2", "staff number", "Row 3 has the same staff number. Correct it, or remove the extra row."],
        ["3", "staff number", "Row 2 has the same staff number. Correct it, or remove the extra row."],
        ["4", "name", "The text begins with =, like a formula. Type it without this sign."],
        ["5", "role", "There is no role “นาย”. Use officer, manager or hr."],
      ],
    });
    expect(await people()).toEqual([]);
    expect((await journal()).map(([, action]) => action)).toEqual(["roster_check"]);
  });

  it("--errors writes every mistake to a file, also those too many to be listed", async () => {
    const rows = Array.from({ length: 1_200 }, (_, number) => `${number},=x,10,กองทดลอง,`);
    const errors = join(folder.path, "errors.csv");
    const file = fileOf(`${HEADINGS}\n${rows.join("\n")}\n`);
    const { code, stdout } = await importFile(file, "--errors", errors, "--language", "en");
    const written = lines(readFileSync(errors, "utf8"));
    rmSync(errors);
    expect([code, lines(stdout).length, lines(stdout).slice(-2)]).toEqual([
      1,
      1_003,
      ["and 200 more; --errors FILE writes all of them to a file", `All of them are in ${errors}.`],
    ]);
    expect([written.length, written.at(-1)]).toEqual([
      1_201,
      '1201,name,"The text begins with =, like a formula. Type it without this sign."',
    ]);
  });

  it("--skip-bad-rows imports the others, but then deactivates nobody", async () => {
    await importFile(fileOf(FIRST));
    const refused = await importFile(fileOf(BAD), "--skip-bad-rows", "--deactivate-missing");
    expect([refused.code, await people()]).toMatchObject([1, { length: 3 }]);
    const { code, stdout } = await importFile(fileOf(BAD), "--skip-bad-rows");
    expect({ code, last: lines(stdout).slice(-3) }).toEqual({
      code: 0,
      last: [
        "Units:  0 added, 0 changed",
        "People: 1 added, 0 changed, 0 unchanged, 3 no longer listed (kept)",
        "Left out: 4 row(s)",
      ],
    });
    expect((await people()).map(([number]) => number)).toEqual(["1", "2", "3", "7"]);
  });

  it("imports workbooks", async () => {
    const rows = lines(FIRST).map((line) =>
      line.split(",").map((cell) => (/^\d+$/u.test(cell) ? Number(cell) : cell)),
    );
    expect((await importFile(fileOf(makeWorkbook(rows), "people.xlsx"))).code).toBe(0);
    expect(await people()).toHaveLength(3);
  });

  it("shows people and the audit log, and notes who looked at people", async () => {
    await importFile(fileOf(FIRST));
    const list = await runCli(
      ["roster", "list", "--organisation", "dep", "--by", "Malee", "--limit", "1", "--after", "1"],
      target.settings,
    );
    expect(cells(list.stdout)).toEqual([
      ["staff number", "name", "e-mail", "unit", "group", "role", "manages", "active"],
      ["2", "สอง ทดลอง", "10", "officer", "yes"],
    ]);
    const audit = await runCli(["audit", "list", "--organisation", "dep", "--limit", "2"], target.settings);
    expect(cells(audit.stdout).map((row) => row.slice(2, 5))).toEqual([
      ["who", "what", "organisation"],
      ["operator:Malee", "people_view", "dep"],
      ["operator:Malee", "role_change", "dep"],
    ]);
    const json = await runCli(["audit", "list", "--json", "--before", "2"], target.settings);
    expect(JSON.parse(json.stdout)).toMatchObject([
      { id: 1, action: "organisation_add", actor: "operator:set-up" },
    ]);
  });
}

describe("roster, embedded", () => {
  rosterSuite(async () => embeddedTarget());

  it("says what is wrong with a file that cannot be read, and with what it is told to do", async () => {
    const target = embeddedTarget();
    await onDatabase(target, (database) =>
      new SqlDirectory(database).addOrganisation(organisation(), "operator:x"),
    );
    const importFile = (file: string, id: string, ...words: string[]) =>
      runCli(["roster", "import", file, "--organisation", id, ...words], target.settings);
    const locked = fileOf(Buffer.from("d0cf11e0a1b11ae100000000", "hex"), "old.xls");
    expect(await importFile(locked, "dep", "--by", "x")).toEqual({
      code: 1,
      stdout: "",
      stderr: "error: ไฟล์นี้เป็น Excel รุ่นเก่า (.xls) หรือมีรหัสผ่าน บันทึกเป็น .xlsx ที่ไม่มีรหัสผ่าน หรือ CSV\n",
    });
    const headless = await importFile(
      fileOf("a,b\n1,2\n"),
      "dep",
      "--by",
      "x",
      "--skip-bad-rows",
      "--language",
      "en",
    );
    expect([headless.code, cells(headless.stdout).slice(0, 3)]).toEqual([
      1,
      [
        ["Columns that are not used: a, b"],
        ["row", "column", "what to do"],
        ["1", "staff number", "This column is missing. Add it with the heading used in the template."],
      ],
    ]);
    const errors = await Promise.all([
      importFile(fileOf(FIRST), "dep"),
      importFile(fileOf(FIRST), "other", "--by", "x"),
      importFile(fileOf(FIRST), "dep", "--by", " "),
    ]);
    expect(errors.map(({ code, stderr }) => [code, stderr])).toEqual([
      [1, "error: required option '--by <name>' not specified\n"],
      [1, 'error: There is no organisation "other". See them with: organisation list\n'],
      [1, "error: option '--by <name>' argument ' ' is invalid. Use a name of 1 to 100 characters.\n"],
    ]);
    await target.remove();
  });

  it("asks for a migration first where the tables are not there", async () => {
    const target = embeddedTarget();
    const { code, stderr } = await runCli(["organisation", "list"], target.settings);
    expect([code, stderr]).toEqual([
      1,
      `error: There is no database in the data folder ${target.settings.DATA_DIR}. Set DATA_DIR to the server's folder.\n`,
    ]);
    await target.remove();
  });

  it("writes a template once", async () => {
    const file = join(folder.path, "template.csv");
    const write = () => runCli(["roster", "template", file, "--language", "en"], {});
    expect(await write()).toEqual({
      code: 0,
      stdout: `Written to ${file}. Replace the made-up people with real ones.\n`,
      stderr: "",
    });
    const written = readFileSync(file, "utf8");
    expect(written).toContain(
      "staff number,name,email,unit code,unit,parent unit code,group,role,manages\r\n",
    );
    expect((await write()).code).toBe(1);
    expect([existsSync(file), readFileSync(file, "utf8")]).toEqual([true, written]);
  });
});

const redis = await findRedis();
describeWith(bothServers(redis, await findPostgres()), "roster, servers", (postgresUrl) => {
  rosterSuite(() => serversTarget("url" in redis ? redis.url : "", postgresUrl));
});

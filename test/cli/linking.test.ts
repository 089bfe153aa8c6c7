import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { readLinkCode } from "../../src/core/people/link-code.ts";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { SqlDirectory } from "../../src/database/sql-directory.ts";
import { SqlLinking } from "../../src/database/sql-linking.ts";
import { addPeople } from "../contracts/add-people.ts";
import { orgUnit, rosterMember } from "../contracts/people-builders.ts";
import { describeWith, findPostgres, findRedis, temporaryFolder } from "../support/servers.ts";
import { bothServers, embeddedTarget, onDatabase, serversTarget, type Target } from "./open-target.ts";
import { runCli } from "./run-cli.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const PEOPLE = [
  rosterMember("007", { name: "หนึ่ง ทดลอง" }),
  rosterMember("008", { name: "+สอง ทดลอง" }),
  rosterMember("A-9", { name: "สาม, ทดลอง", unit: "20" }),
];
/** Every command is a process of its own, and the machine may be busy. */
const PATIENCE = { timeout: 120_000 };
let files = 0;
const UNITS = [orgUnit("10", null, "กองทดลอง"), orgUnit("20", null, "=1+1")];

function suite(create: () => Promise<Target>): void {
  let target: Target;

  beforeEach(async () => {
    target = await create();
    await onDatabase(target, (database) => addPeople(new SqlDirectory(database), "dep", PEOPLE, UNITS));
  });
  afterEach(() => target.remove());

  const run = (command: string, ...words: string[]) =>
    runCli([...command.split(" "), "--organisation", "dep", ...words], target.settings);
  const by = ["--by", "Malee"];
  const newFile = () => join(folder.path, `codes-${++files}.csv`);
  const rows = (csv: string) => csv.trimEnd().split("\r\n");
  const link = (staffNumber: string) =>
    onDatabase(target, async (database) => {
      const members = await new SqlDirectory(database).members("dep", { limit: 9 });
      const member = members.find((one) => one.staffNumber === staffNumber)?.id ?? "";
      const whose = { organisation: "dep", member, linked_at: 1, declined_at: null };
      await database
        .insertInto("account_link")
        .values({ person_id: `person-${staffNumber}`, ...whose })
        .execute();
    });
  const journal = () =>
    onDatabase(target, async (database) => {
      const entries = await new SqlAuditLog(database).list({ organisation: "dep", limit: 50 });
      return entries
        .filter(({ actor }) => actor === "operator:Malee")
        .map(({ action, detail }) => [action, detail])
        .toReversed();
    });

  it("issues codes into a file of one's own, harmless to spreadsheets, and they work", PATIENCE, async () => {
    const file = newFile();
    const { code, stdout, stderr } = await run("codes issue", ...by, "--days", "3", "--out", file);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/: 3 code\(s\), good until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \(Bangkok\)\.\n$/u);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const csv = readFileSync(file, "utf8");
    expect(csv.startsWith("\ufeffstaff number,name,unit,code,good until\r\n")).toBe(true);
    const rest = "[\\dA-Z]{5}-[\\dA-Z]{5},\\d{4}-\\d\\d-\\d\\d [\\d:]{8}";
    const lines = rows(csv).slice(1);
    expect(lines).toEqual([
      expect.stringMatching(`^007,หนึ่ง ทดลอง,กองทดลอง,${rest}$`),
      expect.stringMatching(`^008,'\\+สอง ทดลอง,กองทดลอง,${rest}$`),
      expect.stringMatching(`^A-9,"สาม, ทดลอง",'=1\\+1,${rest}$`),
    ]);
    const link = readLinkCode(lines[0]?.split(",")[3] ?? "") ?? "";
    const check = await onDatabase(target, (database) =>
      new SqlLinking(database).check("person", link, "event", Date.now()),
    );
    expect(check).toMatchObject({ status: "found", name: "ห••• ท•••" });
    const detail = { codes: 3, onlyUnlinked: false, expiresAt: expect.any(Number) };
    expect(await journal()).toEqual([["codes_issue", detail]]);
  });

  it("never writes over a file, and issues nothing then", PATIENCE, async () => {
    const file = newFile();
    writeFileSync(file, "mine");
    const { code, stdout, stderr } = await run("codes issue", ...by, "--out", file);
    expect([code, stdout, readFileSync(file, "utf8")]).toEqual([1, "", "mine"]);
    expect(stderr).toContain("EEXIST");
    expect(await journal()).toEqual([]);
  });

  it(
    "issues codes to those who are not linked only, to standard output where no file is named",
    PATIENCE,
    async () => {
      await link("007");
      const { code, stdout } = await run("codes issue", ...by, "--unlinked");
      expect([code, rows(stdout).map((row) => row.split(",")[0])]).toEqual([
        0,
        ["\ufeffstaff number", "008", "A-9"],
      ]);
      await link("008");
      await link("A-9");
      const file = newFile();
      expect(await run("codes issue", ...by, "--unlinked", "--out", file)).toEqual({
        code: 0,
        stdout: "",
        stderr: "There is nobody to give a code to.\n",
      });
      expect(existsSync(file)).toBe(false);
    },
  );

  it(
    "unlinks a person, whatever numerals are typed, and says when there is nothing to do",
    PATIENCE,
    async () => {
      await link("007");
      const unlink = (number: string) => run("codes unlink", "--staff-number", number, ...by);
      const outcomes = [await unlink(" ๐๐๗"), await unlink("007"), await unlink("00")];
      expect(outcomes).toEqual([
        { code: 0, stdout: "Unlinked: 007\n", stderr: "" },
        { code: 1, stdout: "", stderr: "error: No LINE account is linked to 007.\n" },
        { code: 1, stdout: "", stderr: 'error: There is nobody with the staff number "00" in dep.\n' },
      ]);
      expect(await journal()).toEqual([["account_unlink", {}]]);
    },
  );

  it("opens, lists and closes rounds", PATIENCE, async () => {
    const year = new Date().getFullYear() + 1;
    const open = (id: string, ...words: string[]) =>
      run("round open", "--id", id, "--name", "รอบแรก", ...words);
    const until = `${year + 1}-01-01 00:00:00`;
    expect((await run("round list")).stdout).toBe("There are no rounds; calendar years count.\n");
    expect(await open("2569-1", "--closes", `${year}-12-31`, ...by)).toEqual({
      code: 0,
      stdout: `Opened: 2569-1 (until ${until}, Bangkok)\nFor: everybody, 3 people now\nQuestionnaire: 1\n`,
      stderr: "",
    });
    const refused = [await open("2569-2", ...by), await open("2569-1", ...by)];
    expect(refused.map(({ code, stderr }) => [code, stderr])).toEqual([
      [1, "error: Another round is open. Close it first: round close\n"],
      [1, 'error: There is a round "2569-1" already. See them with: round list\n'],
    ]);
    const [, row] = (await run("round list")).stdout.split("\n");
    expect(row?.split(/ {2,}/u)).toEqual([
      "2569-1",
      "รอบแรก",
      "open",
      expect.any(String),
      until,
      "everybody",
      "1",
    ]);
    expect((await run("round close", ...by)).stdout).toBe("Closed: 2569-1\n");
    expect((await run("round close", ...by)).stderr).toBe("error: No round is open.\n");
    const listed = JSON.parse((await run("round list", "--json")).stdout) as readonly object[];
    expect(listed).toMatchObject([{ id: "2569-1", state: "closed" }]);
    expect((await journal()).map(([action]) => action)).toEqual(["round_open", "round_close"]);
  });

  it("lists people and how far they are, and notes each look", PATIENCE, async () => {
    await link("008");
    const { stdout } = await run("people status", ...by);
    const round = `year-${new Date(Date.now() + 7 * 3_600_000).getUTCFullYear()}`;
    expect(stdout.split("\n").map((line) => line.split(/ {2,}/u))).toEqual([
      ["status", "since (Bangkok)", "staff number", "name", "unit"],
      ["not linked", "007", "หนึ่ง ทดลอง", "กองทดลอง"],
      ["not started", `${round.slice(-4)}-01-01 00:00:00`, "008", "+สอง ทดลอง", "กองทดลอง"],
      ["not linked", "A-9", "สาม, ทดลอง", "=1+1"],
      [
        `Round ${round}: 2 not linked, 1 not started, 0 in progress, 0 completed, 0 declined, 0 not reachable`,
      ],
      [""],
    ]);
    expect((await run("people status", "--round", "year-2020", ...by)).code).toBe(0);
    expect(await run("people status", "--round", "none", ...by)).toEqual({
      code: 1,
      stdout: "",
      stderr: 'error: There is no round "none". See them with: round list\n',
    });
    expect(await journal()).toEqual([
      ["people_view", { list: "status", round }],
      ["people_view", { list: "status", round: "year-2020" }],
    ]);
  });
}

describe("codes, rounds and people, embedded", () => {
  suite(async () => embeddedTarget());

  it("are refused with mistakes", PATIENCE, async () => {
    const target = embeddedTarget();
    await onDatabase(target, (database) => addPeople(new SqlDirectory(database), "dep", []));
    const run = async (words: string) => (await runCli(words.split(" "), target.settings)).stderr;
    const open = "round open --organisation dep --name x --by x --id";
    const errors = await Promise.all([
      run("codes issue --organisation none --by x"),
      run("codes issue --organisation dep"),
      run("codes issue --organisation dep --by x --days 366"),
      run("round list --organisation none"),
      run("people status --organisation none --by x"),
      run(`${open} year-2026`),
      run(`${open} a --closes 2569-12-31`),
    ]);
    const none = 'error: There is no organisation "none". See them with: organisation list\n';
    expect(errors).toEqual([
      none,
      "error: required option '--by <name>' not specified\n",
      "error: option '--days <n>' argument '366' is invalid. Use a number from 1 to 365.\n",
      none,
      none,
      "error: option '--id <id>' argument 'year-2026' is invalid. Use up to 40 small letters, digits and hyphens, e.g. 2569-1; year-2026 and the like are calendar years.\n",
      "error: option '--closes <day>' argument '2569-12-31' is invalid. Use a day from today to 10 years from now, with the year of the common era, e.g. 2026-12-31.\n",
    ]);
    await target.remove();
  });
});

const redis = await findRedis();
describeWith(bothServers(redis, await findPostgres()), "codes, rounds and people, servers", (postgresUrl) => {
  suite(() => serversTarget("url" in redis ? redis.url : "", postgresUrl));
});

import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Member } from "../../src/core/people/member.ts";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { SqlDirectory } from "../../src/database/sql-directory.ts";
import { addDepartment, complete, linkPerson } from "../database/audience-world.ts";
import { temporaryFolder } from "../support/servers.ts";
import { embeddedTarget, onDatabase, type Target } from "./open-target.ts";
import { runCli } from "./run-cli.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** Every command is a process of its own, and the machine may be busy. */
const PATIENCE = { timeout: 180_000 };
const BY = ["--by", "Malee"];
const YEAR = new Date().getFullYear() + 1;
let files = 0;

describe("rounds and progress", () => {
  let target: Target;
  let members: readonly Member[];

  beforeEach(async () => {
    target = embeddedTarget();
    members = await onDatabase(target, (database) => addDepartment(database, "dep"));
  });
  afterEach(() => target.remove());

  const run = (command: string, ...words: string[]) =>
    runCli([...command.split(" "), "--organisation", "dep", ...words], target.settings);
  const open = (...words: string[]) =>
    run("round open", "--id", "2569-1", "--name", "รอบแรก", ...BY, ...words);
  const rules = async () =>
    JSON.parse((await run("round schedule", "--round", "2569-1", "--json")).stdout) as readonly {
      readonly id: string;
      readonly actor: string;
    }[];
  const errorsOf = async (outcomes: readonly ReturnType<typeof run>[]) =>
    (await Promise.all(outcomes)).map(({ code, stdout, stderr }) => [code, stdout, stderr.trimEnd()]);
  const journal = () =>
    onDatabase(target, async (database) => {
      const entries = await new SqlAuditLog(database).list({ organisation: "dep", limit: 50 });
      return entries.filter(({ actor }) => actor === "operator:Malee").toReversed();
    });

  it("opens a round for some, with rules for reminders", PATIENCE, async () => {
    const span = ["--opens", `${YEAR}-12-01`, "--closes", `${YEAR}-12-31`];
    const whom = ["--units", "10, 20", "--groups", "service,academic", "--roles", "officer"];
    const opened = await open(...span, ...whom, "--remind", "after 0, after 7,before 3,cron 0 9 * * 1,3");
    expect(opened).toEqual({
      code: 0,
      stdout:
        `Planned: 2569-1 (from ${YEAR}-12-01 00:00:00 until ${YEAR + 1}-01-01 00:00:00, Bangkok)\n` +
        "For: units 10,20; groups service,academic; roles officer, 2 people now\nQuestionnaire: 1\n",
      stderr: "",
    });
    const audience = { units: ["10", "20"], groups: ["service", "academic"], roles: ["officer"] };
    expect(JSON.parse((await run("round list", "--json")).stdout)).toEqual([
      {
        id: "2569-1",
        name: "รอบแรก",
        opensAt: Date.parse(`${YEAR}-12-01T00:00:00+07:00`),
        closesAt: Date.parse(`${YEAR + 1}-01-01T00:00:00+07:00`),
        audience,
        questionnaire: "1",
        state: "planned",
      },
    ]);
    expect((await run("round list")).stdout).toContain("units 10,20; groups service,academic; roles officer");
    expect((await rules()).map(({ id }) => id)).toEqual(["after-0", "after-7", "before-3", "cron-1"]);
    expect((await journal()).map(({ action, detail }) => [action, detail.audience ?? detail.add])).toEqual([
      ["round_open", audience],
      ["reminder_schedule", "after-0"],
      ["reminder_schedule", "after-7"],
      ["reminder_schedule", "before-3"],
      ["reminder_schedule", "cron-1"],
    ]);
  });

  it("changes the rules of a round", PATIENCE, async () => {
    await open();
    const schedule = (...words: string[]) => run("round schedule", "--round", "2569-1", ...words);
    expect((await schedule()).stdout).toBe("Nobody is reminded by itself in this round.\n");
    expect((await schedule("--add", "after 7", ...BY)).stdout).toBe("Added: after-7\n");
    expect((await schedule("--add", "cron 0 9 * * 1", ...BY)).stdout).toBe("Added: cron-1\n");
    const [, ...rows] = (await schedule()).stdout.trimEnd().split("\n");
    expect(rows.map((row) => row.split(/ {2,}/u).slice(0, 3))).toEqual([
      ["after-7", "after 7", "operator:Malee"],
      ["cron-1", "cron 0 9 * * 1", "operator:Malee"],
    ]);
    const refused = await errorsOf([
      schedule("--add", "after 7", ...BY),
      schedule("--add", "before 3", ...BY),
      schedule("--add", "after 9"),
      schedule("--remove", "after-8", ...BY),
      run("round schedule", "--round", "none"),
    ]);
    expect(refused).toEqual([
      [1, "", 'error: The round has "after 7" already.'],
      [1, "", 'error: "before 3" needs a round with a last day.'],
      [1, "", "error: Say who does this with --by; it is kept in the audit log."],
      [1, "", 'error: The round has no rule "after-8". See them with: round schedule'],
      [1, "", 'error: There is no round "none". See them with: round list'],
    ]);
    expect((await schedule("--remove", "after-7", ...BY)).stdout).toBe("Removed: after-7\n");
    await run("round close", ...BY);
    expect((await schedule("--add", "after 9", ...BY)).stderr).toBe('error: The round "2569-1" is closed.\n');
    expect((await rules()).map(({ id }) => id)).toEqual(["cron-1"]);
  });

  it("refuses mistakes kindly, and nothing is opened", PATIENCE, async () => {
    const last = String(YEAR - 2);
    const outcomes = await errorsOf([
      open("--units", "10,99"),
      open("--groups", "service,cooks"),
      open("--roles", "boss"),
      open("--units", "10,"),
      open("--units", "12", "--roles", "hr"),
      open("--opens", `${last}-12-01`),
      open("--opens", "2569-12-01"),
      open("--opens", `${YEAR}-12-02`, "--closes", `${YEAR}-12-01`),
      open("--remind", "sometimes"),
      open("--closes", `${YEAR}-12-01`, "--remind", "after 9999"),
      open("--opens", `${YEAR}-12-01`, "--closes", `${YEAR}-12-05`, "--remind", "after 5"),
      open("--opens", `${YEAR}-12-01`, "--closes", `${YEAR}-12-05`, "--remind", "before 6"),
    ]);
    expect(outcomes.map(([code, stdout]) => [code, stdout])).toEqual(outcomes.map(() => [1, ""]));
    const said = outcomes.map(([, , stderr]) =>
      String(stderr).replace(/^error: (option '.*' is invalid\. )?/u, ""),
    );
    expect(said).toEqual([
      'There is no unit "99" in the roster. Use the codes it has.',
      expect.stringContaining('There is no "cooks". Use: executive, management,'),
      'There is no "boss". Use: officer, manager, hr.',
      "Use a list with commas between its parts, e.g. A1,B2.",
      "The round would be for nobody. See people with: roster list",
      expect.stringContaining("Use a day from today"),
      expect.stringContaining("with the year of the common era"),
      "The round would close before it opens.",
      expect.stringContaining('Use "after 7"'),
      expect.stringContaining("whole number from 0 to 366"),
      '"after 5" would be after the round has closed.',
      '"before 6" would be before the round opens.',
    ]);
    expect((await run("round list")).stdout).toBe("There are no rounds; calendar years count.\n");
  });

  it("shows how far a round has come, in counts and by name", PATIENCE, async () => {
    await onDatabase(target, async (database) => {
      const [first, second] = members as [Member, Member];
      await linkPerson(database, first);
      await linkPerson(database, second);
      await database.updateTable("member").set({ name: "=1+1" }).where("id", "=", second.id).execute();
    });
    await open();
    await onDatabase(target, (database) => complete(database, members[1] as Member, "2569-1", Date.now()));
    const { stdout } = await run("progress");
    expect(stdout.split("\n").map((line) => line.trim().split(/ {2,}/u))).toEqual([
      ["Round 2569-1 (รอบแรก)"],
      [""],
      [
        "unit",
        "name",
        "people",
        "completed",
        "in progress",
        "not started",
        "declined",
        "not reachable",
        "not linked",
      ],
      ["(everybody)", "5", "1", "0", "1", "0", "0", "3"],
      ["10", "หน่วย 10", "3", "1", "0", "1", "0", "0", "1"],
      ["20", "หน่วย 20", "2", "0", "0", "0", "0", "0", "2"],
      [""],
    ]);
    expect((await run("progress", "--unit", "10")).stdout).not.toContain("Of them");
    expect(JSON.parse((await run("progress", "--unit", "11", "--json")).stdout)).toMatchObject({
      path: [{ id: "11" }, { id: "10" }],
      counts: { people: 2, completed: 1, notLinked: 1 },
    });
    const file = join(folder.path, `progress-${++files}.csv`);
    const written = await run("progress", "--unit", "10", "--csv", file, ...BY);
    expect(written).toEqual({ code: 0, stdout: `Written to ${file}: 3 people.\n`, stderr: "" });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const [, ...rows] = parse(readFileSync(file), { bom: true }) as string[][];
    expect(rows.map((row) => row.slice(0, 5))).toEqual([
      ["1", "คนที่ 1", "10", "หน่วย 10", "not started"],
      ["2", "'=1+1", "11", "หน่วย 11", "completed"],
      ["3", "คนที่ 3", "12", "หน่วย 12", "not linked"],
    ]);
    expect(rows.map((row) => row[5])).toEqual([
      expect.stringMatching(/^20/u),
      expect.stringMatching(/^20/u),
      "",
    ]);
    expect((await journal()).at(-1)).toMatchObject({
      action: "export",
      detail: { list: "progress", round: "2569-1", unit: "10" },
    });
    const unsaid = join(folder.path, `progress-${++files}.csv`);
    const refused = await errorsOf([
      run("progress", "--unit", "99"),
      run("progress", "--csv", unsaid),
      run("progress", "--csv", file, ...BY),
    ]);
    expect(refused).toEqual([
      [1, "", 'error: There is no unit "99" in the roster. Use the codes it has.'],
      [1, "", "error: Say who does this with --by; a list by name is kept in the audit log."],
      [1, "", expect.stringContaining("EEXIST")],
    ]);
    expect(existsSync(unsaid)).toBe(false);
    expect((await journal()).filter(({ action }) => action === "export")).toHaveLength(1);
  });

  it("is about one organisation only", PATIENCE, async () => {
    await onDatabase(target, async (database) => {
      const [stranger] = await addDepartment(database, "other");
      await linkPerson(database, stranger as Member);
    });
    expect(JSON.parse((await run("progress", "--json")).stdout)).toMatchObject({
      counts: { people: 5, notLinked: 5 },
    });
    expect(await onDatabase(target, (database) => new SqlDirectory(database).organisations())).toHaveLength(
      2,
    );
  });
});

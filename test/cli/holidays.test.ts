import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";

describe("holidays", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "thaksa-holidays-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (year: number, confirmed: boolean, date = `${year}-12-31`) => {
    const days = [{ date, name: { th: "วันสิ้นปี", en: "New Year's Eve" }, kind: "fixed" }];
    writeFileSync(join(folder, `${year}.json`), JSON.stringify({ year, confirmed, source: "made up", days }));
  };
  const run = (...words: string[]) => runCli(["holidays", ...words], { HOLIDAYS_DIR: folder });

  it("are listed by year, with the weekday, from the folder of the settings", async () => {
    write(2030, true);
    write(2031, false);
    const { code, stdout } = await run("list");
    expect({ code, lines: stdout.split("\n").map((line) => line.split(/ {2,}/u)) }).toEqual({
      code: 0,
      lines: [
        ["2030 (confirmed, 1 days)"],
        ["date", "day", "kind", "name (th)", "name (en)"],
        ["2030-12-31", "Tue", "fixed", "วันสิ้นปี", "New Year's Eve"],
        [""],
        ["2031 (a draft, 1 days)"],
        ["date", "day", "kind", "name (th)", "name (en)"],
        ["2031-12-31", "Wed", "fixed", "วันสิ้นปี", "New Year's Eve"],
        [""],
      ],
    });
    const one = JSON.parse((await run("list", "--year", "2031", "--json")).stdout) as readonly object[];
    expect(one).toEqual([expect.objectContaining({ year: 2031, confirmed: false })]);
    expect(await run("list", "--year", "2033")).toEqual({
      code: 1,
      stdout: "",
      stderr: "error: there is no list of 2033. See data/holidays/README.md for how to add one.\n",
    });
  });

  it("are checked, and it is told how far reminders can be planned", async () => {
    write(2031, false);
    expect((await run("check")).stdout).toBe(
      "Holidays are sound: 2031 (a draft, 1 days)\nNo reminders can be planned: no list is confirmed.\n",
    );
    write(2030, true);
    expect((await run("check")).stdout).toBe(
      "Holidays are sound: 2030 (confirmed, 1 days), 2031 (a draft, 1 days)\nNo reminders can be planned after 31 December 2030.\n",
    );
  });

  it("with a problem are refused", async () => {
    write(2030, true, "2029-12-31");
    const { code, stdout } = await run("check", "--folder", folder);
    expect({ code, lines: stdout.trim().split("\n").slice(-1) }).toEqual({
      code: 1,
      lines: ["1 problem in the lists of holidays"],
    });
    expect(stdout).toContain("2030.json > days[0].date: 2029-12-31 is no day of 2030.");
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PreviewOutcome, ReminderRun } from "../../src/core/reminder/reminder.ts";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { SqlRounds } from "../../src/database/sql-rounds.ts";
import { onDatabase } from "./open-target.ts";
import { NOTHING, openRemindWorld, type RemindWorld } from "./remind-world.ts";

/** Every command is a process of its own, and the machine may be busy. */
const PATIENCE = { timeout: 180_000 };
const BY = ["--by", "Malee"];
const DEP = ["--organisation", "dep"];
const TIME = /\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}/gu;

describe("remind", () => {
  let world: RemindWorld;

  beforeEach(async () => {
    world = await openRemindWorld();
  }, PATIENCE.timeout);
  afterEach(() => world.stop());

  const run = (command: string, ...words: string[]) => world.run(`remind ${command}`, ...DEP, ...words);
  const runs = async () => JSON.parse((await run("report", "--json")).stdout) as readonly ReminderRun[];
  const launched = async (...words: string[]): Promise<ReminderRun> => {
    expect(await run("send", "--at-most", "3", ...BY, ...words)).toMatchObject({ code: 0, stderr: "" });
    const [latest] = await runs();
    if (latest === undefined) throw new Error("there is no run");
    return latest;
  };

  it("previews, and sends nothing by that", PATIENCE, async () => {
    world.line.controls.set({ quota: 500 });
    const { code, stdout, stderr } = await world.runWith({ MESSAGE_PRICE: "0.06" }, "remind preview", ...DEP);
    expect([code, stderr]).toEqual([0, ""]);
    const rows = stdout.replaceAll(TIME, "TIME").split("\n");
    expect(rows.map((row) => row.split(/ {2,}/u))).toEqual([
      ["round", "รอบแรก (2569-1)"],
      ["unit", "the whole organisation"],
      ["people in it", "5"],
      ["first message", "2"],
      ["not started", "0"],
      ["in progress", "1"],
      ["left out", "completed: 1; no LINE account linked: 1"],
      ["messages it uses", "4"],
      ["left this month", "500 (account: 0 used of 500, 0 promised)"],
      ["costs", "0.24 baht"],
      ["begins (Bangkok)", "TIME"],
      ["ends about", "TIME"],
      ["stages", "1"],
      [""],
      ["To send: remind send --organisation dep --at-most 3 --by NAME"],
      [""],
    ]);
    const unit = await run("preview", "--unit", "11");
    expect(unit.stdout).toMatch(/unit +หน่วย 11 \(11\)/u);
    expect(unit.stdout).toMatch(/left this month +500/u);
    expect(unit.stdout).toContain("no price set (MESSAGE_PRICE)");
    expect(unit.stdout).toContain("remind send --organisation dep --unit 11 --at-most 2 --by NAME");
    const outcome = JSON.parse((await run("preview", "--unit", "10", "--json")).stdout) as PreviewOutcome;
    expect(outcome).toMatchObject({
      status: "ready",
      preview: { unit: { id: "10" }, people: 3, messages: 4, quota: { limit: 500, used: 0 }, left: 500 },
    });
    expect(await world.written()).toEqual(NOTHING);
  });

  it("sends to no more people than were promised, and tells how it goes", PATIENCE, async () => {
    expect((await run("report")).stdout).toBe("Nothing was sent yet.\n");
    const sent = await run("send", "--unit", "10", "--at-most", "2", ...BY);
    expect([sent.code, sent.stderr]).toEqual([0, ""]);
    expect(sent.stdout).toMatch(/state +sending\n/u);
    expect(sent.stdout).toMatch(/started +.* by operator:Malee; sending from /u);
    expect(sent.stdout).toMatch(/planned +2, stage 1 of 1\n/u);
    const [only] = await runs();
    expect(only).toMatchObject({ organisation: "dep", unit: { id: "10" }, planned: 2, state: "sending" });
    const { stdout } = await run("report", "--run", only?.id ?? "");
    expect(stdout).toBe(sent.stdout);
    expect(await world.written()).toEqual({ runs: 1, due: 2, noted: 1, pushes: 0 });
  });

  it("pauses, goes on and stops; what is so already is said", PATIENCE, async () => {
    const { id } = await launched();
    const steer = (word: string) => run(word, "--run", id, ...BY);
    expect((await steer("pause")).stdout).toMatch(/state +paused \(person\)\n/u);
    expect(await steer("pause")).toMatchObject({
      code: 1,
      stderr: "error: Nothing was changed: the run is paused.\n",
    });
    expect((await steer("resume")).stdout).toMatch(/state +sending\n/u);
    expect(await steer("stop")).toMatchObject({ code: 0, stderr: "" });
    expect(await runs()).toMatchObject([{ id, state: "stopped", skipped: { stopped: 3 } }]);
    expect(await steer("resume")).toMatchObject({
      code: 1,
      stderr: "error: Nothing was changed: the run is stopped.\n",
    });
    const steered = await onDatabase(world.target, async (database) =>
      (await new SqlAuditLog(database).list({ organisation: "dep", limit: 50 }))
        .filter(({ action }) => action === "reminder_steer")
        .map(({ actor, detail }) => [actor, detail.steering])
        .toReversed(),
    );
    expect(steered).toEqual(["pause", "resume", "stop"].map((steering) => ["operator:Malee", steering]));
  });

  it("refuses what cannot be sent, and writes nothing", PATIENCE, async () => {
    world.line.controls.set({ quota: 2 });
    const send = ["--at-most", "3", ...BY];
    const refused = await Promise.all([
      world.run("remind preview", "--organisation", "nobody"),
      world.run("remind send", "--organisation", "nobody", ...send),
      run("preview", "--unit", "99"),
      run("send", "--unit", "99", ...send),
      run("preview", "--unit", "20"),
      run("send", "--unit", "20", ...send),
      run("send", ...send, "--at-most", "4"),
    ]);
    expect(refused.map(({ code, stderr }) => [code, stderr])).toEqual([
      ...twice('There is no organisation "nobody". See them with: organisation list'),
      ...twice("There is no such unit in the organisation."),
      ...twice("Nobody would be reminded; nothing is sent."),
      ...once("There are fewer messages left this month than this needs; nothing is sent."),
    ]);
    expect(await world.written()).toEqual(NOTHING);
  });

  it("refuses without a round that is open", PATIENCE, async () => {
    await onDatabase(world.target, (database) =>
      new SqlRounds(database).close("dep", "operator:x", Date.now()),
    );
    const closed = await Promise.all([run("preview"), run("send", "--at-most", "3", ...BY)]);
    expect(closed.map(({ code, stdout, stderr }) => [code, stdout, stderr])).toEqual(
      ["", ""].map((stdout) => [1, stdout, "error: No round is open. Open one first: round open\n"]),
    );
    const { code, stdout } = await run("preview", "--json");
    // A refusal is an answer to whoever asks in JSON, and still no success.
    expect([code, JSON.parse(stdout)]).toEqual([1, { status: "refused", reason: "no_round", preview: null }]);
    expect(await world.written()).toEqual(NOTHING);
  });

  it("refuses what is no number, and what is left away", PATIENCE, async () => {
    const wrong = await Promise.all([
      run("send", "--at-most", "0", ...BY),
      run("send", "--at-most", "abc", ...BY),
      run("send", "--at-most", "-1", ...BY),
      run("send", ...BY),
      run("send", "--at-most", "3"),
      run("send", "--at-most", "3", "--by", " "),
      run("pause", ...BY),
      world.run("remind preview"),
    ]);
    expect(wrong.map(({ code, stdout }) => [code, stdout])).toEqual(wrong.map(() => [1, ""]));
    const said = wrong.map(({ stderr }) => stderr.trim());
    expect(said).toEqual([
      expect.stringContaining("Use a number from 1 to 100000000."),
      expect.stringContaining("Use a number from 1 to 100000000."),
      expect.stringContaining("Use a number from 1 to 100000000."),
      expect.stringContaining("--at-most"),
      expect.stringContaining("--by"),
      expect.stringContaining("Use a name of 1 to 100 characters."),
      expect.stringContaining("--run"),
      expect.stringContaining("--organisation"),
    ]);
    const priced = await world.runWith({ MESSAGE_PRICE: "abc" }, "remind preview", ...DEP);
    expect(priced).toMatchObject({ code: 1, stdout: "" });
    expect(priced.stderr).toContain("MESSAGE_PRICE: use the price of one message in baht");
    expect(await world.written()).toEqual(NOTHING);
  });

  it("neither shows nor changes a run of another organisation", PATIENCE, async () => {
    const { id } = await launched();
    const other = ["--organisation", "dep-b", "--run", id];
    const foreign = await Promise.all([
      world.run("remind report", ...other),
      world.run("remind pause", ...other, ...BY),
      world.run("remind stop", ...other, ...BY),
      run("report", "--run", "none"),
    ]);
    const noRun = (run: string) => [
      1,
      "",
      `error: There is no run "${run}" in this organisation. See them with: remind report\n`,
    ];
    expect(foreign.map(({ code, stdout, stderr }) => [code, stdout, stderr])).toEqual([
      ...[id, id, id].map(noRun),
      noRun("none"),
    ]);
    expect((await world.run("remind report", "--organisation", "dep-b")).stdout).toBe(
      "Nothing was sent yet.\n",
    );
    expect(await runs()).toMatchObject([{ id, state: "sending" }]);
  });

  it(
    "promises nothing while LINE cannot be reached; runs can be steered all the same",
    PATIENCE,
    async () => {
      const { id } = await launched("--unit", "11");
      const before = await world.written();
      const away = { LINE_API_BASE_URL: "http://127.0.0.1:1" };
      const previewed = await world.runWith(away, "remind preview", ...DEP);
      const unknown =
        "error: LINE does not say how many messages are left, so nothing can be promised. Try again later.\n";
      expect([previewed.code, previewed.stderr]).toEqual([1, unknown]);
      expect(previewed.stdout).toMatch(/left this month +not known \(LINE does not say\)/u);
      const sent = await world.runWith(away, "remind send", ...DEP, "--at-most", "3", ...BY);
      expect([sent.code, sent.stdout, sent.stderr]).toEqual([1, "", unknown]);
      expect(await world.written()).toEqual(before);
      const paused = await world.runWith(away, "remind pause", ...DEP, "--run", id, ...BY);
      expect(paused).toMatchObject({ code: 0, stderr: "" });
    },
  );
});

function once(sentence: string): (readonly [number, string])[] {
  return [[1, `error: ${sentence}\n`]];
}

function twice(sentence: string): (readonly [number, string])[] {
  return [...once(sentence), ...once(sentence)];
}

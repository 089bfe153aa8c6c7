import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { temporaryFolder } from "../support/servers.ts";
import { onDatabase } from "./open-target.ts";
import { NOTHING, openRemindWorld, type RemindWorld } from "./remind-world.ts";
import { runCli } from "./run-cli.ts";

/** Every command is a process of its own, and the machine may be busy. */
const PATIENCE = { timeout: 180_000 };
const BY = ["--by", "Malee"];

describe("sending", () => {
  let world: RemindWorld;

  beforeEach(async () => {
    world = await openRemindWorld();
  }, PATIENCE.timeout);
  afterEach(() => world.stop());

  /** Needs no settings of LINE: who has to stop everything may not have them at hand. */
  const sending = (...words: string[]) => runCli(["sending", ...words], world.target.settings);
  const noted = () =>
    onDatabase(world.target, async (database) =>
      (await new SqlAuditLog(database).list({ limit: 50 }))
        .filter(({ action }) => action === "sending_stop")
        .map(({ actor, organisation, detail }) => [actor, organisation, detail])
        .toReversed(),
    );

  it("stops everything, whoever's it is, and allows it again", PATIENCE, async () => {
    expect(await sending("status")).toEqual({ code: 0, stdout: "Sending is allowed.\n", stderr: "" });
    expect(await sending("stop", ...BY)).toEqual({
      code: 0,
      stdout: "Sending is stopped. Allow it again with: sending allow\n",
      stderr: "",
    });
    expect((await sending("status")).stdout).toMatch(
      /^Stopped since \d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} by operator:Malee\.\n$/u,
    );
    for (const organisation of ["dep", "dep-b"]) {
      const words = ["--organisation", organisation];
      const sent = await world.run("remind send", ...words, "--at-most", "3", ...BY);
      expect([sent.code, sent.stdout, sent.stderr]).toEqual([
        1,
        "",
        "error: All sending is stopped. See: sending status\n",
      ]);
    }
    expect(await world.written()).toEqual(NOTHING);
    expect((await sending("allow", ...BY)).stdout).toBe("Sending is allowed.\n");
    expect((await sending("status")).stdout).toBe("Sending is allowed.\n");
    const sent = await world.run("remind send", "--organisation", "dep", "--at-most", "3", ...BY);
    expect(sent).toMatchObject({ code: 0, stderr: "" });
  });

  it("notes each change once, with who made it", PATIENCE, async () => {
    for (const word of ["stop", "stop", "allow", "allow"])
      expect(await sending(word, ...BY)).toMatchObject({ code: 0 });
    expect(await noted()).toEqual([
      ["operator:Malee", null, { stopped: true }],
      ["operator:Malee", null, { stopped: false }],
    ]);
  });

  it("changes nothing when nobody says who they are, and where there is no database", PATIENCE, async () => {
    const folder = temporaryFolder();
    const elsewhere = { DATA_DIR: folder.path };
    const wrong = await Promise.all([
      sending("stop"),
      sending("allow"),
      runCli(["sending", "stop", ...BY], elsewhere),
      runCli(["sending", "status"], elsewhere),
    ]);
    folder.remove();
    expect(wrong.map(({ code, stdout }) => [code, stdout])).toEqual(wrong.map(() => [1, ""]));
    expect(wrong.map(({ stderr }) => stderr)).toEqual([
      expect.stringContaining("--by"),
      expect.stringContaining("--by"),
      expect.stringContaining("There is no database in the data folder"),
      expect.stringContaining("There is no database in the data folder"),
    ]);
    expect(await noted()).toEqual([]);
  });
});

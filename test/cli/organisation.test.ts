import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { embeddedTarget, onDatabase, type Target } from "./open-target.ts";
import { runCli } from "./run-cli.ts";

describe("organisation", () => {
  let target: Target;

  beforeEach(async () => {
    target = embeddedTarget();
    await onDatabase(target, async () => {});
  });
  afterEach(() => target.remove());

  const run = (...words: string[]) => runCli(["organisation", ...words], target.settings);
  const add = (id: string, ...words: string[]) =>
    run(
      "add",
      "--id",
      id,
      "--name-th",
      "กรมตัวอย่าง",
      "--stage",
      "early",
      "--contact",
      "hr@example.go.th",
      ...words,
    );
  const show = async (id: string) => JSON.parse((await run("show", id, "--json")).stdout) as object;

  it("is added once, with the Thai name where no other is given", async () => {
    const by = ["--by", "Malee"];
    expect(await add("dep", ...by)).toEqual({ code: 0, stdout: "Added: dep\n", stderr: "" });
    const thai = { th: "กรมตัวอย่าง", en: "กรมตัวอย่าง" };
    expect(await show("dep")).toEqual({
      id: "dep",
      name: thai,
      stage: "early",
      controller: thai,
      contact: "hr@example.go.th",
      threshold: 5,
      createdAt: expect.any(Number),
      units: 0,
      activePeople: 0,
      inactivePeople: 0,
    });
    expect(await add("dep", ...by)).toEqual({
      code: 1,
      stdout: "",
      stderr: 'error: there is an organisation "dep" already; change it with: organisation set\n',
    });
  });

  it("is changed in what is said and listed; both are noted", async () => {
    await add("dep", "--threshold", "3", "--by", "Malee");
    const set = await run("set", "dep", "--stage", "mature", "--name-en", "Examples", "--by", "Somchai");
    expect(set).toEqual({ code: 0, stdout: "Changed: dep (name, stage)\n", stderr: "" });
    expect((await run("list")).stdout.split("\n").map((line) => line.split(/ {2,}/u))).toEqual([
      ["id", "name (th)", "name (en)", "stage", "threshold", "messages a month"],
      ["dep", "กรมตัวอย่าง", "Examples", "mature", "3", "no limit"],
      [""],
    ]);
    const entries = await onDatabase(target, (database) => new SqlAuditLog(database).list({ limit: 5 }));
    expect(entries.map(({ actor, action }) => [actor, action])).toEqual([
      ["operator:Somchai", "organisation_set"],
      ["operator:Malee", "organisation_add"],
    ]);
  });

  it("has a limit of messages a month when one is set, until it is taken away", async () => {
    const by = ["--by", "Malee"];
    const limit = async () => (await show("dep")) as { readonly monthlyMessages?: number };
    await add("dep", "--monthly-messages", "200", ...by);
    expect(await limit()).toMatchObject({ monthlyMessages: 200 });
    const set = await run("set", "dep", "--monthly-messages", "0", ...by);
    expect(set).toEqual({ code: 0, stdout: "Changed: dep (monthlyMessages)\n", stderr: "" });
    expect(await limit()).toMatchObject({ monthlyMessages: 0 });
    expect((await run("show", "dep")).stdout).toMatch(/^messages a month +0$/mu);
    await run("set", "dep", "--monthly-messages", "none", ...by);
    expect(await limit()).not.toHaveProperty("monthlyMessages");
    expect((await run("set", "dep", "--monthly-messages", "many", ...by)).stderr).toBe(
      "error: option '--monthly-messages <n>' argument 'many' is invalid. Use a number from 0 to 100000000.\n",
    );
  });

  it("is refused with mistakes, and nothing is stored", async () => {
    const outcomes = await Promise.all([
      add("DEP!", "--by", "x"),
      add("dep", "--threshold", "2", "--by", "x"),
      add("dep", "--threshold", "11", "--by", "x"),
      run("set", "none", "--stage", "mature", "--by", "x"),
      run("show", "none"),
    ]);
    expect(outcomes.map(({ code, stderr }) => [code, stderr])).toEqual([
      [
        1,
        "error: option '--id <id>' argument 'DEP!' is invalid. Use up to 40 small letters, digits and hyphens, e.g. dop.\n",
      ],
      [1, "error: option '--threshold <n>' argument '2' is invalid. Use a number from 3 to 10.\n"],
      [1, "error: option '--threshold <n>' argument '11' is invalid. Use a number from 3 to 10.\n"],
      [1, 'error: There is no organisation "none". See them with: organisation list\n'],
      [1, 'error: There is no organisation "none". See them with: organisation list\n'],
    ]);
    expect((await run("list", "--json")).stdout).toBe("[]\n");
  });
});

import { existsSync } from "node:fs";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pendingMigrations } from "../../src/database/migrate.ts";
import { describeWith, findPostgres, findRedis } from "../support/servers.ts";
import { bothServers, embeddedTarget, onDatabase, serversTarget, type Target } from "./open-target.ts";
import { runCli } from "./run-cli.ts";

function migrateSuite(names: readonly string[], create: () => Promise<Target>): void {
  let target: Target;

  beforeEach(async () => {
    target = await create();
  });
  afterEach(() => target.remove());

  const migrate = (...words: string[]) => runCli(["migrate", ...words], target.settings);
  const printed = (what: string) => names.map((name) => `${what}: ${name}\n`).join("");

  it("--dry-run lists what is pending and changes nothing", async () => {
    expect(await migrate("--dry-run")).toEqual({ code: 0, stdout: printed("pending"), stderr: "" });
    expect(await migrate("--dry-run")).toEqual({ code: 0, stdout: printed("pending"), stderr: "" });
  });

  it("brings the database up to date once", async () => {
    expect(await migrate()).toEqual({ code: 0, stdout: printed("done"), stderr: "" });
    expect(await onDatabase(target, pendingMigrations)).toEqual([]);
    const again = { code: 0, stdout: "The database is up to date.\n", stderr: "" };
    expect(await migrate()).toEqual(again);
    expect(await migrate("--dry-run")).toEqual(again);
  });

  it("leaves a database alone that a newer version has made", async () => {
    await onDatabase(target, (database) =>
      sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2099-01-01')`.execute(
        database,
      ),
    );
    const refused = {
      code: 1,
      stdout: "",
      stderr: "error: The database was made by a newer version of Thaksa (9999-later). Use that version.\n",
    };
    expect(await migrate()).toEqual(refused);
    expect(await migrate("--dry-run")).toEqual(refused);
  });
}

describe("migrate, embedded", () => {
  migrateSuite(["0001-records", "0002-embedded", "0003-people", "0004-linking", "0005-reminders"], async () =>
    embeddedTarget(),
  );

  it("--dry-run makes no data folder", async () => {
    const target = embeddedTarget();
    await runCli(["migrate", "--dry-run"], target.settings);
    expect(existsSync(target.settings.DATA_DIR ?? "")).toBe(false);
    await target.remove();
  });
});

const redis = await findRedis();
describeWith(bothServers(redis, await findPostgres()), "migrate, servers", (postgresUrl) => {
  migrateSuite(["0001-records", "0003-people", "0004-linking", "0005-reminders"], () =>
    serversTarget("url" in redis ? redis.url : "", postgresUrl),
  );
});

describe("migrate, wrong settings", () => {
  it("names what is wrong with the settings of the storage, and only with those", async () => {
    const settings = { REDIS_URL: "redis://:hidden@127.0.0.1:1", REDIS_KEY_PREFIX: "a b" };
    expect(await runCli(["migrate"], settings)).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "error: The configuration has 2 problem(s):\n" +
        "- REDIS_KEY_PREFIX: use letters, digits, - _ and : only\n" +
        "- REDIS_URL and DATABASE_URL: set both, or neither for embedded storage\n",
    });
  });

  it.each(["migrate", "migrate --dry-run", "backup x", "dead-letters list", "dead-letters replay --all"])(
    "%s says that a server cannot be reached, and neither where nor with which password",
    async (words) => {
      const { code, stdout, stderr } = await runCli(words.split(" "), {
        REDIS_URL: "redis://:hidden@127.0.0.1:1",
        DATABASE_URL: "postgres://someone:hidden@127.0.0.1:1/name",
      });
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(/^error: (redis|database) cannot be reached( \([A-Z]+\))?\n$/u);
    },
  );
});

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely, sql } from "kysely";
import { expect, it } from "vitest";
import { reachDatabase } from "../../src/database/database-errors.ts";
import { databaseHealth } from "../../src/database/database-health.ts";
import { NodeSqliteDialect } from "../../src/database/node-sqlite-dialect.ts";
import { openSqlite } from "../../src/database/open-sqlite.ts";
import type { Database } from "../../src/database/schema.ts";
import { UnavailableError } from "../../src/runner/ports.ts";
import { temporaryFolder } from "../support/servers.ts";

it("writes so that a commit survives a power cut", async () => {
  const folder = temporaryFolder();
  const database = openSqlite(join(folder.path, "new", "folder", "thaksa.db"));
  const pragma = async (name: string) => {
    const { rows } = await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(database);
    return Object.values(rows[0] ?? {})[0];
  };
  const settings = [await pragma("journal_mode"), await pragma("synchronous"), await pragma("foreign_keys")];
  await databaseHealth(database).check();
  await database.destroy();
  folder.remove();
  expect(settings).toEqual(["wal", 2, 1]);
});

it("calls a database that another process keeps locked unavailable, and works on afterwards", async () => {
  const folder = temporaryFolder();
  const file = join(folder.path, "thaksa.db");
  const holder = new DatabaseSync(file);
  holder.exec("pragma journal_mode = wal; create table note (text text); begin immediate");
  const impatient = new DatabaseSync(file, { timeout: 0 });
  const database = new Kysely<{ note: { text: string } }>({ dialect: new NodeSqliteDialect(impatient, 0) });
  const insert = () =>
    reachDatabase(() =>
      database.transaction().execute((tx) => tx.insertInto("note").values({ text: "a" }).execute()),
    );
  const refused = await insert().catch((error: unknown) => error);
  holder.exec("rollback");
  await insert();
  const rows = await database.selectFrom("note").selectAll().execute();
  holder.close();
  await database.destroy();
  folder.remove();
  expect(refused).toBeInstanceOf(UnavailableError);
  expect(rows).toEqual([{ text: "a" }]);
});

it("lets a mistake in a statement through as it is", async () => {
  const folder = temporaryFolder();
  const database = openSqlite(join(folder.path, "thaksa.db"));
  const failing = reachDatabase(() => sql`select * from nowhere`.execute(database));
  await expect(failing).rejects.toThrow("no such table: nowhere");
  await expect(failing).rejects.not.toBeInstanceOf(UnavailableError);
  await database.destroy();
  folder.remove();
});

it("waits for another process to finish without holding up this one", async () => {
  const folder = temporaryFolder();
  const file = join(folder.path, "thaksa.db");
  const holder = new DatabaseSync(file);
  holder.exec("pragma journal_mode = wal; create table note (text text); begin immediate");
  const database = openSqlite(file);
  const inserted = sql`insert into note values ('a')`.execute(database);
  setImmediate(() => holder.exec("commit"));
  await inserted;
  const { rows } = await sql`select text from note`.execute(database);
  holder.close();
  await database.destroy();
  folder.remove();
  expect(rows).toEqual([{ text: "a" }]);
});

it("leaves nothing but its file when it is closed, used or not", async () => {
  const folder = temporaryFolder();
  const [used, unused] = [1, 2].map(() => openSqlite(join(folder.path, "thaksa.db")));
  await sql`create table note (text text)`.execute(used as Database);
  await unused?.destroy();
  await used?.destroy();
  const files = readdirSync(folder.path);
  folder.remove();
  expect(files).toEqual(["thaksa.db"]);
});

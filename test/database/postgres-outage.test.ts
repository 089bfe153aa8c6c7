import { afterAll, beforeAll, expect, it } from "vitest";
import { databaseHealth } from "../../src/database/database-health.ts";
import { migrate } from "../../src/database/migrate.ts";
import { openPostgres } from "../../src/database/open-postgres.ts";
import type { Database } from "../../src/database/schema.ts";
import { SqlRecords } from "../../src/database/sql-records.ts";
import { type Log, UnavailableError } from "../../src/runner/ports.ts";
import { assessment, person } from "../contracts/builders.ts";
import {
  describeWith,
  findPostgresProgram,
  type OwnServer,
  startOwnPostgres,
  untilAvailable,
} from "../support/servers.ts";

describeWith(await findPostgresProgram(), "when PostgreSQL stops in mid-work and comes back", () => {
  let server: OwnServer;
  let database: Database;
  let records: SqlRecords;
  const accepted: string[] = [];
  const lines: string[] = [];
  const note = (fields: object, message: string) => lines.push(`${message} ${JSON.stringify(fields)}`);
  const log: Log = { info: note, warn: note, error: note };

  beforeAll(async () => {
    server = await startOwnPostgres();
    database = openPostgres(server.url.replace("postgres@", "postgres:secret-of-postgres@"), log);
    await migrate(database);
    records = new SqlRecords(database);
  }, 60_000);
  afterAll(async () => {
    await database.destroy();
    await server.discard();
  }, 60_000);

  const save = (id: string) =>
    records.apply(
      id,
      1,
      [
        { type: "save_person", person: person() },
        { type: "save_assessment", status: "in_progress", assessment: assessment({ id }), result: null },
      ],
      100,
    );

  /** Saves one person after the other, noting what was accepted; resolves with what ended it. */
  async function saveUntilItFails(name: string, onFirst: () => void): Promise<unknown> {
    for (let n = 0; ; n += 1) {
      try {
        await save(`${name}-${n}`);
        accepted.push(`${name}-${n}`);
        onFirst();
      } catch (error) {
        return error;
      }
    }
  }

  it("ends the calls under way with UnavailableError", async () => {
    const begun = Promise.withResolvers<void>();
    const endings = ["a", "b", "c"].map((name) => saveUntilItFails(name, begun.resolve));
    await begun.promise;
    await server.stop();
    for (const ending of await Promise.all(endings)) expect(ending).toBeInstanceOf(UnavailableError);
  });

  it("refuses further calls at once", { timeout: 5_000 }, async () => {
    const calls = [save("x"), records.loadPerson("a-0"), databaseHealth(database).check(), migrate(database)];
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({ status: "rejected", reason: { code: "UNAVAILABLE" } });
    }
  });

  it("has everything that was accepted when PostgreSQL is back, on the same pool", async () => {
    await server.start();
    await untilAvailable(() => databaseHealth(database).check());
    const found = await Promise.all(accepted.map((id) => records.loadPerson(id)));
    expect(found.filter((record) => record?.assessments.length !== 1)).toEqual([]);
    await save("after");
    expect((await records.loadPerson("after"))?.person.personId).toBe("after");
  }, 60_000);

  it("survives the loss of idle connections", async () => {
    await Promise.all(["p", "q", "r"].map(save));
    await server.stop();
    await server.start();
    await untilAvailable(() => databaseHealth(database).check());
    await save("again");
  }, 60_000);

  it("never logs the address", () => {
    expect(lines.join("\n")).not.toMatch(/secret-of-postgres|127\.0\.0\.1/);
  });
});

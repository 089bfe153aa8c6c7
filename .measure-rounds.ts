import { migrate } from "./src/database/migrate.ts";
import { openPostgres } from "./src/database/open-postgres.ts";
import { findProgress } from "./src/database/find-progress.ts";
import { listStandings } from "./src/database/standings.ts";
import { roundPeople } from "./src/database/round-people.ts";
import { SqlRounds } from "./src/database/sql-rounds.ts";
import { execFileSync } from "node:child_process";
import pg from "pg";
const N = process.argv[2];
const name = "rounds_measure_" + process.pid;
const admin = new pg.Client("postgres://postgres@127.0.0.1:5432/postgres"); await admin.connect();
await admin.query(`create database ${name}`);
const url = `postgres://postgres@127.0.0.1:5432/${name}`;
const log = { info() {}, warn: console.log, error: console.log };
const db = openPostgres(url, log as never, { poolSize: 4, statementTimeoutMs: 0 });
try {
  await migrate(db);
  let t = Date.now();
  execFileSync("psql", [url, "-q", "-v", "n=" + N, "-v", "ON_ERROR_STOP=1", "-f", "/tmp/seed.sql"], { stdio: "inherit" });
  console.log("seeded", Date.now() - t);
  const r = { id: "r1", name: "x", opensAt: 1, closesAt: null };
  const some = { ...r, audience: { units: ["d1", "d2"], groups: ["service"], roles: ["officer"] } } as never;
  const timed = async (what: string, f: () => Promise<unknown>) => { for (const k of [1, 2]) { const t = Date.now(); const v = await f(); console.log(what, k, Date.now() - t, "ms", JSON.stringify(v)?.slice(0, 120)); } };
  await timed("progress all", async () => (await findProgress(db, "big", r, "", 1))?.counts);
  await timed("progress d1", async () => (await findProgress(db, "big", r, "d1", 1))?.counts);
  await timed("progress s1", async () => (await findProgress(db, "big", r, "s1", 1))?.counts);
  await timed("progress all audience", async () => (await findProgress(db, "big", some, "", 1))?.counts);
  await timed("countMeant", () => new SqlRounds(db).countMeant("big", (some as any).audience));
  await timed("standings 1 page", async () => (await listStandings(db, "big", "r1", { limit: 1000, after: "00050000" })).length);
  await db.updateTable("round").set({ audience: JSON.stringify((some as any).audience) }).execute();
  await timed("standings 1 page audience", async () => (await listStandings(db, "big", "r1", { limit: 1000, after: "00050000" })).length);
} finally {
  await db.destroy();
  await admin.query(`drop database ${name} with (force)`); await admin.end();
}

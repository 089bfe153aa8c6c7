import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { sql } from "kysely";
import { loadContent } from "../../src/content/load-content.ts";
import { teamCatalogue } from "../../src/core/team/team-catalogue.ts";
import { migrate } from "../../src/database/migrate.ts";
import { openPostgres } from "../../src/database/open-postgres.ts";
import { openSqlite } from "../../src/database/open-sqlite.ts";
import type { Database } from "../../src/database/schema.ts";
import { SqlTeamSnapshots } from "../../src/database/sql-team-snapshots.ts";
import { silentLog } from "../contracts/builders.ts";
import { createDatabase } from "../support/servers.ts";
import { answerLate, fillOrganisation, ORGANISATION, unitOfAbout } from "./made-up-organisation.ts";
import { commandOf, type Measurement, record, show, type Table } from "./measurement.ts";

/**
 * How long a snapshot of a made-up organisation takes, with how much memory, and how fast views of it are. On
 * PostgreSQL (POSTGRES_TEST_URL) in a database of its own, or with --sqlite in a file of its own.
 *
 *   npm run bench -- team --people 2000000 [--sqlite] [--dry]
 */
const { values: options } = parseArgs({
  options: {
    people: { type: "string", default: "2000000" },
    sqlite: { type: "boolean", default: false },
    dry: { type: "boolean", default: false },
  },
});
const PEOPLE = Number(options.people);
const VIEWS = 300;
const NOW = Date.UTC(2026, 5, 1, 0, 10);
const content = loadContent({ controller: "หน่วยงานตัวอย่าง", contact: "hr@example.go.th" });

interface Opened {
  readonly database: Database;
  readonly reader: Database;
  readonly close: () => Promise<void>;
}

async function openOnPostgres(): Promise<Opened> {
  const url = process.env.POSTGRES_TEST_URL ?? "postgres://postgres@127.0.0.1:5432/postgres";
  const own = await createDatabase(url);
  const database = openPostgres(own.url, silentLog);
  const close = async () => {
    await database.destroy();
    await own.drop();
  };
  // Filling may take as long as it takes; snapshots are taken with the limits of the service.
  const unlimited = openPostgres(own.url, silentLog, { poolSize: 1, statementTimeoutMs: 0 });
  await migrate(unlimited);
  await sql`set synchronous_commit = off`.execute(unlimited);
  await fillOrganisation(unlimited, content, PEOPLE);
  await unlimited.destroy();
  return { database, reader: database, close };
}

async function openOnSqlite(): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), "thaksa-bench-"));
  const [database, reader] = [openSqlite(join(folder, "bench.db")), openSqlite(join(folder, "bench.db"))];
  await migrate(database);
  await fillOrganisation(database, content, PEOPLE);
  const close = async () => {
    await Promise.all([database.destroy(), reader.destroy()]);
    rmSync(folder, { recursive: true, force: true });
  };
  return { database, reader, close };
}

/** Seconds, the highest memory in use meanwhile and the longest the process did nothing else. */
async function measure(work: () => Promise<unknown>) {
  let [peak, longest, last] = [process.memoryUsage.rss(), 0, performance.now()];
  const before = peak;
  const watch = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 5);
    last = now;
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 5);
  const [startedAt, usage] = [performance.now(), process.cpuUsage()];
  await work();
  clearInterval(watch);
  const { user, system } = process.cpuUsage(usage);
  return {
    seconds: Number(((performance.now() - startedAt) / 1_000).toFixed(1)),
    "of them computing (s)": Number(((user + system) / 1e6).toFixed(1)),
    "memory before (MB)": Math.round(before / 1e6),
    "peak memory (MB)": Math.round(peak / 1e6),
    "longest pause (ms)": Math.round(longest),
  };
}

async function viewTimes(teams: SqlTeamSnapshots, unit: string) {
  const times: number[] = [];
  for (let count = 0; count < VIEWS; count += 1) {
    const startedAt = performance.now();
    const view = await teams.view(ORGANISATION, unit, NOW);
    if (view?.published == null) throw new Error(`Nothing is published of ${unit}`);
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => Number((times[Math.floor(share * VIEWS)] ?? 0).toFixed(1));
  return { "p50 (ms)": at(0.5), "p95 (ms)": at(0.95) };
}

const { database, reader, close } = await (options.sqlite ? openOnSqlite() : openOnPostgres());
try {
  const units = content.framework.units;
  const teams = new SqlTeamSnapshots(database, { reader, catalogue: teamCatalogue(content), units });
  const refresh = (at: number) => async () => {
    if ((await teams.refresh(at)) !== 1) throw new Error("No snapshot was taken");
  };
  const first = await measure(refresh(NOW));
  await answerLate(database, content, PEOPLE);
  const next = await measure(refresh(NOW + 60_000));
  const unit = unitOfAbout(Math.min(10_000, PEOPLE / 10), PEOPLE);
  const snapshots = [
    { snapshot: "first", ...first },
    { snapshot: "next", ...next },
    { snapshot: "looking whether one is due", ...(await measure(() => teams.refresh(NOW + 120_000))) },
  ];
  const views = [
    { view: "a unit", ...(await viewTimes(teams, unit)) },
    { view: "the whole organisation", ...(await viewTimes(teams, "")) },
  ];
  (options.dry ? show : record)(measurementOf(snapshots, views));
} finally {
  await close();
}

function measurementOf(snapshots: Table["rows"], views: Table["rows"]): Measurement {
  const people = PEOPLE.toLocaleString("en");
  return {
    name: options.sqlite ? "team-sqlite" : "team",
    title: `Team figures of ${people} people, ${options.sqlite ? "SQLite" : "PostgreSQL"}`,
    command: commandOf("team"),
    method: [
      "One made-up organisation with a unit for every 100 people, of whom 70 % have answered.",
      "The next snapshot is the renewal after 1 % more have.",
      `A view is what a manager who types ทีม is shown, read ${VIEWS} times one after another;`,
      "the unit is one of about 10,000 people, or a tenth of all where they are fewer than 100,000.",
    ],
    goals: [],
    tables: [
      { title: "Taking a snapshot", rows: snapshots },
      { title: "Reading what is published", rows: views },
    ],
  };
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { sql } from "kysely";
import { USUAL_RULES } from "../../src/core/reminder/reminder-policy.ts";
import { migrate } from "../../src/database/migrate.ts";
import { openPostgres } from "../../src/database/open-postgres.ts";
import { DATABASE_FILE, openSqlite } from "../../src/database/open-sqlite.ts";
import type { Database } from "../../src/database/schema.ts";
import { SqlReminderRuns } from "../../src/database/sql-reminder-runs.ts";
import { silentLog } from "../contracts/builders.ts";
import { fillSendingWorld, WORLD } from "../sending/sending-world.ts";
import { createDatabase, freshPrefix, removePrefix, temporaryFolder } from "../support/servers.ts";
import { processFigures } from "./process-figures.ts";
import { pushRate } from "./push-rate.ts";

/**
 * How fast reminders go out: workers as they are in production push to a stand-in of LINE, every program a process
 * of its own. Three in four of the made-up people are reminded. On PostgreSQL (POSTGRES_TEST_URL) in a database of
 * its own and Redis (REDIS_TEST_URL), or with --sqlite in one process with embedded storage.
 *
 *   npm run bench:sending -- --people 20000 [--workers 2] [--rate 2000] [--sqlite] [--profile DIR] [--json FILE]
 */
const { values: options } = parseArgs({
  options: {
    people: { type: "string", default: "20000" },
    workers: { type: "string", default: "1" },
    rate: { type: "string", default: "2000" },
    sqlite: { type: "boolean", default: false },
    profile: { type: "string" },
    json: { type: "string" },
  },
});
const PEOPLE = Number(options.people);
const WORKERS = options.sqlite ? 1 : Number(options.workers);
const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
const ACCESS_TOKEN = "fixed-access-token-of-the-bench";
const RUN = "0123456789abcdef0123";
const LOOK_EVERY_MS = 250;
const PATIENCE_MS = 300_000;

interface Place {
  readonly database: Database;
  readonly settings: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

async function openOnServers(): Promise<Place> {
  const postgresUrl = process.env.POSTGRES_TEST_URL ?? "postgres://postgres@127.0.0.1:5432/postgres";
  const redisUrl = process.env.REDIS_TEST_URL ?? "redis://127.0.0.1:6379";
  const [own, prefix] = [await createDatabase(postgresUrl), freshPrefix()];
  const database = openPostgres(own.url, silentLog, { poolSize: 1, statementTimeoutMs: 0 });
  const close = async () => {
    await database.destroy();
    await own.drop();
    await removePrefix(redisUrl, prefix);
  };
  const settings = { ROLE: "worker", DATABASE_URL: own.url, REDIS_URL: redisUrl, REDIS_KEY_PREFIX: prefix };
  return { database, settings, close };
}

async function openEmbedded(): Promise<Place> {
  const folder = temporaryFolder();
  const dataDir = join(folder.path, "data");
  const database = openSqlite(join(dataDir, DATABASE_FILE));
  const close = async () => {
    await database.destroy();
    folder.remove();
  };
  return { database, settings: { ROLE: "all", DATA_DIR: dataDir }, close };
}

/** Fills the database and starts the run; returns for how many. */
async function plan(database: Database): Promise<number> {
  await migrate(database);
  await fillSendingWorld(database, PEOPLE);
  if (!options.sqlite) await sql`analyze`.execute(database);
  const { organisation, round, noticeVersion, at } = WORLD;
  const outcome = await new SqlReminderRuns(database, database).launch({
    id: RUN,
    target: { organisation, round, unit: "", noticeVersion },
    step: "bench",
    rules: USUAL_RULES,
    quota: { period: "2026-11", limit: null, used: 0 },
    atMost: null,
    actor: "operator:bench",
    reporter: null,
    at,
    startsAt: at,
  });
  if (outcome.status !== "launched") throw new Error(`refused: ${outcome.reason}`);
  return outcome.run.planned;
}

function start(program: string, env: Readonly<Record<string, string>>, node: readonly string[] = []) {
  const child = spawn(process.execPath, [...node, program], {
    cwd: PROJECT,
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.add(child);
  child.once("close", () => running.delete(child));
  return child;
}

async function startLine(logFile: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = start("test/sending/line-process.ts", {
    PEOPLE: String(PEOPLE),
    LOG_FILE: logFile,
    ACCESS_TOKEN,
  });
  let said = "";
  for await (const chunk of child.stdout) {
    said += chunk;
    const port = /listens on port (\d+)/.exec(said)?.[1];
    if (port !== undefined) return { child, url: `http://127.0.0.1:${port}` };
  }
  throw new Error("the stand-in ended");
}

function startWorker(settings: Readonly<Record<string, string>>, lineUrl: string): ChildProcess {
  const profile = options.profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${options.profile}`];
  const common = {
    PORT: "0",
    LINE_CHANNEL_SECRET: "not needed here",
    LINE_CHANNEL_ACCESS_TOKEN: ACCESS_TOKEN,
    LINE_API_BASE_URL: lineUrl,
    SENDING_HOURS: "00:00-24:00",
    HOLIDAYS_DIR: fileURLToPath(new URL("../sending/holidays", import.meta.url)),
    PUSHES_PER_SECOND: options.rate,
    LOG_LEVEL: "warn",
    CLOCK_AT: String(WORLD.at),
  };
  const worker = start("test/bench/sending-worker.ts", { ...common, ...settings }, profile);
  worker.stdout.pipe(process.stderr);
  return worker;
}

async function untilSent(database: Database, workers: readonly ChildProcess[]): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await pause(LOOK_EVERY_MS)) {
    const { state } = await database.selectFrom("reminder_run").select("state").executeTakeFirstOrThrow();
    if (state === "done") return;
    if (state !== "sending" || workers.some(({ exitCode }) => exitCode !== null))
      throw new Error(`it did not go on: the run is ${state}`);
  }
  throw new Error("it did not end");
}

/** What the server's processes for the workers have used; null where PostgreSQL is not on this machine. */
async function backendSeconds(database: Database): Promise<number | null> {
  const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`.execute(
    database,
  );
  const figures = rows.flatMap(({ pid }) => processFigures(pid) ?? []);
  return figures.length === 0 ? null : round(figures.reduce((sum, one) => sum + one.cpuSeconds, 0));
}

function round(figure: number): number {
  return Number(figure.toFixed(1));
}

/** What processes have used since they were ready. */
function used(children: readonly ChildProcess[]) {
  const figures = children.map(({ pid = 0 }) => processFigures(pid));
  return figures.flatMap((one) => one ?? []);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, "close");
}

const running = new Set<ChildProcess>();
const folder = temporaryFolder();
const place = await (options.sqlite ? openEmbedded() : openOnServers());
try {
  const logFile = join(folder.path, "log.jsonl");
  const planned = await plan(place.database);
  const line = await startLine(logFile);
  const lineBefore = used([line.child])[0]?.cpuSeconds ?? 0;
  const workers = Array.from({ length: WORKERS }, () => startWorker(place.settings, line.url));
  await untilSent(place.database, workers);
  const ofWorkers = used(workers);
  const [ofLine] = used([line.child]);
  const backends = options.sqlite ? null : await backendSeconds(place.database);
  const result = {
    people: PEOPLE,
    planned,
    storage: options.sqlite ? "SQLite, one process" : "PostgreSQL and Redis",
    workers: WORKERS,
    "rate allowed": Number(options.rate),
    ...pushRate(logFile),
    "computing of the workers, start included (s)": round(
      ofWorkers.reduce((sum, one) => sum + one.cpuSeconds, 0),
    ),
    "computing of the stand-in (s)": round((ofLine?.cpuSeconds ?? 0) - lineBefore),
    "computing of PostgreSQL (s)": backends,
    "peak memory of a worker (MB)": Math.max(...ofWorkers.map((one) => one.peakMemoryMb)),
    "load average of the machine": loadavg().map(round).join(" "),
  };
  if (result.accepted !== planned || result.twice > 0) process.exitCode = 1;
  console.table(result);
  console.log(JSON.stringify(result));
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(result, null, 2)}\n`);
  await Promise.all(workers.map((worker) => end(worker, "SIGTERM")));
} finally {
  await Promise.all([...running].map((child) => end(child, "SIGKILL")));
  await place.close();
  folder.remove();
}

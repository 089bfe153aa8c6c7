import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { sql } from "kysely";
import { USUAL_RULES } from "../../src/core/reminder/reminder-policy.ts";
import { migrate } from "../../src/database/migrate.ts";
import type { Database } from "../../src/database/schema.ts";
import { SqlReminderRuns } from "../../src/database/sql-reminder-runs.ts";
import { endServices, type Service, startService } from "../faults/service.ts";
import { fillSendingWorld, WORLD } from "../sending/sending-world.ts";
import { temporaryFolder } from "../support/servers.ts";
import { openEmbedded, openOnServers } from "../support/storage-places.ts";
import { commandOf, type Measurement, record, show } from "./measurement.ts";
import { processFigures } from "./process-figures.ts";
import { type PushRate, pushRate } from "./push-rate.ts";

/**
 * How fast reminders go out: workers as they are in production push to a stand-in of LINE, every program a process
 * of its own. Three in four of the made-up people are reminded. On PostgreSQL (POSTGRES_TEST_URL) in a database of
 * its own and Redis (REDIS_TEST_URL), or with --sqlite in one process with embedded storage. With --profile nothing is
 * kept: profiling takes its share.
 *
 *   npm run bench -- sending --people 20000 [--workers 2] [--rate 2000] [--sqlite] [--profile DIR] [--dry]
 */
const { values: options } = parseArgs({
  options: {
    people: { type: "string", default: "20000" },
    workers: { type: "string", default: "1" },
    rate: { type: "string", default: "2000" },
    sqlite: { type: "boolean", default: false },
    profile: { type: "string" },
    dry: { type: "boolean", default: false },
  },
});
const PEOPLE = Number(options.people);
const WORKERS = options.sqlite ? 1 : Number(options.workers);
const ACCESS_TOKEN = "fixed-access-token-of-the-bench";
const RUN = "0123456789abcdef0123";
/** LINE's limit of a channel, messages a second; staying within one twentieth of it is keeping it up. */
const LINE_TAKES = 2_000;
const LOOK_EVERY_MS = 250;
const PATIENCE_MS = 300_000;

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

function startLine(logFile: string): Service {
  const settings = { PEOPLE: String(PEOPLE), LOG_FILE: logFile, ACCESS_TOKEN };
  return startService("test/sending/line-process.ts", settings);
}

function startWorker(settings: Readonly<Record<string, string>>, lineUrl: string): Service {
  const profile = options.profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${options.profile}`];
  const common = {
    LINE_CHANNEL_SECRET: "not needed here",
    LINE_CHANNEL_ACCESS_TOKEN: ACCESS_TOKEN,
    LINE_API_BASE_URL: lineUrl,
    SENDING_HOURS: "00:00-24:00",
    HOLIDAYS_DIR: fileURLToPath(new URL("../sending/holidays", import.meta.url)),
    PUSHES_PER_SECOND: options.rate,
    LOG_LEVEL: "warn",
    CLOCK_AT: String(WORLD.at),
  };
  return startService("test/bench/sending-worker.ts", { ...common, ...settings }, profile);
}

async function untilSent(database: Database, workers: readonly Service[]): Promise<void> {
  const gone: Service[] = [];
  for (const worker of workers) void worker.ended.then(() => gone.push(worker));
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await pause(LOOK_EVERY_MS)) {
    const { state } = await database.selectFrom("reminder_run").select("state").executeTakeFirstOrThrow();
    if (state === "done") return;
    if (state !== "sending" || gone.length > 0)
      throw new Error(`it did not go on: the run is ${state} ${gone.map((one) => one.output()).join("\n")}`);
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
function used(services: readonly Service[]) {
  return services.flatMap(({ pid }) => processFigures(pid) ?? []);
}

const folder = temporaryFolder();
const place = await (options.sqlite ? openEmbedded() : openOnServers());
try {
  const logFile = join(folder.path, "log.jsonl");
  const planned = await plan(place.database);
  const line = startLine(logFile);
  const lineUrl = await line.url;
  const lineBefore = used([line])[0]?.cpuSeconds ?? 0;
  const workers = Array.from({ length: WORKERS }, () => startWorker(place.settings, lineUrl));
  await untilSent(place.database, workers);
  const ofWorkers = used(workers);
  const [ofLine] = used([line]);
  const backends = options.sqlite ? null : await backendSeconds(place.database);
  const rate = pushRate(logFile);
  if (rate.accepted !== planned || rate.twice > 0) process.exitCode = 1;
  const computing = {
    "the workers, start included (s)": round(ofWorkers.reduce((sum, one) => sum + one.cpuSeconds, 0)),
    "the stand-in (s)": round((ofLine?.cpuSeconds ?? 0) - lineBefore),
    "PostgreSQL (s)": backends,
    "peak memory of a worker (MB)": Math.max(...ofWorkers.map((one) => one.peakMemoryMb)),
  };
  const keeps = !options.dry && options.profile === undefined;
  (keeps ? record : show)(measurementOf(planned, rate, computing));
  for (const worker of workers) worker.kill("SIGTERM");
  await Promise.all(workers.map(({ ended }) => ended));
} finally {
  await endServices();
  await place.close();
  folder.remove();
}

function measurementOf(
  planned: number,
  rate: PushRate,
  computing: Record<string, number | null>,
): Measurement {
  const { calls, accepted, twice, seconds, perSecond, bestPerSecond } = rate;
  return {
    name: options.sqlite ? "sending-sqlite" : "sending",
    title: `Sending reminders, ${options.sqlite ? "embedded" : "PostgreSQL and Redis"}`,
    command: commandOf("sending"),
    method: [
      "Workers as they are in production push to a stand-in of LINE, every program a process of its own.",
      "The rate counts from the first accepted push to the last; the fastest tenth is that of the messages.",
    ],
    goals: [
      {
        goal: "everybody planned gets one message",
        figure: `${accepted} accepted of ${planned} planned, ${twice} twice`,
        met: accepted === planned && twice === 0,
      },
      ...(options.sqlite ? [] : [rateGoal(perSecond)]),
    ],
    tables: [
      {
        title: "One run",
        rows: [
          {
            people: PEOPLE,
            planned,
            workers: WORKERS,
            "allowed a second": Number(options.rate),
            "calls to LINE": calls,
            seconds,
            "a second": perSecond,
            "in the fastest tenth": bestPerSecond,
          },
        ],
      },
      { title: "Computing", rows: [computing] },
    ],
  };
}

function rateGoal(perSecond: number): Measurement["goals"][number] {
  const told = LINE_TAKES.toLocaleString("en");
  return {
    goal: `the ${told} messages a second that LINE takes, less 5 % at the most`,
    figure: `${perSecond.toLocaleString("en")} a second with ${WORKERS} worker(s)`,
    met: perSecond >= LINE_TAKES * 0.95,
  };
}

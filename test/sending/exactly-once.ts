import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { USUAL_RULES } from "../../src/core/reminder/reminder-policy.ts";
import { migrate } from "../../src/database/migrate.ts";
import { openPostgres } from "../../src/database/open-postgres.ts";
import type { Database } from "../../src/database/schema.ts";
import { SqlReminderRuns } from "../../src/database/sql-reminder-runs.ts";
import { seededRandom } from "../../src/seeded-random.ts";
import { silentLog } from "../contracts/builders.ts";
import { createDatabase, type OwnServer, temporaryFolder } from "../support/servers.ts";
import { accountOf, fillSendingWorld, HR_NUMBER, isDue, WORLD } from "./sending-world.ts";

/** Mistakes the verdict must find. */
export const BUGS = ["acknowledge_before_work", "no_retry_key", "no_compare_and_set"] as const;

/** How a run is made hard. */
export interface Ordeal {
  readonly people: number;
  readonly seed: number;
  readonly bug?: (typeof BUGS)[number];
  readonly postgresUrl: string;
  /** Restarted once in the middle when it is there to be restarted. */
  readonly redis: OwnServer;
  /** Workers killed at random moments. */
  readonly kills: number;
  /** How much faster the workers' clock goes: half a minute of waiting is over in a third of a second at 100. */
  readonly clockSpeed: number;
  /** The workers' common limit; slow enough, both of them are at work on the same run. */
  readonly pushesPerSecond?: number;
  /** How long a claim of a worker lasts, ms of real time. */
  readonly leaseMs: number;
  /** Given up after so long, ms; the verdict is taken all the same. */
  readonly patienceMs: number;
}

/** What the verdict says; see verdict.ts. */
export interface Outcome {
  readonly ok: boolean;
  readonly problems: readonly string[];
  readonly due: number;
  readonly delivered: number;
  readonly calls: number;
  readonly repeated: number;
  /** From launch to the end of the run, ms. */
  readonly tookMs: number;
  readonly killed: number;
}

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
const ACCESS_TOKEN = "fixed-access-token-of-the-sending-tests";
const RUN = "0123456789abcdef0123";
const WORKERS = 2;
/** Shares of pushes that go wrong. */
const FAULTS = { "429": 0.02, "500": 0.03, hang: 0.01, accept_then_hang: 0.02, accept_then_500: 0.03 };
/** Has completed, so that what they get is the report alone. */
const HR = accountOf(HR_NUMBER);

/** Reminds made-up people with everything going wrong, and lets an impartial script judge. */
export async function exactlyOnce(ordeal: Ordeal): Promise<Outcome> {
  const folder = temporaryFolder();
  const own = await createDatabase(ordeal.postgresUrl);
  const database = openPostgres(own.url, silentLog, { poolSize: 2, statementTimeoutMs: 0 });
  const files = { log: join(folder.path, "log.jsonl"), due: join(folder.path, "due.txt") };
  const crew = new Crew();
  try {
    await prepare(database, ordeal, files.due);
    const line = await crew.startLine(ordeal, files.log);
    const settings = settingsFor(ordeal, own.url, line);
    const startedAt = Date.now();
    const killed = await sendAll(crew, settings, database, ordeal);
    const tookMs = Date.now() - startedAt;
    await crew.end();
    return { ...(await judge(files, own.url)), tookMs, killed };
  } finally {
    await crew.end();
    await database.destroy();
    await own.drop();
    folder.remove();
  }
}

async function prepare(database: Database, { people }: Ordeal, dueFile: string): Promise<void> {
  await migrate(database);
  await fillSendingWorld(database, people);
  const due = Array.from({ length: people }, (_, number) => number).filter(isDue);
  writeFileSync(dueFile, due.map((number) => `${accountOf(number)}\n`).join(""));
  const { organisation, round, noticeVersion, at } = WORLD;
  const outcome = await new SqlReminderRuns(database, database).launch({
    id: RUN,
    target: { organisation, round, unit: "", noticeVersion },
    step: "test",
    rules: USUAL_RULES,
    quota: { period: "2026-11", limit: null, used: 0 },
    atMost: null,
    actor: "operator:test",
    reporter: HR,
    at,
    startsAt: at,
  });
  if (outcome.status !== "launched") throw new Error(`not launched: ${outcome.reason}`);
}

function settingsFor(
  { bug, redis, clockSpeed, leaseMs, pushesPerSecond }: Ordeal,
  databaseUrl: string,
  lineUrl: string,
): Record<string, string> {
  return {
    ROLE: "worker",
    REDIS_URL: redis.url,
    DATABASE_URL: databaseUrl,
    LINE_CHANNEL_SECRET: "not needed here",
    LINE_CHANNEL_ACCESS_TOKEN: ACCESS_TOKEN,
    LINE_API_BASE_URL: lineUrl,
    SENDING_HOURS: "00:00-24:00",
    HOLIDAYS_DIR: fileURLToPath(new URL("holidays", import.meta.url)),
    LOG_LEVEL: "silent",
    CLOCK_AT: String(WORLD.at),
    CLOCK_FROM: String(Date.now()),
    CLOCK_SPEED: String(clockSpeed),
    LEASE_MS: String(leaseMs),
    ...(bug === undefined ? {} : { BUG: bug }),
    ...(pushesPerSecond === undefined ? {} : { PUSHES_PER_SECOND: String(pushesPerSecond) }),
  };
}

/** Lets workers send while they are killed and Redis goes away; returns how many were killed. */
async function sendAll(
  crew: Crew,
  settings: Record<string, string>,
  database: Database,
  { people, seed, kills, redis, patienceMs }: Ordeal,
): Promise<number> {
  const random = seededRandom(seed);
  const until = Date.now() + patienceMs;
  const workers = Array.from({ length: WORKERS }, () => crew.startWorker(settings));
  let killed = 0;
  for (;;) {
    const left = await openMessages(database);
    if (left === 0 || Date.now() > until) return killed;
    const share = 1 - left / people;
    // Spread over the run, at moments nobody chose.
    if (killed < kills && share > (killed + random()) / (kills + 2)) {
      const place = Math.floor(random() * WORKERS);
      workers[place]?.kill("SIGKILL");
      workers[place] = crew.startWorker(settings);
      killed += 1;
      if (killed === Math.ceil(kills / 2)) await restart(redis);
    }
    await pause(20 + random() * 80);
  }
}

async function restart(redis: OwnServer): Promise<void> {
  await redis.stop();
  await redis.start();
}

/** Messages not settled, the report included, which comes when all others are. */
async function openMessages(database: Database): Promise<number> {
  // First: the report is there as soon as the run is done.
  const run = await database.selectFrom("reminder_run").select("state").executeTakeFirstOrThrow();
  const { open } = await database
    .selectFrom("reminder")
    .select((eb) => eb.fn.countAll<number>().as("open"))
    .where("state", "in", ["due", "sending"])
    .executeTakeFirstOrThrow();
  return Number(open) + (run.state === "done" ? 0 : 1);
}

/** An own process, so that nothing of the service can have a hand in it. */
function judge(
  { log, due }: { readonly log: string; readonly due: string },
  databaseUrl: string,
): Promise<Omit<Outcome, "tookMs" | "killed">> {
  return new Promise((resolve, reject) => {
    const args = ["test/sending/verdict.ts", log, due, databaseUrl, RUN];
    execFile(process.execPath, args, { cwd: PROJECT }, (error, stdout, stderr) => {
      // 1 is a verdict as well.
      if (error !== null && error.code !== 1) reject(new Error(stderr));
      else resolve(JSON.parse(stdout));
    });
  });
}

/** The processes of one run. */
class Crew {
  readonly #running = new Set<ChildProcess>();

  async startLine({ people, seed }: Ordeal, logFile: string): Promise<string> {
    const line = this.#start("test/sending/line-process.ts", {
      PEOPLE: String(people),
      SEED: String(seed),
      FAULTS: JSON.stringify(FAULTS),
      LOG_FILE: logFile,
      ACCESS_TOKEN,
    });
    let said = "";
    for await (const chunk of line.stdout ?? []) {
      said += chunk;
      const port = /listens on port (\d+)/.exec(said)?.[1];
      if (port !== undefined) return `http://127.0.0.1:${port}`;
    }
    throw new Error("the stand-in ended");
  }

  startWorker(settings: Record<string, string>): ChildProcess {
    return this.#start("test/sending/sending-service.ts", { PORT: "0", ...settings });
  }

  #start(program: string, env: Record<string, string>): ChildProcess {
    const child = spawn(process.execPath, [program], {
      cwd: PROJECT,
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#running.add(child);
    child.once("close", () => this.#running.delete(child));
    child.stdout?.resume();
    return child;
  }

  async end(): Promise<void> {
    await Promise.all(
      [...this.#running].map(async (child) => {
        child.kill("SIGKILL");
        await once(child, "close");
      }),
    );
  }
}

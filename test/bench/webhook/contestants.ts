import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "ioredis";
import { endServices, type Program, type Service, startService } from "../../faults/service.ts";
import { createDatabase, startOwnRedis } from "../../support/servers.ts";
import { processFigures, redisProcess } from "../process-figures.ts";

/** Signs every webhook of these benches. */
export const CHANNEL_SECRET = "63306d70617265642077697468206f7468657273";

/** A process that answers webhooks. */
export interface Contestant {
  readonly name: "raw" | "express" | "thaksa";
  readonly title: string;
  readonly pid: number;
  /** Where webhooks go. */
  readonly url: string;
  /** Of the Redis it makes events durable in; undefined where there is none. */
  readonly redisPid: number | undefined;
  /** Forgets all events it has; resolves with how many there were. */
  empty(): Promise<number>;
}

/** All three, and how to end them. */
export interface Contest {
  readonly raw: Contestant;
  readonly express: Contestant;
  readonly thaksa: Contestant;
  close(): Promise<void>;
}

const REDIS_LOOK_EVERY_MS = 20;

/** Starts all three, the service with a Redis (`appendfsync always`) and a database at POSTGRES_TEST_URL of its own. */
export async function startContest(): Promise<Contest> {
  const postgresUrl = process.env.POSTGRES_TEST_URL ?? "postgres://postgres@127.0.0.1:5432/postgres";
  const ends: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const end of ends.toReversed()) await end();
  };
  try {
    const [redisServer, database] = await Promise.all([startOwnRedis(), createDatabase(postgresUrl)]);
    ends.push(database.drop, () => redisServer.discard());
    const redis = new Redis(redisServer.url);
    ends.push(async () => redis.disconnect(), endServices);
    const settings = { REDIS_URL: redisServer.url, DATABASE_URL: database.url };
    const thaksa = await startThaksa(settings, redis);
    const [raw, express] = await Promise.all([
      startBaseline("raw", "node:http, signature checked"),
      startBaseline("express", "Express with LINE's middleware"),
    ]);
    return { raw, express, thaksa, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startBaseline(name: "raw" | "express", title: string): Promise<Contestant> {
  const program: Program = `test/bench/webhook/${name}-server.ts`;
  const service = startService(program, { LINE_CHANNEL_SECRET: CHANNEL_SECRET });
  return { name, title, ...(await placeOf(service)), redisPid: undefined, empty: async () => 0 };
}

async function startThaksa(
  settings: Readonly<Record<"REDIS_URL" | "DATABASE_URL", string>>,
  redis: Redis,
): Promise<Contestant> {
  const service = startService("src/main.ts", {
    ...settings,
    ROLE: "web",
    LINE_CHANNEL_SECRET: CHANNEL_SECRET,
    LINE_CHANNEL_ACCESS_TOKEN: "not needed here",
    LOG_LEVEL: "warn",
  });
  await service.said("Ready");
  return {
    name: "thaksa",
    title: "Thaksa, events durable in Redis",
    ...(await placeOf(service)),
    redisPid: await redisProcess(settings.REDIS_URL),
    empty: () => emptyInbox(redis),
  };
}

async function placeOf({ pid, url }: Service) {
  return { pid, url: `${await url}/webhook` };
}

/** The log of Redis is made anew too, lest it does that by itself in the middle of the next measurement. */
async function emptyInbox(redis: Redis): Promise<number> {
  const events = await redis.xlen("thaksa:inbox");
  await redis.unlink("thaksa:inbox");
  // Redis may have begun by itself.
  await redis.bgrewriteaof().catch(() => {});
  while (/aof_rewrite_(?:in_progress|scheduled):1/.test(await redis.info("persistence"))) {
    await pause(REDIS_LOOK_EVERY_MS);
  }
  return events;
}

/** What a stretch of work cost. */
export interface Cost {
  readonly cpuSeconds: number;
  /** Of Redis; null where there is none. */
  readonly redisCpuSeconds: number | null;
}

/** What the contestant, and its Redis, compute during the work. */
export async function costOf<T>(
  { pid, redisPid }: Contestant,
  work: () => Promise<T>,
): Promise<{ readonly result: T } & Cost> {
  const now = () => [pid, redisPid].map((one) => (one === undefined ? 0 : cpuSecondsOf(one)));
  const [before = 0, redisBefore = 0] = now();
  const result = await work();
  const [after = 0, redisAfter = 0] = now();
  const redisCpuSeconds = redisPid === undefined ? null : redisAfter - redisBefore;
  return { result, cpuSeconds: after - before, redisCpuSeconds };
}

function cpuSecondsOf(pid: number): number {
  const figures = processFigures(pid);
  if (figures === null) throw new Error(`nothing is known of process ${pid}`);
  return figures.cpuSeconds;
}

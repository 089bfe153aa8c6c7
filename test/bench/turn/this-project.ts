import { Redis } from "ioredis";
import pg from "pg";
import { RedisSessionStore } from "../../../src/redis/redis-session-store.ts";
import type { StoredSession } from "../../../src/runner/ports.ts";
import { type Service, startService } from "../../faults/service.ts";
import { createDatabase, startOwnRedis } from "../../support/servers.ts";
import { redisProcess } from "../process-figures.ts";
import type { Contestant } from "./contestant.ts";
import { ratingScript } from "./rating-script.ts";

/** How this project's programs are run. */
export interface ThisProjectOptions {
  readonly channelSecret: string;
  readonly postgresUrl: string;
  /** Worker processes beside one web process; 0 for one process that does both. */
  readonly workers: number;
  /** Options for Node itself, for the workers only. */
  readonly workerNode?: readonly string[];
}

const PREFIX = "thaksa:";

/** This project as it runs in production: web and workers over a Redis of their own and a PostgreSQL database. */
export async function thisProject(options: ThisProjectOptions): Promise<Contestant> {
  const redis = await startOwnRedis();
  const database = await createDatabase(options.postgresUrl);
  const keys = new Redis(redis.url);
  const sessions = new RedisSessionStore(keys, { prefix: PREFIX });
  const redisPid = await redisProcess(redis.url);
  let services: readonly { readonly part: string; readonly service: Service }[] = [];
  const kill = async () => {
    for (const { service } of services) service.kill("SIGKILL");
    await Promise.all(services.map(({ service }) => service.ended));
    services = [];
  };
  const role = options.workers === 0 ? "all" : "web";
  return {
    name: "this project",
    redisUrl: redis.url,
    script: ratingScript(),
    sessionKey: (userId) => `${PREFIX}session:${userId}`,
    async ratingsOf(userId) {
      const stored = (await sessions.load(userId)) as StoredSession | undefined;
      return Object.keys(stored?.session.assessment?.ratings ?? {}).length;
    },
    async start(lineOrigin) {
      const settings = {
        NODE_ENV: "production",
        LINE_CHANNEL_SECRET: options.channelSecret,
        LINE_CHANNEL_ACCESS_TOKEN: "fixed-access-token-of-the-bench",
        LINE_API_BASE_URL: lineOrigin,
        REDIS_URL: redis.url,
        REDIS_KEY_PREFIX: PREFIX,
        DATABASE_URL: database.url,
        LOG_LEVEL: "warn",
      };
      const web = startService("src/main.ts", { ...settings, ROLE: role });
      const workers = Array.from({ length: options.workers }, () =>
        startService("src/main.ts", { ...settings, ROLE: "worker" }, options.workerNode ?? []),
      );
      services = [
        { part: options.workers === 0 ? "web and worker" : "web", service: web },
        ...workers.map((service) => ({ part: "worker", service })),
      ];
      const [url = ""] = await Promise.all(services.map(({ service }) => service.url));
      await Promise.all(services.map(async ({ service }) => isReady(await service.url)));
      return `${url}/webhook`;
    },
    kill,
    async processes() {
      const ofPart = (part: string) =>
        services.flatMap((one) => (one.part === part ? [one.service.pid] : []));
      const parts = [...new Set(services.map(({ part }) => part))];
      return {
        ...Object.fromEntries(parts.map((part) => [part, ofPart(part)])),
        Redis: [redisPid],
        PostgreSQL: await backends(database.url),
      };
    },
    async discard() {
      await Promise.all(
        services.map(({ service }) => {
          service.kill("SIGTERM");
          return service.ended;
        }),
      );
      keys.disconnect();
      await database.drop();
      await redis.discard();
    },
  };
}

async function isReady(url: string): Promise<void> {
  while (
    !(await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    ))
  );
}

/** Processes of PostgreSQL that work for this database, but for the one that asks. */
async function backends(url: string): Promise<readonly number[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>(
      "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    return rows.map(({ pid }) => pid);
  } finally {
    await client.end();
  }
}

import type { Storage } from "./config.ts";
import { databaseHealth } from "./database/database-health.ts";
import { migrate } from "./database/migrate.ts";
import { openPostgres } from "./database/open-postgres.ts";
import { BullmqJobRunner } from "./jobs/bullmq-job-runner.ts";
import { openSqlStores } from "./open-sql-stores.ts";
import type { OpenStorage, StorageOptions } from "./open-storage.ts";
import { connectRedis } from "./redis/connect-redis.ts";
import { readRedisDurability } from "./redis/redis-durability.ts";
import { redisHealth } from "./redis/redis-health.ts";
import { RedisInbox } from "./redis/redis-inbox.ts";
import { RedisRateLimiter } from "./redis/redis-rate-limiter.ts";
import { RedisSessionStore } from "./redis/redis-session-store.ts";
import type { Log } from "./runner/ports.ts";

/** Two people count at a time; so long the next one waits. */
const COUNTER_PATIENCE_MS = 30_000;

/** Sessions, events and timed work in Redis, records in PostgreSQL. */
export function openServers(
  { redisUrl, databaseUrl }: Extract<Storage, { mode: "servers" }>,
  { log, redisKeyPrefix: prefix }: StorageOptions,
): OpenStorage {
  const database = openPostgres(databaseUrl, log);
  // To plan for millions is one long statement.
  const planner = openPostgres(databaseUrl, log, { poolSize: 2, statementTimeoutMs: 0 });
  // So is to count them; but whoever counts does not wait for those who wait for their turn to plan.
  const counter = openPostgres(databaseUrl, log, {
    poolSize: 2,
    connectTimeoutMs: COUNTER_PATIENCE_MS,
    statementTimeoutMs: 0,
  });
  const redis = connectRedis(redisUrl, "commands", log);
  const waiting = connectRedis(redisUrl, "waiting", log);
  const sessions = new RedisSessionStore(redis, { prefix });
  let jobsRedis: ReturnType<typeof connectRedis> | undefined;
  return {
    description: "servers (Redis and PostgreSQL)",
    sessions,
    inbox: new RedisInbox(redis, waiting, { prefix }),
    ...openSqlStores(database, { reader: database, planner, counter }, sessions),
    createRateLimiter: (perSecond) => new RedisRateLimiter(redis, { perSecond, prefix }),
    createJobRunner: () => {
      jobsRedis ??= connectRedis(redisUrl, "jobs", log);
      return new BullmqJobRunner(jobsRedis, log, { prefix });
    },
    health: [redisHealth(redis), databaseHealth(database)],
    upkeep: [],
    prepare: () => migrateUnlimited(databaseUrl, log),
    warnings: async () => (await readRedisDurability(redis)).warnings,
    close: async () => {
      redis.disconnect();
      waiting.disconnect();
      jobsRedis?.disconnect();
      await planner.destroy();
      await counter.destroy();
      await database.destroy();
    },
  };
}

/** On a connection of its own: a migration, or waiting for another process's, may take as long as it takes. */
async function migrateUnlimited(databaseUrl: string, log: Log): Promise<void> {
  const database = openPostgres(databaseUrl, log, { poolSize: 1, statementTimeoutMs: 0 });
  try {
    await migrate(database);
  } finally {
    await database.destroy();
  }
}

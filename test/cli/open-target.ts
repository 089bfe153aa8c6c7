import { join } from "node:path";
import { migrate } from "../../src/database/migrate.ts";
import { openPostgres } from "../../src/database/open-postgres.ts";
import { openSqlite } from "../../src/database/open-sqlite.ts";
import type { Database } from "../../src/database/schema.ts";
import type { OpenStorage } from "../../src/open-storage.ts";
import { openStorage } from "../../src/open-storage.ts";
import { silentLog } from "../contracts/builders.ts";
import {
  createDatabase,
  freshPrefix,
  removePrefix,
  type Server,
  temporaryFolder,
} from "../support/servers.ts";
import type { Settings } from "./run-cli.ts";

/** Storage of one's own, as settings of a program and opened for the test. */
export interface Target {
  readonly settings: Settings;
  openDatabase(): Database;
  openStorage(): Promise<OpenStorage>;
  remove(): Promise<void>;
}

const OPTIONS = { clock: { now: () => Date.now() }, log: silentLog, exclusive: false };

/** An empty data folder. */
export function embeddedTarget(): Target {
  const folder = temporaryFolder();
  const dataDir = join(folder.path, "data");
  return {
    settings: { DATA_DIR: dataDir },
    openDatabase: () => openSqlite(join(dataDir, "thaksa.sqlite")),
    openStorage: () => openStorage({ mode: "embedded", dataDir }, { ...OPTIONS, redisKeyPrefix: "" }),
    remove: async () => folder.remove(),
  };
}

/** An empty PostgreSQL database and an unused key prefix in Redis. */
export async function serversTarget(redisUrl: string, postgresUrl: string): Promise<Target> {
  const own = await createDatabase(postgresUrl);
  const redisKeyPrefix = freshPrefix();
  return {
    settings: { REDIS_URL: redisUrl, DATABASE_URL: own.url, REDIS_KEY_PREFIX: redisKeyPrefix },
    openDatabase: () => openPostgres(own.url, silentLog),
    openStorage: () =>
      openStorage({ mode: "servers", redisUrl, databaseUrl: own.url }, { ...OPTIONS, redisKeyPrefix }),
    async remove() {
      await removePrefix(redisUrl, redisKeyPrefix);
      await own.drop();
    },
  };
}

/** Both servers, or the first that is missing. */
export function bothServers(redis: Server, postgres: Server): Server {
  return "missing" in redis ? redis : postgres;
}

/** Does something with the migrated database of a target. */
export async function onDatabase<T>(target: Target, work: (database: Database) => Promise<T>): Promise<T> {
  const database = target.openDatabase();
  try {
    await migrate(database);
    return await work(database);
  } finally {
    await database.destroy();
  }
}

/** Does something with the storage of a target. */
export async function onStorage<T>(target: Target, work: (storage: OpenStorage) => Promise<T>): Promise<T> {
  const storage = await target.openStorage();
  try {
    await storage.prepare();
    return await work(storage);
  } finally {
    await storage.close();
  }
}

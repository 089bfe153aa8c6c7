import { join } from "node:path";
import { openPostgres } from "../../src/database/open-postgres.ts";
import { DATABASE_FILE, openSqlite } from "../../src/database/open-sqlite.ts";
import type { Database } from "../../src/database/schema.ts";
import { silentLog } from "../contracts/builders.ts";
import { createDatabase, freshPrefix, removePrefix, temporaryFolder } from "./servers.ts";

/** Where a service keeps everything. */
export interface Place {
  readonly database: Database;
  /** What the service has to be told of it, and the ROLE of the process that works. */
  readonly settings: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/** A database of its own at POSTGRES_TEST_URL and a prefix at REDIS_TEST_URL, both removed when it is closed. */
export async function openOnServers(): Promise<Place> {
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

/** A data folder of its own, removed when it is closed. */
export async function openEmbedded(): Promise<Place> {
  const folder = temporaryFolder();
  const dataDir = join(folder.path, "data");
  const database = openSqlite(join(dataDir, DATABASE_FILE));
  const close = async () => {
    await database.destroy();
    folder.remove();
  };
  return { database, settings: { ROLE: "all", DATA_DIR: dataDir }, close };
}

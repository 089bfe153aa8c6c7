import { existsSync } from "node:fs";
import { join } from "node:path";
import { readStorageConfig, type StorageConfig } from "../config.ts";
import { openPostgres } from "../database/open-postgres.ts";
import { DATABASE_FILE, openSqlite } from "../database/open-sqlite.ts";
import type { Database } from "../database/schema.ts";
import { createLog } from "../log.ts";
import { type OpenStorage, openStorage } from "../open-storage.ts";
import { UnavailableError } from "../runner/ports.ts";

const CLOCK = { now: () => Date.now() };
/** What goes wrong is told by the command itself; standard output is for its result. */
const LOG = createLog("silent");

/** The embedded database is not there: nothing was ever stored in this folder. */
class NoDatabaseError extends Error {
  readonly code = "NO_DATABASE";
  constructor(dataDir: string) {
    super(`There is no database in the data folder ${dataDir}. Set DATA_DIR to the server's folder.`);
    this.name = "NoDatabaseError";
  }
}

/** How a command wants its database. */
export interface DatabaseOptions {
  /** Whether an embedded database that is not there yet is made; otherwise that is an error. */
  readonly create: boolean;
  /** PostgreSQL only: longest a statement may take; 0 for no limit. */
  readonly statementTimeoutMs?: number;
}

/** Runs a command on the storage of the settings, beside a server that may be running. */
export function withStorage(work: (storage: OpenStorage) => Promise<void>): Promise<void> {
  return tellingTrouble(async () => {
    const config = readStorageConfig();
    requireDatabase(config);
    const storage = await openCommandStorage(config);
    try {
      await work(storage);
    } finally {
      await storage.close();
    }
  });
}

/** Runs a command on the database of the settings, beside a server that may be running. */
export function withDatabase(
  options: DatabaseOptions,
  work: (database: Database, config: StorageConfig) => Promise<void>,
): Promise<void> {
  return tellingTrouble(async () => {
    const config = readStorageConfig();
    if (!options.create) requireDatabase(config);
    const database = openDatabase(config, options);
    try {
      await work(database, config);
    } finally {
      await database.destroy();
    }
  });
}

/** Opens storage without taking the data folder away from the server. */
export function openCommandStorage({ storage, redisKeyPrefix }: StorageConfig): Promise<OpenStorage> {
  return openStorage(storage, { clock: CLOCK, log: LOG, redisKeyPrefix, exclusive: false });
}

/** Whether the database of the settings can be asked at all: PostgreSQL always counts as there. */
export function hasDatabase({ storage }: StorageConfig): boolean {
  return storage.mode === "servers" || existsSync(join(storage.dataDir, DATABASE_FILE));
}

/** Throws NoDatabaseError where an embedded database was never made. */
export function requireDatabase(config: StorageConfig): void {
  if (config.storage.mode === "embedded" && !hasDatabase(config)) {
    throw new NoDatabaseError(config.storage.dataDir);
  }
}

function openDatabase(
  { storage }: StorageConfig,
  { statementTimeoutMs = 60_000 }: DatabaseOptions,
): Database {
  if (storage.mode === "embedded") return openSqlite(join(storage.dataDir, DATABASE_FILE));
  return openPostgres(storage.databaseUrl, LOG, { poolSize: 2, statementTimeoutMs });
}

/** Trouble the operator can mend is told in a sentence; anything else is a mistake of ours, with its place. */
export async function tellingTrouble(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(sentenceFor(error));
    process.exitCode = 1;
  }
}

function sentenceFor(error: unknown): string {
  if (!(error instanceof Error)) return "error: something unknown went wrong";
  if (error instanceof UnavailableError) return `error: ${error.message}${reasonOf(error.cause)}`;
  return "code" in error ? `error: ${error.message}` : `error: ${error.stack}`;
}

/** A code only: messages of the network and of servers hold addresses and names of accounts. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error && "code" in cause)) return "";
  const reason = cause.code === "ERR_SQLITE_ERROR" ? cause.message : String(cause.code);
  return ` (${reason})`;
}

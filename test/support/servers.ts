import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { Redis } from "ioredis";
import pg from "pg";
import { describe } from "vitest";
import { UnavailableError } from "../../src/runner/ports.ts";

const run = promisify(execFile);

/** A server the tests may use, or why there is none. */
export type Server = { readonly url: string } | { readonly missing: string };

/** A server started by a test file for itself, to be stopped and started at will. */
export interface OwnServer {
  readonly url: string;
  start(): Promise<void>;
  /** Ends it at once, as a crash would. */
  stop(): Promise<void>;
  /** Stops it and removes its data. */
  discard(): Promise<void>;
}

/** The shared Redis of REDIS_TEST_URL. */
export async function findRedis(): Promise<Server> {
  const url = process.env.REDIS_TEST_URL ?? "redis://127.0.0.1:6379";
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 2_000 });
  redis.on("error", () => {});
  return probe("no Redis answers at REDIS_TEST_URL", url, () => redis.ping()).finally(() =>
    redis.disconnect(),
  );
}

/** The shared PostgreSQL of POSTGRES_TEST_URL; the user may create databases. */
export async function findPostgres(): Promise<Server> {
  const url = process.env.POSTGRES_TEST_URL ?? "postgres://postgres@127.0.0.1:5432/postgres";
  return probe("no PostgreSQL answers at POSTGRES_TEST_URL", url, () => onPostgres(url, "select 1"));
}

/** Whether `startOwnRedis` can work here; the url is not known yet. */
export function findRedisProgram(): Promise<Server> {
  return probe("redis-server is not installed", "", () => run("redis-server", ["--version"]));
}

/** Whether `startOwnPostgres` can work here; the url is not known yet. */
export function findPostgresProgram(): Promise<Server> {
  return probe("PostgreSQL's initdb is not installed", "", () =>
    run(postgresProgram("initdb"), ["--version"]),
  );
}

/** A missing server is an error where servers are required, and a reason to skip elsewhere. */
async function probe(missing: string, url: string, attempt: () => Promise<unknown>): Promise<Server> {
  try {
    await attempt();
    return { url };
  } catch (cause) {
    if (process.env.REQUIRE_SERVERS === "1") throw new Error(missing, { cause });
    return { missing };
  }
}

/** `describe` for suites that need a server: skipped, with the reason in the name, when it is missing. */
export function describeWith(server: Server, name: string, suite: (url: string) => void): void {
  if ("url" in server) describe(name, () => suite(server.url));
  else describe.skip(`${name} (${server.missing})`, () => suite("redis://127.0.0.1:1"));
}

/** A key prefix nobody else uses. */
export function freshPrefix(): string {
  return `thaksa-test-${randomBytes(6).toString("hex")}:`;
}

/** Deletes every key that begins with the prefix. */
export async function removePrefix(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  try {
    for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 500 })) {
      if (keys.length > 0) await redis.unlink(...(keys as string[]));
    }
  } finally {
    redis.disconnect();
  }
}

/** An empty database on a running server. */
export async function createDatabase(
  url: string,
): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> {
  const name = `thaksa_test_${randomBytes(6).toString("hex")}`;
  await onPostgres(url, `create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    url: own.href,
    drop: () => onPostgres(url, `drop database if exists ${name} with (force)`),
  };
}

async function onPostgres(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A folder for one test file and how to remove it. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "thaksa-test-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A Redis of one's own on a free port, set as durably as production wants it. */
export async function startOwnRedis(): Promise<OwnServer> {
  const folder = temporaryFolder();
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;
  const own: OwnServer = {
    url,
    async start() {
      server = spawn("redis-server", redisSettings(port, folder.path), { stdio: "ignore" });
      await untilAnswers(() => pingRedis(url));
    },
    async stop() {
      if (server !== undefined) await endProcess(server);
      server = undefined;
    },
    async discard() {
      await own.stop();
      folder.remove();
    },
  };
  await own.start();
  return own;
}

function redisSettings(port: number, folder: string): string[] {
  const settings = { port, dir: folder, bind: "127.0.0.1", save: "", appendonly: "yes" };
  const durable = { ...settings, appendfsync: "always", "maxmemory-policy": "noeviction" };
  return Object.entries(durable).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

async function pingRedis(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  redis.on("error", () => {});
  try {
    await redis.connect();
  } finally {
    redis.disconnect();
  }
}

async function endProcess(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill("SIGKILL");
  await once(server, "exit");
}

/** A PostgreSQL of one's own on a free port. */
export async function startOwnPostgres(): Promise<OwnServer> {
  const folder = temporaryFolder();
  const data = join(folder.path, "data");
  const port = await freePort();
  const as = await serverAccount();
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder.path, as.uid, as.gid);
  const control = (...args: string[]) => run(postgresProgram("pg_ctl"), ["-D", data, "-w", ...args], as);
  await run(postgresProgram("initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"], as);
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''`;
  const own: OwnServer = {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async start() {
      await control("-l", join(folder.path, "server.log"), "-o", options, "start");
    },
    async stop() {
      await control("-m", "immediate", "stop");
    },
    async discard() {
      // Already stopped is as good.
      await own.stop().catch(() => {});
      folder.remove();
    },
  };
  await own.start();
  return own;
}

/** PostgreSQL refuses to run as root: then it runs as the account its package made. */
async function serverAccount(): Promise<{ uid?: number; gid?: number; cwd: string }> {
  if (process.getuid?.() !== 0) return { cwd: tmpdir() };
  const [uid, gid] = await Promise.all(["-u", "-g"].map((flag) => run("id", [flag, "postgres"])));
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout), cwd: tmpdir() };
}

/** Debian keeps these programs away from the PATH. */
function postgresProgram(name: string): string {
  const versions = [18, 17, 16, 15, 14].map((version) => `/usr/lib/postgresql/${version}/bin/${name}`);
  return versions.find((path) => existsSync(path)) ?? name;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Repeats an attempt while the server cannot be reached; resolves with its result. */
export async function untilAvailable<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      await setTimeout(20);
    }
  }
}

async function untilAnswers(attempt: () => Promise<void>): Promise<void> {
  for (let left = 100; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0) throw error;
      await setTimeout(50);
    }
  }
}

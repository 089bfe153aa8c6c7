import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Redis } from "ioredis";
import pg from "pg";
import { openPostgres } from "../../src/database/open-postgres.ts";
import { DATABASE_FILE, openSqlite } from "../../src/database/open-sqlite.ts";
import type { Database } from "../../src/database/schema.ts";
import { silentLog } from "../contracts/builders.ts";
import { type OwnServer, startOwnPostgres, startOwnRedis, temporaryFolder } from "../support/servers.ts";

/** A word that stands nowhere else. */
const canary = (what: string) => `canary${what}${randomBytes(5).toString("hex")}`;

/** What must never be written, by what it is. */
export const CANARIES = {
  typed: canary("typed"),
  postback: canary("postback"),
  displayName: canary("displayname"),
  memberName: canary("member"),
  email: canary("mail"),
  unitName: canary("unit"),
  organisationName: canary("organisation"),
  databasePassword: canary("dbpassword"),
  redisPassword: canary("redispassword"),
  otherRedisPassword: canary("otherredis"),
  previousSecret: canary("previoussecret"),
  replyToken: canary("replytoken"),
  malformed: canary("malformed"),
  path: canary("path"),
  cookie: canary("cookie"),
  header: canary("header"),
  fileName: canary("filename"),
};
/** Stores to run the service on, how to break them, and how to reach the records. */
export interface Stores {
  readonly settings: Readonly<Record<string, string>>;
  open(): Database;
  /**
   * Breaks everything in turn and mends it; `work` is done while it is broken, until the service has said what is
   * expected.
   */
  trouble(work: (expected: RegExp) => Promise<void>): Promise<void>;
  discard(): Promise<void>;
}

/** One SQLite file in a folder of its own. */
export async function embeddedStores(): Promise<Stores> {
  const folder = temporaryFolder();
  const file = join(folder.path, DATABASE_FILE);
  const onFile = (sql: string) => {
    const database = new DatabaseSync(file, { timeout: 5_000 });
    database.exec(sql);
    database.close();
  };
  return {
    settings: { DATA_DIR: folder.path },
    open: () => openSqlite(file),
    async trouble(work) {
      onFile(`create trigger quote before insert on code_attempt
          begin select raise(abort, 'canary of a row'); end`);
      onFile("alter table one_time_link rename to one_time_link_away");
      await work(/ERR_SQLITE_ERROR.*event failed/u);
      onFile("alter table one_time_link_away rename to one_time_link");
      onFile("drop trigger quote");
    },
    discard: async () => folder.remove(),
  };
}

/** A Redis and a PostgreSQL of one's own, with passwords in their addresses. */
export async function serverStores(): Promise<Stores> {
  const [redis, postgres] = await Promise.all([startOwnRedis(), startOwnPostgres()]);
  const databaseUrl = withPassword(postgres.url, CANARIES.databasePassword);
  return {
    settings: { REDIS_URL: withPassword(redis.url, CANARIES.redisPassword), DATABASE_URL: databaseUrl },
    open: () => openPostgres(databaseUrl, silentLog, { poolSize: 1 }),
    async trouble(work) {
      await refusingRows(databaseUrl, () => work(/"code":"P0001".*event failed/u));
      await whileDown(postgres, () => work(/database cannot be reached/u));
      await whileLocked(redis.url, () => work(/redis connection lost/u));
      await whileDown(redis, () => work(/the inbox did not take webhook events/u));
    },
    async discard() {
      await Promise.all([redis.discard(), postgres.discard()]);
    },
  };
}

function withPassword(address: string, password: string): string {
  const url = new URL(address);
  url.password = password;
  return url.href;
}

async function whileDown(server: OwnServer, work: () => Promise<void>): Promise<void> {
  await server.stop();
  await work();
  await server.start();
}

/** PostgreSQL refuses to note a wrong code, and quotes the row. */
async function refusingRows(url: string, work: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create function quote() returns trigger language plpgsql as
    $$ begin raise exception 'canary %', row_to_json(new); end $$;
    create trigger quote before insert on code_attempt for each row execute function quote()`);
  await work();
  await client.query("drop function quote cascade");
  await client.end();
}

/** Redis wants another password than the service has. */
async function whileLocked(url: string, work: () => Promise<void>): Promise<void> {
  const password = CANARIES.otherRedisPassword;
  const redis = new Redis(url);
  await redis.config("SET", "requirepass", password);
  await redis.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
  await work();
  await redis.config("SET", "requirepass", "");
  redis.disconnect();
}

import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Log } from "../runner/ports.ts";
import type { Database, DatabaseSchema } from "./schema.ts";

const CONNECT_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 10_000;
/** After the server's own time-out: this one is for a server that does not answer at all. */
const ANSWER_TIMEOUT_GRACE_MS = 2_000;

/**
 * Counts and instants fit a double; as strings they would compare and add wrongly. JSON stays text, as in
 * SQLite.
 */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    if (oid === pg.types.builtins.INT8) return Number;
    if (oid === pg.types.builtins.JSONB) return String;
    return pg.types.getTypeParser(oid, format as "text");
  },
};

/**
 * Opens a pool of connections to PostgreSQL, none of them before it is needed. Broken connections are
 * replaced, so the process outlives a restart of the server.
 *
 * @param url may hold a password and is never logged
 * @param options.connectTimeoutMs longest to wait for a connection, also for one of the pool to be free
 * @param options.statementTimeoutMs longest a statement may take; 0 for no limit (long migrations)
 */
export function openPostgres(
  url: string,
  log: Log,
  { poolSize = 10, connectTimeoutMs = CONNECT_TIMEOUT_MS, statementTimeoutMs = STATEMENT_TIMEOUT_MS } = {},
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "thaksa",
    max: poolSize,
    types,
    keepAlive: true,
    // Translating a statement into machine code first takes seconds where running it takes a tenth of one.
    options: "-c jit=off",
    connectionTimeoutMillis: connectTimeoutMs,
    ...timeouts(statementTimeoutMs),
  });
  pool.on("error", (error: Error & { code?: string }) => {
    log.warn({ code: error.code ?? error.name }, "database connection lost, another will be opened");
  });
  // A connection that breaks between two statements of a transaction would otherwise end the process.
  pool.on("connect", (client) => client.on("error", () => {}));
  return new Kysely<DatabaseSchema>({ dialect: new PostgresDialect({ pool }) });
}

function timeouts(statementTimeoutMs: number): pg.PoolConfig {
  if (statementTimeoutMs === 0) return {};
  return {
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + ANSWER_TIMEOUT_GRACE_MS,
    idle_in_transaction_session_timeout: statementTimeoutMs,
  };
}

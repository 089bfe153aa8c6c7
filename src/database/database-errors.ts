import { UnavailableError } from "../runner/ports.ts";

const SQLITE_BUSY = 5;

/**
 * Primary result codes of SQLite that speak of the disk or of another process, not of the statement:
 * BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL.
 *
 * @see https://www.sqlite.org/rescode.html
 */
const SQLITE_TROUBLE = new Set([SQLITE_BUSY, 6, 7, 8, 10, 13, 14, 15]);

/**
 * Classes and single codes of PostgreSQL that pass when somebody puts the server right or when the work is
 * tried again: connection, authorization, transaction rollback (deadlock, serialization), resources,
 * operator intervention, lock not available, read-only transaction (a standby), system error.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const POSTGRES_TROUBLE = /^(08|28|40|53|57|58)...$|^(55P03|25006)$/;

const NETWORK_TROUBLE = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);

/** What `pg` says without a code when a connection broke or never came. */
const PG_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed)/;

/**
 * Runs database work.
 *
 * @throws UnavailableError when the database cannot be reached or cannot work at the moment; mistakes of
 * this program pass through. Neither quotes rows.
 */
export async function reachDatabase<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const bare = withoutRows(error);
    throw isUnavailable(bare) ? new UnavailableError("database", bare) : bare;
  }
}

/** Whether SQLite refused because another connection holds the lock. */
export function isBusy(error: unknown): boolean {
  return sqliteCode(error) === SQLITE_BUSY;
}

/** SQLite's primary result code; the lowest byte, the others say more about it. */
function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, errcode }: DatabaseError = error;
  return code === "ERR_SQLITE_ERROR" ? Number(errcode) & 0xff : undefined;
}

interface DatabaseError {
  readonly code?: unknown;
  readonly errcode?: unknown;
  readonly message?: unknown;
  readonly errors?: readonly unknown[];
}

function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const primary = sqliteCode(error);
  if (primary !== undefined) return SQLITE_TROUBLE.has(primary);
  const { code, message, errors }: DatabaseError = error;
  if (typeof code === "string" && (NETWORK_TROUBLE.has(code) || POSTGRES_TROUBLE.test(code))) return true;
  if (errors?.some(isUnavailable)) return true;
  return typeof message === "string" && PG_MESSAGES.test(message);
}

/** PostgreSQL quotes the offending row in these fields, and a log would print them. */
function withoutRows(error: unknown): unknown {
  if (error instanceof Error) {
    for (const field of ["detail", "where", "internalQuery"]) Reflect.deleteProperty(error, field);
  }
  return error;
}

import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import {
  CompiledQuery,
  type DatabaseConnection,
  type QueryResult,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
} from "kysely";
import { isBusy } from "./database-errors.ts";

const RETRY_PAUSE_MS = 10;

/**
 * Kysely over Node's own SQLite. Transactions take the write lock when they begin: one that reads first and
 * writes later could not wait for another process any more. Schema changes are transactional, so that two
 * processes cannot migrate at once.
 *
 * @see https://www.sqlite.org/lang_transaction.html
 */
export class NodeSqliteDialect extends SqliteDialect {
  readonly #database: DatabaseSync;
  readonly #patienceMs: number;

  /** @param patienceMs how long a statement waits for another process that holds the lock */
  constructor(database: DatabaseSync, patienceMs: number) {
    super({ database: adapt(database) });
    this.#database = database;
    this.#patienceMs = patienceMs;
  }

  override createDriver(): SqliteDriver {
    return new NodeSqliteDriver(this.#database, this.#patienceMs);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

class NodeSqliteDriver extends SqliteDriver {
  readonly #database: DatabaseSync;
  readonly #patienceMs: number;
  #connection: PatientConnection | undefined;

  constructor(database: DatabaseSync, patienceMs: number) {
    super({ database: adapt(database) });
    this.#database = database;
    this.#patienceMs = patienceMs;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    this.#connection ??= new PatientConnection(await super.acquireConnection(), this.#patienceMs);
    return this.#connection;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // SQLite has rolled back by itself when the disk is full or broken; a second time would hide the reason.
    if (this.#database.isTransaction) await super.rollbackTransaction(connection);
  }
}

/**
 * Waits for the lock without holding up the process: SQLite's own busy time-out sleeps inside the call, and
 * with it everything else here. A statement refused as busy has done nothing.
 */
class PatientConnection implements DatabaseConnection {
  readonly #inner: DatabaseConnection;
  readonly #patienceMs: number;

  constructor(inner: DatabaseConnection, patienceMs: number) {
    this.#inner = inner;
    this.#patienceMs = patienceMs;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const until = performance.now() + this.#patienceMs;
    for (;;) {
      try {
        return await this.#inner.executeQuery<R>(query);
      } catch (error) {
        if (!isBusy(error) || performance.now() >= until) throw error;
        await setTimeout(RETRY_PAUSE_MS);
      }
    }
  }

  streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    return this.#inner.streamQuery<R>(query, chunkSize);
  }
}

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Gives `node:sqlite` the shape Kysely expects; parameters must be spread. */
function adapt(database: DatabaseSync): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare(sql) {
      const statement = database.prepare(sql);
      const spread = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...spread(parameters)),
        run: (parameters) => statement.run(...spread(parameters)),
        iterate: (parameters) => statement.iterate(...spread(parameters)),
      };
    },
  };
}

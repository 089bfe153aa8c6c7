import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import { NodeSqliteDialect } from "./node-sqlite-dialect.ts";
import type { Database, DatabaseSchema } from "./schema.ts";

/** The name of the embedded database in the data folder. */
export const DATABASE_FILE = "thaksa.sqlite";

/** How long a statement waits for another process (the CLI) before it gives up. */
const PATIENCE_MS = 5_000;

/**
 * Opens the embedded database, making the file and its folder where needed. Every commit is on the disk when
 * it resolves, power cuts included.
 *
 * @see https://www.sqlite.org/pragma.html#pragma_synchronous
 */
export function openSqlite(file: string): Database {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(file, {
    timeout: PATIENCE_MS,
    enableForeignKeyConstraints: true,
  });
  database.exec("pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on");
  // From here on waiting is the dialect's: SQLite would stop the whole process for it.
  database.exec("pragma busy_timeout = 0");
  return new OpenedSqlite(database);
}

/** Kysely itself closes what it has used; a file left open keeps its write-ahead log beside it. */
class OpenedSqlite extends Kysely<DatabaseSchema> {
  readonly #file: DatabaseSync;

  constructor(file: DatabaseSync) {
    super({ dialect: new NodeSqliteDialect(file, PATIENCE_MS) });
    this.#file = file;
  }

  override async destroy(): Promise<void> {
    await super.destroy();
    if (this.#file.isOpen) this.#file.close();
  }
}

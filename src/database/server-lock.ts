import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isBusy } from "./database-errors.ts";

/** Another process serves from this data folder. The message is for the operator. */
export class DataFolderInUseError extends Error {
  readonly code = "DATA_FOLDER_IN_USE";

  constructor(folder: string, cause: unknown) {
    super(
      `Another Thaksa server already works in the data folder ${folder}. ` +
        "Stop it first, or give this one a data folder of its own.",
      { cause },
    );
    this.name = "DataFolderInUseError";
  }
}

/** Held until released or until the process ends, however it ends. */
interface ServerLock {
  release(): void;
}

/**
 * Takes the data folder for this server, making it where needed. It is a lock of the operating system on a
 * file of its own, held by an open transaction, so nothing is left behind when the process is killed.
 *
 * @throws DataFolderInUseError when another server has it
 * @see https://www.sqlite.org/lockingv3.html
 */
export function lockDataFolder(folder: string): ServerLock {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(join(folder, "server.lock"), { timeout: 0 });
  try {
    lock.exec("begin exclusive");
  } catch (error) {
    lock.close();
    throw isBusy(error) ? new DataFolderInUseError(folder, error) : error;
  }
  return { release: () => lock.close() };
}

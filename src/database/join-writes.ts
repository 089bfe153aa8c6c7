import { gather, togetherElseAlone } from "../runner/gather.ts";
import { reachDatabase } from "./database-errors.ts";
import type { Tx } from "./effect-origin.ts";
import type { Database } from "./schema.ts";

/** Does a small write in a transaction it may share with others; whatever it throws is its own. */
export type JoinedWrites = <T>(write: (tx: Tx) => Promise<T>) => Promise<T>;

type Write = (tx: Tx) => Promise<unknown>;

/** Writes of one transaction: others wait for it as a whole. */
const MOST_TOGETHER = 256;

/**
 * Joins small writes that come at the same time into one transaction: SQLite waits for the disk at the end of each,
 * and the whole process with it. Each is done completely or not at all; one that fails does not keep the others from
 * being done. Throws UnavailableError and what the write throws.
 */
export function joinWrites(database: Database): JoinedWrites {
  // Who works in a transaction already has joined one.
  if (database.isTransaction) return (write) => reachDatabase(() => write(database as Tx));
  const inTransaction = (writes: readonly Write[]) =>
    reachDatabase(() =>
      database.transaction().execute(async (tx) => {
        const done: unknown[] = [];
        for (const write of writes) done.push(await write(tx));
        return done;
      }),
    );
  const together = gather(
    (writes: readonly Write[]) => togetherElseAlone(writes, inTransaction),
    MOST_TOGETHER,
  );
  return async <T>(write: (tx: Tx) => Promise<T>) => (await together(write)) as T;
}

import { type Clock, SESSION_LIFETIME_MS, type SessionStore, type StoredSession } from "../runner/ports.ts";
import { reachDatabase } from "./database-errors.ts";
import { type JoinedWrites, joinWrites } from "./join-writes.ts";
import type { Database } from "./schema.ts";

/** Sessions in the embedded database. */
export class SqliteSessionStore implements SessionStore {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #write: JoinedWrites;

  /** @param write through which sessions are stored, together with what others write */
  constructor(database: Database, clock: Clock, write: JoinedWrites = joinWrites(database)) {
    this.#database = database;
    this.#clock = clock;
    this.#write = write;
  }

  async load(personId: string): Promise<unknown> {
    const row = await reachDatabase(() =>
      this.#database
        .selectFrom("session")
        .select("value")
        .where("person_id", "=", personId)
        .where("expires_at", ">", this.#clock.now())
        .executeTakeFirst(),
    );
    return row === undefined ? undefined : JSON.parse(row.value);
  }

  async commit(personId: string, expectedRevision: number, next: StoredSession): Promise<boolean> {
    const now = this.#clock.now();
    const value = {
      revision: next.revision,
      value: JSON.stringify(next),
      expires_at: now + SESSION_LIFETIME_MS,
    };
    const rows = await this.#write<readonly object[]>((tx) =>
      expectedRevision === 0
        ? tx
            .insertInto("session")
            .values({ person_id: personId, ...value })
            // An expired session that nobody has cleared away yet counts as none.
            .onConflict((conflict) =>
              conflict.column("person_id").doUpdateSet(value).where("session.expires_at", "<=", now),
            )
            .returning("person_id")
            .execute()
        : tx
            .updateTable("session")
            .set(value)
            .where("person_id", "=", personId)
            .where("revision", "=", expectedRevision)
            .where("expires_at", ">", now)
            .returning("person_id")
            .execute(),
    );
    return rows.length === 1;
  }

  async remove(personId: string): Promise<void> {
    await reachDatabase(() =>
      this.#database.deleteFrom("session").where("person_id", "=", personId).execute(),
    );
  }

  /** Deletes sessions nobody used for too long; returns how many. Throws UnavailableError. */
  async eraseExpired(): Promise<number> {
    const [done] = await reachDatabase(() =>
      this.#database.deleteFrom("session").where("expires_at", "<=", this.#clock.now()).execute(),
    );
    return Number(done?.numDeletedRows ?? 0);
  }
}

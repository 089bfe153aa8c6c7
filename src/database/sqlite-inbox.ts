import { type RawBuilder, type Selectable, sql, type Transaction } from "kysely";
import type { InboundEvent } from "../runner/inbound-event.ts";
import type { ClaimedEvent, Clock, DeadLetter, Inbox } from "../runner/ports.ts";
import { reachDatabase } from "./database-errors.ts";
import { type JoinedWrites, joinWrites } from "./join-writes.ts";
import type { Database, DatabaseSchema, InboxTable } from "./schema.ts";

type ClaimOptions = Parameters<Inbox["claim"]>[0];

/** How often a waiting claim looks for what other processes (the CLI) put in, and for entries that are due. */
const POLL_MS = 250;

/** The inbox in the embedded database. */
export class SqliteInbox implements Inbox {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #write: JoinedWrites;
  #wakes = 0;
  #signal = Promise.withResolvers<void>();

  /** @param write through which events come and go, together with what others write */
  constructor(database: Database, clock: Clock, write: JoinedWrites = joinWrites(database)) {
    this.#database = database;
    this.#clock = clock;
    this.#write = write;
  }

  async append(events: readonly InboundEvent[]): Promise<void> {
    if (events.length === 0) return;
    const rows = events.map((event) => ({
      event: JSON.stringify(event),
      received_at: event.receivedAt,
      message_id: event.act.type === "typed" ? event.act.messageId : null,
      failures: 0,
    }));
    await this.#write((tx) => tx.insertInto("inbox").values(rows).execute());
    this.#lookAgain();
  }

  async claim(options: ClaimOptions): Promise<readonly ClaimedEvent[]> {
    const until = performance.now() + options.waitMs;
    const wakes = this.#wakes;
    for (;;) {
      // Taken before looking, so that what is appended in between is not slept through.
      const signal = this.#signal.promise;
      const claimed = await this.#take(options);
      const leftMs = until - performance.now();
      if (claimed.length > 0 || leftMs <= 0 || wakes !== this.#wakes) return claimed;
      await untilSignal(signal, Math.min(leftMs, POLL_MS));
    }
  }

  async acknowledge(entryIds: readonly string[]): Promise<void> {
    if (entryIds.length === 0) return;
    await this.#write((tx) => tx.deleteFrom("inbox").where("entry_id", "in", entryIds.map(Number)).execute());
  }

  async release(
    entryId: string,
    { retryAfterMs, failed }: { readonly retryAfterMs: number; readonly failed: boolean },
  ): Promise<void> {
    await reachDatabase(() =>
      this.#database
        .updateTable("inbox")
        .set((column) => ({
          // 0 means new.
          ready_at: Math.max(1, this.#clock.now() + Math.ceil(retryAfterMs)),
          claimed_at: null,
          failures: column("failures", "+", failed ? 1 : 0),
        }))
        .where("entry_id", "=", Number(entryId))
        .where("claimed_at", "is not", null)
        .execute(),
    );
    this.#lookAgain();
  }

  async bury(entryId: string, reason: string, deadAt: number): Promise<void> {
    await this.#inTransaction(async (tx) => {
      const row = await tx
        .deleteFrom("inbox")
        .where("entry_id", "=", Number(entryId))
        .returning(["entry_id", "event", "received_at", "message_id"])
        .executeTakeFirst();
      if (row === undefined) return;
      await tx
        .insertInto("dead_letter")
        .values({ ...row, reason, dead_at: deadAt })
        .execute();
    });
  }

  async deadLetters(limit: number): Promise<readonly DeadLetter[]> {
    const rows = await reachDatabase(() =>
      this.#database
        .selectFrom("dead_letter")
        .selectAll()
        .orderBy("dead_at")
        .orderBy("entry_id")
        .limit(limit)
        .execute(),
    );
    return rows.map((row) => ({
      entryId: String(row.entry_id),
      event: JSON.parse(row.event) as InboundEvent,
      reason: row.reason,
      deadAt: row.dead_at,
    }));
  }

  async replay(entryId: string): Promise<boolean> {
    const found = await this.#inTransaction(async (tx) => {
      const row = await tx
        .deleteFrom("dead_letter")
        .where("entry_id", "=", Number(entryId))
        .returning(["event", "received_at", "message_id"])
        .executeTakeFirst();
      if (row === undefined) return false;
      await tx
        .insertInto("inbox")
        .values({ ...row, failures: 0 })
        .execute();
      return true;
    });
    this.#lookAgain();
    return found;
  }

  eraseMessage(messageId: string): Promise<number> {
    return this.#erase(sql`message_id = ${messageId}`);
  }

  erasePerson(personId: string, exceptEventId: string, before: number): Promise<number> {
    return this.#erase(sql`received_at < ${before}
      and json_extract(event, '$.source.personId') = ${personId}
      and json_extract(event, '$.id') <> ${exceptEventId}`);
  }

  eraseBefore(instant: number): Promise<number> {
    return this.#erase(sql`received_at < ${instant}`);
  }

  async depth(): Promise<{ readonly waiting: number; readonly dead: number }> {
    const count = async (table: "inbox" | "dead_letter") => {
      const query = this.#database.selectFrom(table).select((all) => all.fn.countAll<number>().as("rows"));
      return (await query.executeTakeFirstOrThrow()).rows;
    };
    return reachDatabase(async () => ({ waiting: await count("inbox"), dead: await count("dead_letter") }));
  }

  wake(): void {
    this.#wakes += 1;
    this.#lookAgain();
  }

  #erase(condition: RawBuilder<boolean>): Promise<number> {
    return this.#inTransaction(async (tx) => {
      const live = await tx.deleteFrom("inbox").where(condition).executeTakeFirstOrThrow();
      const dead = await tx.deleteFrom("dead_letter").where(condition).executeTakeFirstOrThrow();
      return Number(live.numDeletedRows) + Number(dead.numDeletedRows);
    });
  }

  /** Lets claims that wait in this process look again at once. */
  #lookAgain(): void {
    const signal = this.#signal;
    this.#signal = Promise.withResolvers();
    signal.resolve();
  }

  async #take(options: ClaimOptions): Promise<readonly ClaimedEvent[]> {
    const now = this.#clock.now();
    const ids = await reachDatabase(() => claimableIds(this.#database, options, now));
    // Looking costs no write lock; most looks of an idle server end here.
    if (ids.length === 0) return [];
    return this.#inTransaction(async (tx) => {
      const sure = await claimableIds(tx, options, now);
      if (sure.length === 0) return [];
      const before = await tx.selectFrom("inbox").selectAll().where("entry_id", "in", sure).execute();
      await tx
        .updateTable("inbox")
        .set({ ready_at: null, claimed_at: now })
        .where("entry_id", "in", sure)
        .execute();
      const byId = new Map(before.map((row) => [row.entry_id, row]));
      return sure.map((id) => byId.get(id)).filter((row) => row !== undefined);
    }).then((rows) => rows.map(claimedEvent));
  }

  #inTransaction<T>(work: (tx: Transaction<DatabaseSchema>) => Promise<T>): Promise<T> {
    return reachDatabase(() => this.#database.transaction().execute(work));
  }
}

/** Released and due, then stale, then new; each in the order they came. */
async function claimableIds(
  db: Database,
  { count, staleAfterMs }: ClaimOptions,
  now: number,
): Promise<number[]> {
  const inbox = db.selectFrom("inbox").select("entry_id").orderBy("entry_id");
  const kinds = [
    inbox.where("ready_at", ">", 0).where("ready_at", "<=", now),
    inbox.where("claimed_at", "<=", now - staleAfterMs),
    inbox.where("ready_at", "=", 0),
  ];
  const ids: number[] = [];
  for (const kind of kinds) {
    if (ids.length >= count) break;
    const rows = await kind.limit(count - ids.length).execute();
    ids.push(...rows.map((row) => row.entry_id));
  }
  return ids;
}

function claimedEvent(row: Selectable<InboxTable>): ClaimedEvent {
  return {
    entryId: String(row.entry_id),
    failures: row.failures,
    event: JSON.parse(row.event) as InboundEvent,
  };
}

async function untilSignal(signal: Promise<void>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([signal, over]);
  clearTimeout(timer);
}

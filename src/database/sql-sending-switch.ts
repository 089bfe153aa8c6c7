import type { SendingSwitch } from "../runner/reminders.ts";
import { reachDatabase } from "./database-errors.ts";
import type { Database } from "./schema.ts";
import { appendAudit } from "./sql-audit-log.ts";

/** The table has no other row. */
const ONLY_ROW = 1;

/** The emergency stop in SQL, the same for SQLite and PostgreSQL. What is so already is not noted again. */
export class SqlSendingSwitch implements SendingSwitch {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  stop(actor: string, at: number): Promise<void> {
    return this.#change(actor, at, true, async (tx) => {
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto("sending_stop")
        .values({ id: ONLY_ROW, stopped_at: at, by: actor })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    });
  }

  allow(actor: string, at: number): Promise<void> {
    return this.#change(actor, at, false, async (tx) => {
      const { numDeletedRows } = await tx.deleteFrom("sending_stop").executeTakeFirst();
      return numDeletedRows > 0n;
    });
  }

  async state(): Promise<{ readonly stoppedAt: number | null; readonly by: string | null }> {
    const row = await reachDatabase(() =>
      this.#database.selectFrom("sending_stop").selectAll().executeTakeFirst(),
    );
    return { stoppedAt: row?.stopped_at ?? null, by: row?.by ?? null };
  }

  #change(
    actor: string,
    at: number,
    stopped: boolean,
    change: (tx: Database) => Promise<boolean>,
  ): Promise<void> {
    return reachDatabase(() =>
      this.#database.transaction().execute(async (tx) => {
        if (!(await change(tx))) return;
        const note = { at, actor, organisation: null, subject: null, detail: { stopped } };
        await appendAudit(tx, [{ ...note, action: "sending_stop" }]);
      }),
    );
  }
}

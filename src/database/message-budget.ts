import { sql } from "kysely";
import { isPostgres } from "./is-postgres.ts";
import type { Database } from "./schema.ts";

/** Stands for the whole account where messages of a month are counted. */
export const WHOLE_ACCOUNT = "";

/** Messages of a month, of the account or of one organisation. */
export interface MessageBudget {
  /** Promised to runs and not sent yet. */
  readonly reserved: number;
  readonly sent: number;
}

/** What is added to the figures of a month; less than zero takes away. */
export interface BudgetChange {
  readonly reserved?: number;
  readonly sent?: number;
}

const NOTHING: MessageBudget = { reserved: 0, sent: 0 };

/**
 * Lets everybody else who would change the month's figures wait for the end of the transaction. SQLite has one
 * writer at a time anyway.
 *
 * @param tx a transaction; of SQLite one that writes already
 * @param period `YYYY-MM`
 * @returns the figures of the whole account
 */
export async function lockBudget(tx: Database, period: string): Promise<MessageBudget> {
  await tx
    .insertInto("message_budget")
    .values({ period, organisation: WHOLE_ACCOUNT })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = tx
    .selectFrom("message_budget")
    .select(["reserved", "sent"])
    .where("period", "=", period)
    .where("organisation", "=", WHOLE_ACCOUNT);
  return (isPostgres(tx) ? row.forUpdate() : row).executeTakeFirstOrThrow();
}

/** The figures of a month as they are; zeros where nothing was promised or sent. */
export async function readBudget(db: Database, period: string, organisation: string): Promise<MessageBudget> {
  const row = await db
    .selectFrom("message_budget")
    .select(["reserved", "sent"])
    .where("period", "=", period)
    .where("organisation", "=", organisation)
    .executeTakeFirst();
  return row ?? NOTHING;
}

/**
 * Adds to the figures of the account and of an organisation. The account's row is always the first, so that
 * nobody waits for somebody who waits for them.
 *
 * @param period `YYYY-MM`
 */
export async function changeBudget(
  tx: Database,
  period: string,
  organisation: string,
  { reserved = 0, sent = 0 }: BudgetChange,
): Promise<void> {
  if (reserved === 0 && sent === 0) return;
  for (const whose of [WHOLE_ACCOUNT, organisation]) {
    await tx
      .insertInto("message_budget")
      .values({ period, organisation: whose, reserved, sent })
      .onConflict((conflict) =>
        conflict.columns(["period", "organisation"]).doUpdateSet({
          reserved: sql<number>`message_budget.reserved + ${reserved}`,
          sent: sql<number>`message_budget.sent + ${sent}`,
        }),
      )
      .execute();
  }
}

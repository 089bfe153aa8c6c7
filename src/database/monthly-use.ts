import type { MonthlyUse } from "../runner/reminders.ts";
import { type MessageBudget, readBudget, WHOLE_ACCOUNT } from "./message-budget.ts";
import type { Database } from "./schema.ts";

/**
 * What the account and an organisation have used of a month's messages.
 *
 * @param period `YYYY-MM`
 */
export async function monthlyUse(db: Database, organisation: string, period: string): Promise<MonthlyUse> {
  const account = await use(db, WHOLE_ACCOUNT, period);
  const own = await use(db, organisation, period);
  const row = await db
    .selectFrom("organisation")
    .select("monthly_messages")
    .where("id", "=", organisation)
    .executeTakeFirst();
  return {
    ...account,
    organisationLimit: row?.monthly_messages ?? null,
    organisationUsed: own.sent + own.reserved,
  };
}

/** What runs of earlier months still have to send comes out of this one. */
async function use(db: Database, organisation: string, period: string): Promise<MessageBudget> {
  const { sent } = await readBudget(db, period, organisation);
  const row = await db
    .selectFrom("message_budget")
    .select((eb) => eb.fn.sum<number | null>("reserved").as("reserved"))
    .where("period", "<=", period)
    .where("organisation", "=", organisation)
    .executeTakeFirst();
  return { sent, reserved: Number(row?.reserved ?? 0) };
}

import type { MonthlyUse } from "../runner/reminders.ts";
import { readBudget, WHOLE_ACCOUNT } from "./message-budget.ts";
import type { Database } from "./schema.ts";

/**
 * What the account and an organisation have used of a month's messages.
 *
 * @param period `YYYY-MM`
 */
export async function monthlyUse(db: Database, organisation: string, period: string): Promise<MonthlyUse> {
  const account = await readBudget(db, period, WHOLE_ACCOUNT);
  const own = await readBudget(db, period, organisation);
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

import { sql } from "kysely";
import type { PreparedReminder, ReminderKey } from "../runner/reminders.ts";
import type { Tx } from "./effect-origin.ts";
import { forUpdate, IS_GIVEN, isClaimedBy, LEDGER_KEY, valuesTable } from "./ledger-values.ts";

const COLUMNS = { ...LEDGER_KEY, retryKey: "text", text: "text", body: "text" } as const;

/**
 * Stores what is about to be sent where it is still the claim's and may be sent, and that from now on it may have
 * arrived. What was stored before an earlier attempt stays, since LINE knows it by its retry key.
 */
export async function prepareClaimed(
  tx: Tx,
  token: string,
  prepared: readonly (ReminderKey & PreparedReminder)[],
  at: number,
): Promise<readonly ReminderKey[]> {
  const given = await withKeys(tx, prepared);
  if (given.length === 0) return [];
  const { rows } = await sql<ReminderKey>`
    with mine as materialized (
      select reminder.organisation as o, reminder.round as r, reminder.member as m, reminder.step as s,
        given."retryKey" as new_key, given.text as new_text, given.body as new_body
      from ${valuesTable(tx, "given", COLUMNS, given)} cross join reminder
      where ${IS_GIVEN} and ${isClaimedBy(token)} and reminder.claimed_until > ${at}
        and (select run.state from reminder_run as run where run.id = reminder.run)
          = case when reminder.kind = 'report' then 'done' else 'sending' end
        and not exists (select 1 from sending_stop)
      order by 1, 2, 3, 4 ${forUpdate(tx, "reminder")})
    update reminder set
      retry_key = case when body is null then new_key else retry_key end,
      text = case when body is null then new_text else text end,
      body = coalesce(body, new_body),
      attempts = attempts + 1,
      tried_by = case when first_attempt_at is null then ${token} else tried_by end,
      first_attempt_at = coalesce(first_attempt_at, ${at})
    from mine where organisation = o and round = r and member = m and step = s
    returning run, member`.execute(tx);
  return rows;
}

/** Messages by the whole key of their rows; those of no known run are left away. */
async function withKeys<K extends ReminderKey>(tx: Tx, keys: readonly K[]) {
  if (keys.length === 0) return [];
  const ids = [...new Set(keys.map(({ run }) => run))];
  const rows = await tx
    .selectFrom("reminder_run")
    .select(["id", "organisation", "round", "step"])
    .where("id", "in", ids)
    .execute();
  const runs = new Map(rows.map(({ id, ...of }) => [id, of]));
  return keys.flatMap((key) => {
    const run = runs.get(key.run);
    return run === undefined ? [] : [{ ...key, ...run }];
  });
}

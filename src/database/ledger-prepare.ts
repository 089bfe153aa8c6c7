import { sql } from "kysely";
import type { PreparedReminder, ReminderKey } from "../runner/reminders.ts";
import type { Tx } from "./effect-origin.ts";
import { forUpdate, valuesTable } from "./ledger-values.ts";

const COLUMNS = { run: "text", member: "text", retryKey: "text", text: "text", body: "text" } as const;

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
  if (prepared.length === 0) return [];
  const values = valuesTable(tx, "given", COLUMNS, prepared);
  const { rows } = await sql<ReminderKey>`
    with mine as materialized (
      select reminder.organisation as o, reminder.round as r, reminder.member as m, reminder.step as s,
        given."retryKey" as new_key, given.text as new_text, given.body as new_body
      from ${values} cross join reminder_run as run cross join reminder
      where run.id = given.run and run.state = case when reminder.kind = 'report' then 'done' else 'sending' end
        and reminder.organisation = run.organisation and reminder.round = run.round
        and reminder.member = given.member and reminder.step = run.step
        and reminder.state = 'sending' and reminder.claimed_by = ${token} and reminder.claimed_until > ${at}
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

import { sql } from "kysely";
import type { Tx } from "./effect-origin.ts";
import { account, lockRuns, type Settled } from "./ledger-account.ts";
import { IS_OPEN } from "./ledger-values.ts";

/**
 * Makes sure that nothing is sent twice after a restore. What was claimed or tried when the backup was made may
 * have arrived since and is given up, and so are reports. What was only due may have been sent after the backup:
 * no run goes on by itself, and whoever lets it go on within a day has the retry keys, which are the same, to
 * keep LINE from taking a message twice.
 */
export async function holdRestoredRuns(tx: Tx): Promise<void> {
  await tx
    .updateTable("reminder_run")
    .set({ state: "paused", pause_reason: "person" })
    .where("state", "=", "sending")
    .execute();
  const { rows } = await sql<Settled>`
    update reminder set state = 'unknown', reason = null, body = null, tried_by = null,
      settled_at = coalesce(first_attempt_at, claimed_until, due_at), claimed_by = null, claimed_until = null
    where ${IS_OPEN} and (state = 'sending' or first_attempt_at is not null or kind = 'report')
    returning run, kind, state, reason`.execute(tx);
  const runs = await lockRuns(
    tx,
    rows.map(({ run }) => run),
  );
  await account(tx, runs, rows);
}

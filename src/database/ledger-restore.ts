import { sql } from "kysely";
import type { Tx } from "./effect-origin.ts";
import { account, lockRuns, type Settled } from "./ledger-account.ts";
import { IS_OPEN } from "./ledger-values.ts";
import { changeBudget } from "./message-budget.ts";

/**
 * Makes sure that nothing is sent twice after a restore. What was still to be sent when the backup was made may have
 * been sent since, by the database that is replaced, and nobody can tell: it is given up, and runs that were not over
 * are stopped. What a schedule missed before the restore is not made up for, for the same reason.
 *
 * @param at epoch ms
 */
export async function giveUpRestoredRuns(tx: Tx, at: number): Promise<void> {
  const { rows } = await sql<Settled>`
    update reminder set state = 'unknown', reason = null, body = null, tried_by = null, settled_at = ${at},
      claimed_by = null, claimed_until = null
    where ${IS_OPEN} returning run, kind, state, reason`.execute(tx);
  const runs = await lockRuns(
    tx,
    rows.map(({ run }) => run),
  );
  await account(tx, runs, rows);
  const stopped = await tx
    .updateTable("reminder_run")
    .set({ state: "stopped", pause_reason: null, ended_at: at })
    .where("state", "in", ["sending", "paused"])
    .returning(["period", "organisation", "reporter"])
    .execute();
  // Their reports were promised and are not in the ledger yet.
  for (const { period, organisation, reporter } of stopped)
    if (reporter !== null) await changeBudget(tx, period, organisation, { reserved: -1 });
  await tx.updateTable("reminder_schedule").set({ since: at }).where("since", "<", at).execute();
}

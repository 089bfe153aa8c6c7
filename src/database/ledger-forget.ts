import { sql } from "kysely";
import type { Tx } from "./effect-origin.ts";
import { account, type LockedRun, lockRuns, type Settled } from "./ledger-account.ts";
import { IS_OPEN } from "./ledger-values.ts";

/**
 * Takes a person out of the ledger: what is still to be sent to them is not, and no entry tells any more whose
 * account it was for, what it said or why they got none. That the member of the organisation got so many messages
 * of a round stays. Runs and rules of theirs report to nobody.
 *
 * @param since epoch ms; what was planned from then on stays, for they are back
 */
export async function forgetInLedger(tx: Tx, personId: string, since: number): Promise<void> {
  const runs = await lockRuns(tx, await runsAbout(tx, personId, since));
  const ids = [...runs.keys()];
  if (ids.length > 0) {
    const settled = await giveUp(tx, personId, ids);
    await blank(tx, personId, ids);
    const theirs = [...runs.values()].filter(({ reporter }) => reporter === personId);
    // Together, because the months are changed in one order by everybody.
    await account(tx, runs, [...settled, ...theirs.flatMap(promisedReport)]);
    await forgetReporter(tx, theirs);
  }
  await tx
    .updateTable("reminder_schedule")
    .set({ reporter: null })
    .where("reporter", "=", personId)
    .where("since", "<", since)
    .execute();
}

async function runsAbout(tx: Tx, personId: string, since: number): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from reminder_run where created_at < ${since}
      and (reporter = ${personId} or id in (select run from reminder where person_id = ${personId}))`.execute(
    tx,
  );
  return rows.map(({ id }) => id);
}

/** What is under way at this moment may have arrived. */
async function giveUp(tx: Tx, personId: string, runs: readonly string[]): Promise<readonly Settled[]> {
  const { rows } = await sql<Settled>`
    update reminder set
      state = case when first_attempt_at is null then 'skipped' else 'unknown' end,
      reason = case when first_attempt_at is null then 'not_linked' end,
      settled_at = first_attempt_at, tried_by = null, claimed_by = null, claimed_until = null
    where person_id = ${personId} and ${IS_OPEN} and run in (${sql.join([...runs])})
    returning run, kind, state, reason`.execute(tx);
  return rows;
}

/** Some reasons are a person's own affair: that they wanted none, or blocked the account. */
async function blank(tx: Tx, personId: string, runs: readonly string[]): Promise<void> {
  await sql`
    update reminder set person_id = '', text = null, retry_key = null, body = null,
      reason = case when state = 'skipped' then 'not_linked' end
    where person_id = ${personId} and run in (${sql.join([...runs])})`.execute(tx);
}

/** Until a run is through its report is in no row, but its message is reserved. */
function promisedReport({ id, state }: LockedRun): readonly Settled[] {
  const isPromised = state === "sending" || state === "paused";
  return isPromised ? [{ run: id, kind: "report", state: "skipped", reason: null }] : [];
}

async function forgetReporter(tx: Tx, runs: readonly LockedRun[]): Promise<void> {
  if (runs.length === 0) return;
  const ids = runs.map(({ id }) => id);
  await tx.updateTable("reminder_run").set({ reporter: null }).where("id", "in", ids).execute();
}

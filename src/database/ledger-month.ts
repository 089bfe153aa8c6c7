import { sql } from "kysely";
import type { Tx } from "./effect-origin.ts";
import { type LockedRun, lockRuns } from "./ledger-account.ts";
import { IS_OPEN } from "./ledger-values.ts";
import { changeBudget, lockBudget, readBudget } from "./message-budget.ts";
import type { Database } from "./schema.ts";

/** A run that was paused, and whose LINE account is told. */
export interface PausedRow {
  readonly id: string;
  readonly reporter: string | null;
}

/**
 * Lets what was promised to runs of earlier months count in this one, as they go on in it. One whose organisation
 * has not so many messages left is paused instead.
 *
 * @param period `YYYY-MM`
 * @returns those that were paused
 */
export async function moveIntoMonth(db: Database, period: string, at: number): Promise<readonly PausedRow[]> {
  const paused: PausedRow[] = [];
  for (const id of await runsOfBefore(db, period, at)) {
    const done = await db.transaction().execute((tx) => moveRun(tx, id, period));
    if (done !== null) paused.push(done);
  }
  return paused;
}

/** Never back: a clock that is behind must not undo what another has done. */
async function runsOfBefore(db: Database, period: string, at: number): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from reminder_run where state = 'sending' and period < ${period} and starts_at <= ${at}
    union select run.id from reminder cross join reminder_run as run
      where reminder.kind = 'report' and ${IS_OPEN} and run.id = reminder.run
        and run.state = 'done' and run.period < ${period}
    order by 1`.execute(db);
  return rows.map(({ id }) => id);
}

async function moveRun(tx: Tx, id: string, period: string): Promise<PausedRow | null> {
  const run = (await lockRuns(tx, [id])).get(id);
  if (run === undefined || run.period >= period || (run.state !== "sending" && run.state !== "done"))
    return null;
  const promised = await promisedTo(tx, run);
  await lockBudget(tx, run.period);
  await lockBudget(tx, period);
  // What is left of one that is through is its report: nothing a pause could hold.
  if (run.state === "sending" && !(await fits(tx, run, period, promised))) return pause(tx, run);
  await changeBudget(tx, run.period, run.organisation, { reserved: -promised });
  await changeBudget(tx, period, run.organisation, { reserved: promised });
  await tx.updateTable("reminder_run").set({ period }).where("id", "=", id).execute();
  return null;
}

/** Messages of a run that are still to be sent, the report to whoever started it included. */
async function promisedTo(tx: Tx, { id, reporter, state }: LockedRun): Promise<number> {
  const { rows } = await sql<{ open: number }>`
    select count(*) as open from reminder where run = ${id} and ${IS_OPEN}`.execute(tx);
  // Until it is through the report is in no row.
  return Number(rows[0]?.open ?? 0) + (state !== "done" && reporter !== null ? 1 : 0);
}

/** What the whole account has left only LINE knows; it says so when it is asked to send. */
async function fits(tx: Tx, { organisation }: LockedRun, period: string, promised: number): Promise<boolean> {
  const row = await tx
    .selectFrom("organisation")
    .select("monthly_messages")
    .where("id", "=", organisation)
    .executeTakeFirst();
  const limit = row?.monthly_messages ?? null;
  if (limit === null) return true;
  const { sent, reserved } = await readBudget(tx, period, organisation);
  return sent + reserved + promised <= limit;
}

async function pause(tx: Tx, { id, reporter }: LockedRun): Promise<PausedRow> {
  await tx
    .updateTable("reminder_run")
    .set({ state: "paused", pause_reason: "quota" })
    .where("id", "=", id)
    .execute();
  return { id, reporter };
}

import { type RawBuilder, sql } from "kysely";
import type { Tx } from "./effect-origin.ts";
import { account, lockRuns, type Settled } from "./ledger-account.ts";
import { forUpdate, IS_OPEN, isFree, LINKED_PERSON } from "./ledger-values.ts";
import type { Database } from "./schema.ts";

/** Messages settled by one transaction: few enough that nobody waits for it. */
const BATCH = 500;

/**
 * Gives up messages that were first tried too long ago for LINE to know their retry keys, of whatever run, and what
 * claims that nobody settled left open in runs that were stopped.
 *
 * @param before epoch ms
 * @returns how many were given up
 */
export async function expireTried(db: Database, before: number, at: number): Promise<number> {
  const isLate = sql`${IS_OPEN} and reminder.first_attempt_at is not null
    and reminder.first_attempt_at < ${before} and ${isFree(at)}`;
  const expired = await settleAll(db, isLate, at);
  for (const run of await stoppedWithOpen(db, at))
    await settleAll(db, sql`${IS_OPEN} and ${isFree(at)} and reminder.run = ${run}`, at);
  return expired;
}

/** Each run is asked by itself, in the index's own order: a join goes through a ledger of millions, every second. */
async function stoppedWithOpen(db: Database, at: number): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from (
      select run.id, (select reminder.run from reminder where reminder.run = run.id and ${IS_OPEN} and ${isFree(at)}
          order by reminder.stage, reminder.due_at limit 1) as found
        from reminder_run as run where run.state = 'stopped'
    ) as stopped where found is not null order by id`.execute(db);
  return rows.map(({ id }) => id);
}

async function settleAll(db: Database, condition: RawBuilder<unknown>, at: number): Promise<number> {
  for (let settled = 0; ; ) {
    const some = await db.transaction().execute((tx) => settleSome(tx, condition, at));
    settled += some;
    if (some < BATCH) return settled;
  }
}

async function settleSome(tx: Tx, condition: RawBuilder<unknown>, at: number): Promise<number> {
  const found = await sql<{ run: string }>`
    select distinct run from (select reminder.run from reminder where ${condition} limit ${BATCH}) as late`.execute(
    tx,
  );
  if (found.rows.length === 0) return 0;
  const runs = await lockRuns(
    tx,
    found.rows.map(({ run }) => run),
  );
  const ids = sql.join([...runs.keys()]);
  const settled = await giveUp(tx, sql`${condition} and reminder.run in (${ids})`, at);
  await account(tx, runs, settled);
  return settled.length;
}

/**
 * Settles open rows for good: what may have arrived as such, the rest as not sent. Their runs are locked.
 *
 * @param at epoch ms
 */
async function giveUp(tx: Tx, condition: RawBuilder<unknown>, at: number): Promise<readonly Settled[]> {
  const { rows } = await sql<Settled>`
    with late as materialized (
      select reminder.organisation as o, reminder.round as r, reminder.member as m, reminder.step as s from reminder
      where ${condition} order by 1, 2, 3, 4 limit ${BATCH} ${forUpdate(tx, "reminder")})
    update reminder set
      state = case when first_attempt_at is null then 'skipped' else 'unknown' end,
      reason = case when first_attempt_at is null then 'stopped' end,
      person_id = case when first_attempt_at is null then ${LINKED_PERSON} else person_id end,
      settled_at = ${at}, body = null, tried_by = null, claimed_by = null, claimed_until = null
    from late where organisation = o and round = r and member = m and step = s
    returning run, kind, state, reason`.execute(tx);
  return rows;
}

import { type Selectable, sql } from "kysely";
import type { Tx } from "./effect-origin.ts";
import { forUpdate, IS_OPEN, isFree } from "./ledger-values.ts";
import type { Database, ReminderTable } from "./schema.ts";

/** A claim that is to be made. */
export interface Claim {
  readonly token: string;
  readonly count: number;
  /** Epoch ms; nobody else gets what is claimed before. */
  readonly until: number;
  /** Epoch ms. */
  readonly at: number;
}

/** A row of the ledger as it was claimed. */
export type ClaimedRow = Selectable<ReminderTable>;

/** Whether the operator has stopped all sending. */
export async function isSendingStopped(db: Database): Promise<boolean> {
  return (await db.selectFrom("sending_stop").select("id").limit(1).executeTakeFirst()) !== undefined;
}

/**
 * Claims what is due, of each run about as much: a small one need not wait for a large one to end. What others are
 * claiming at the same time is passed over.
 */
export async function claimDue(tx: Tx, claim: Claim): Promise<readonly ClaimedRow[]> {
  const claimed: ClaimedRow[] = [];
  for (let runs = await dueRuns(tx, claim.at); runs.length > 0; ) {
    const more: DueRun[] = [];
    for (const [place, run] of runs.entries()) {
      const share = Math.ceil((claim.count - claimed.length) / (runs.length - place));
      if (share <= 0) return claimed;
      const taken = await takeFrom(tx, claim, run, share);
      claimed.push(...taken);
      if (taken.length === share) more.push(run);
    }
    runs = more;
  }
  return claimed;
}

interface DueRun {
  readonly id: string;
  /** Up to which its messages may go. */
  readonly stage: number;
}

/** Those that have waited longest first. Reports are of runs that are through. */
async function dueRuns(tx: Tx, at: number): Promise<readonly DueRun[]> {
  const isDue = sql`${IS_OPEN} and reminder.due_at <= ${at} and ${isFree(at)}`;
  const { rows } = await sql<DueRun>`
    select id, stage from (
      select run.id, run.stage, (select reminder.due_at from reminder
          where reminder.run = run.id and reminder.stage <= run.stage and ${isDue}
          order by reminder.stage, reminder.due_at limit 1) as since
        from reminder_run as run where run.state = 'sending' and run.starts_at <= ${at}
      union all
      select run.id, run.stage, reminder.due_at as since
        from reminder cross join reminder_run as run
        where reminder.kind = 'report' and ${isDue} and run.id = reminder.run and run.state = 'done'
    ) as active where since is not null order by since, id`.execute(tx);
  return rows;
}

async function takeFrom(
  tx: Tx,
  { token, until, at }: Claim,
  { id, stage }: DueRun,
  most: number,
): Promise<readonly ClaimedRow[]> {
  // Materialized, so that no plan goes through it twice and takes more than was asked for.
  const { rows } = await sql<ClaimedRow>`
    with taken as materialized (
      select reminder.organisation as o, reminder.round as r, reminder.member as m, reminder.step as s from reminder
      where reminder.run = ${id} and reminder.stage <= ${stage} and ${IS_OPEN}
        and reminder.due_at <= ${at} and ${isFree(at)}
      order by reminder.stage, reminder.due_at limit ${most} ${forUpdate(tx, "reminder", "skip")})
    update reminder set state = 'sending', claimed_by = ${token}, claimed_until = ${until}, due_at = ${until}
    from taken where organisation = o and round = r and member = m and step = s
    returning organisation, round, member, step, run, person_id, kind, state, reason, text, retry_key, body, stage,
      due_at, attempts, first_attempt_at, tried_by, claimed_by, claimed_until, settled_at`.execute(tx);
  return rows;
}

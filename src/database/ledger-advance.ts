import { type RawBuilder, sql } from "kysely";
import { REFUSED_AT_LEAST, REFUSED_PART } from "../core/reminder/run-stages.ts";
import type { PausedRun } from "../runner/reminders.ts";
import type { Tx } from "./effect-origin.ts";
import { isPostgres } from "./is-postgres.ts";
import { type LockedRun, lockRuns } from "./ledger-account.ts";
import type { PausedRow } from "./ledger-month.ts";
import { IS_OPEN } from "./ledger-values.ts";
import { loadRun } from "./reminder-run-rows.ts";
import type { Database } from "./schema.ts";

/** What became of a run, and whose LINE account is told; null for nobody's. */
export interface Advance extends PausedRun {
  readonly change: "stage" | "paused" | "done";
}

/** Moves every run on that has done with its stage. Each is moved by one of those who try. */
export async function advanceRuns(db: Database, at: number): Promise<readonly Advance[]> {
  const done: Advance[] = [];
  for (const id of await settledRuns(db, at)) {
    const moved = await db.transaction().execute((tx) => advanceRun(tx, id, at));
    const run = moved === null ? undefined : await loadRun(db, id);
    if (run !== undefined && moved !== null) done.push({ run, ...moved });
  }
  return done;
}

const OF_STAGE = sql`from reminder
  where reminder.run = reminder_run.id and reminder.stage <= reminder_run.stage and ${IS_OPEN}`;

/**
 * The condition on a run that it may move on. The last stage is over when everything is settled. Those before it do
 * not wait for somebody who is busy in the chat just now, nor for a few that have to be tried again.
 */
function mayMove(at: number): RawBuilder<boolean> {
  return sql<boolean>`case when reminder_run.stage >= reminder_run.stages then not exists (select 1 ${OF_STAGE})
    else not exists (select 1 ${OF_STAGE} and (reminder.due_at <= ${at} or reminder.state = 'sending'))
      and (select count(*) ${OF_STAGE} and reminder.attempts > 0) < case
        when ${sql.lit(REFUSED_PART)} * (reminder_run.sent + reminder_run.unknown + reminder_run.refused) > ${sql.lit(REFUSED_AT_LEAST)}
        then ${sql.lit(REFUSED_PART)} * (reminder_run.sent + reminder_run.unknown + reminder_run.refused)
        else ${sql.lit(REFUSED_AT_LEAST)} end
    end`;
}

async function settledRuns(db: Database, at: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("reminder_run")
    .select("id")
    .where("state", "=", "sending")
    .where("starts_at", "<=", at)
    .where(mayMove(at))
    .orderBy("id")
    .execute();
  return rows.map(({ id }) => id);
}

async function advanceRun(tx: Tx, id: string, at: number): Promise<Omit<Advance, "run"> | null> {
  const still = tx.selectFrom("reminder_run").selectAll().where("id", "=", id).where("state", "=", "sending");
  const run = await (isPostgres(tx) ? still.forUpdate() : still).executeTakeFirst();
  if (run === undefined) return null;
  // Looked at again under the lock: somebody else may have moved it on meanwhile.
  const settled = await tx
    .selectFrom("reminder_run")
    .select("id")
    .where("id", "=", id)
    .where(mayMove(at))
    .execute();
  if (settled.length === 0) return null;
  const change = changeOf(run);
  await tx
    .updateTable("reminder_run")
    .set(columnsOf(run, change, at))
    .where("id", "=", id)
    .execute();
  if (change === "done") await addReport(tx, run, at);
  return { change, reporter: run.reporter };
}

function changeOf(run: LockedRun): Advance["change"] {
  // After the last stage there is nothing left to hold back; the report tells how many were refused.
  if (run.stage >= run.stages) return "done";
  return isTrouble(run) && run.trouble_stage < run.stage ? "paused" : "stage";
}

function isTrouble({ sent, unknown, refused }: LockedRun): boolean {
  return refused >= REFUSED_AT_LEAST && refused > REFUSED_PART * (sent + unknown + refused);
}

function columnsOf({ stage }: LockedRun, change: Advance["change"], at: number): Partial<LockedRun> {
  if (change === "stage") return { stage: stage + 1 };
  if (change === "done") return { state: "done", ended_at: at };
  // Whoever lets it go on has seen it: it is not held twice for the same.
  return { state: "paused", pause_reason: "trouble", trouble_stage: stage };
}

/** Its message has been reserved since the run was planned. */
async function addReport(tx: Tx, run: LockedRun, at: number): Promise<void> {
  const { id, organisation, round, step, reporter } = run;
  if (reporter === null) return;
  await tx
    .insertInto("reminder")
    .values({
      organisation,
      round,
      member: "",
      step,
      run: id,
      person_id: reporter,
      kind: "report",
      state: "due",
      stage: 1,
      due_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Pauses every run that is sending and has not sent everything; returns those. */
export function pauseSending(db: Database, at: number): Promise<readonly PausedRow[]> {
  return db.transaction().execute(async (tx) => {
    const runs = await lockRuns(tx, await unfinishedRuns(tx, at));
    if (runs.size === 0) return [];
    return tx
      .updateTable("reminder_run")
      .set({ state: "paused", pause_reason: "quota" })
      .where("id", "in", [...runs.keys()])
      .where("state", "=", "sending")
      .returning(["id", "reporter"])
      .execute();
  });
}

/** Each run is asked by itself, in the index's own order: a join goes through a ledger of millions. */
async function unfinishedRuns(tx: Tx, at: number): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from (
      select run.id, (select reminder.run from reminder where reminder.run = run.id and ${IS_OPEN}
          order by reminder.stage, reminder.due_at limit 1) as found
        from reminder_run as run where run.state = 'sending' and run.starts_at <= ${at}
    ) as sending where found is not null`.execute(tx);
  return rows.map(({ id }) => id);
}

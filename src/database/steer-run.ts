import { type RawBuilder, type Selectable, sql } from "kysely";
import type { ReminderRun, RunState, Steering } from "../core/reminder/reminder.ts";
import { isPostgres } from "./is-postgres.ts";
import { LINKED_PERSON } from "./ledger-values.ts";
import { changeBudget } from "./message-budget.ts";
import { loadRun } from "./reminder-run-rows.ts";
import type { Database, ReminderRunTable } from "./schema.ts";
import { appendAudit } from "./sql-audit-log.ts";

/** Messages a transaction gives up at most, so that none takes long. */
const BATCH = 10_000;

/** Who does what with which run. */
export interface SteeringOrder {
  readonly organisation: string;
  readonly id: string;
  readonly steering: Steering;
  readonly actor: string;
  /** Epoch ms. */
  readonly at: number;
}

/** How it came out; the run is null when there is none. */
export interface Steered {
  readonly run: ReminderRun | null;
  readonly isChanged: boolean;
}

type RunRow = Selectable<ReminderRunTable>;

/** What steering makes of a run in a state; nothing else is possible. */
const NEXT: Readonly<Record<Steering, Partial<Record<RunState, RunState>>>> = {
  pause: { sending: "paused" },
  resume: { paused: "sending" },
  stop: { sending: "stopped", paused: "stopped" },
};

/** Pauses, resumes or stops a run, where its state allows it. What is claimed at that moment settles by itself. */
export async function steerRun(db: Database, order: SteeringOrder, batch = BATCH): Promise<Steered> {
  for (;;) {
    const progress = await db.transaction().execute((tx) => steerIn(tx, order, batch));
    if (progress === "more") continue;
    const run = (await loadRun(db, order.id)) ?? null;
    return { run: run?.organisation === order.organisation ? run : null, isChanged: progress === "changed" };
  }
}

async function steerIn(
  tx: Database,
  order: SteeringOrder,
  batch: number,
): Promise<"changed" | "unchanged" | "more"> {
  const row = await lockRun(tx, order);
  const next = row && NEXT[order.steering][row.state];
  if (row === undefined || next === undefined) return "unchanged";
  if (next === "stopped" && (await giveUp(tx, row, order.at, batch)) === batch) {
    // Nothing is claimed meanwhile; should this process end here, the run waits for another stop.
    await setState(tx, row, "paused", order.at);
    return "more";
  }
  if (next === "stopped" && row.reporter !== null)
    await changeBudget(tx, row.period, row.organisation, { reserved: -1 });
  await setState(tx, row, next, order.at);
  const { organisation, actor, at, id: run, steering } = order;
  const detail = { run, round: row.round, steering };
  await appendAudit(tx, [{ at, actor, action: "reminder_steer", organisation, subject: null, detail }]);
  return "changed";
}

/** The run first, then its messages, then the month's figures: everybody who settles something goes this way. */
function lockRun(tx: Database, { organisation, id }: SteeringOrder): Promise<RunRow | undefined> {
  const row = tx
    .selectFrom("reminder_run")
    .selectAll()
    .where("id", "=", id)
    .where("organisation", "=", organisation);
  return (isPostgres(tx) ? row.forUpdate() : row).executeTakeFirst();
}

async function setState(tx: Database, { id }: RunRow, state: RunState, at: number): Promise<void> {
  await tx
    .updateTable("reminder_run")
    .set({
      state,
      pause_reason: state === "paused" ? "person" : null,
      ...(state === "stopped" && { ended_at: at }),
    })
    .where("id", "=", id)
    .execute();
}

/**
 * Up to so many messages that are still to be sent are not; those that may have arrived already are unknown for
 * good. Returns how many.
 */
async function giveUp(tx: Database, run: RunRow, at: number, batch: number): Promise<number> {
  const members = await lockDue(tx, run, batch);
  const { rows } = await sql<{ readonly state: "skipped" | "unknown" }>`
    update reminder set
      state = case when first_attempt_at is null then 'skipped' else 'unknown' end,
      reason = case when first_attempt_at is null then 'stopped' end,
      person_id = case when first_attempt_at is null then ${LINKED_PERSON} else person_id end,
      body = null, settled_at = ${at}
    where organisation = ${run.organisation} and round = ${run.round} and step = ${run.step}
      and ${isOneOf(tx, members)}
    returning state`.execute(tx);
  const skipped = rows.filter(({ state }) => state === "skipped").length;
  const unknown = rows.length - skipped;
  await addUp(tx, run, { skipped, unknown });
  await changeBudget(tx, run.period, run.organisation, { reserved: -rows.length, sent: unknown });
  return rows.length;
}

/** Looked up first and changed by key: in one statement a planner that knows of no due messages goes astray. */
async function lockDue(tx: Database, { id }: RunRow, batch: number): Promise<readonly string[]> {
  const due = tx
    .selectFrom("reminder")
    .select("member")
    .where("run", "=", id)
    // Written out, so that a planner sees that the index of open messages will do.
    .where("state", "=", sql.lit<"due">("due"))
    .limit(batch);
  const rows = await (isPostgres(tx) ? due.forUpdate() : due).execute();
  return rows.map(({ member }) => member);
}

/** On PostgreSQL an array: of a list it has to unfold, a planner that knows little of the table makes a loop. */
function isOneOf(tx: Database, members: readonly string[]): RawBuilder<boolean> {
  return isPostgres(tx)
    ? sql<boolean>`member = any(${members}::text[])`
    : sql<boolean>`member in (select value from json_each(${JSON.stringify(members)}))`;
}

async function addUp(
  tx: Database,
  run: RunRow,
  { skipped, unknown }: { readonly skipped: number; readonly unknown: number },
): Promise<void> {
  const reasons = JSON.parse(run.skipped) as ReminderRun["skipped"];
  const stopped = (reasons.stopped ?? 0) + skipped;
  await tx
    .updateTable("reminder_run")
    .set({
      unknown: run.unknown + unknown,
      ...(stopped > 0 && { skipped: JSON.stringify({ ...reasons, stopped }) }),
    })
    .where("id", "=", run.id)
    .execute();
}

import { type Insertable, sql } from "kysely";
import type { ReminderRun } from "../core/reminder/reminder.ts";
import { stagesFor } from "../core/reminder/run-stages.ts";
import { leftOf } from "../runner/left-of.ts";
import type { RunOrder, RunOutcome } from "../runner/reminders.ts";
import { isPostgres } from "./is-postgres.ts";
import { isSendingStopped } from "./ledger-claim.ts";
import { changeBudget, lockBudget } from "./message-budget.ts";
import { monthlyUse } from "./monthly-use.ts";
import { type PlannedReminders, planReminders } from "./plan-reminders.ts";
import { loadRun } from "./reminder-run-rows.ts";
import type { Database, ReminderRunTable } from "./schema.ts";
import { appendAudit } from "./sql-audit-log.ts";

type RefusedOutcome = Extract<RunOutcome, { readonly status: "refused" }>;

/** Ends the transaction with nothing written. */
class Refusal extends Error {
  readonly outcome: RefusedOutcome;

  constructor(reason: RefusedOutcome["reason"]) {
    super(`The run is refused: ${reason}`);
    this.outcome = { status: "refused", reason };
  }
}

/**
 * Plans a run in one transaction: the ledger's entries, the month's messages promised for them, the audit entry.
 *
 * @param planner without a limit to how long a statement may take
 */
export async function launchRun(planner: Database, order: RunOrder): Promise<RunOutcome> {
  try {
    const run = await planner.transaction().execute((tx) => launchIn(tx, order));
    return { status: "launched", run };
  } catch (error) {
    if (error instanceof Refusal) return error.outcome;
    throw error;
  }
}

async function launchIn(tx: Database, order: RunOrder): Promise<ReminderRun> {
  await takeTurn(tx);
  const known = await knownRun(tx, order);
  if (known !== undefined) return known;
  if (await isSendingStopped(tx)) throw new Refusal("sending_stopped");
  const row = { ...runRow(order), state: "sending", planned: 0 } as const;
  if (!(await addRun(tx, row))) return otherRun(tx, order);
  const plan = await planReminders(tx, order);
  if (plan.planned === 0) throw new Refusal("nobody");
  await reserve(tx, order, plan.planned);
  await completeRun(tx, order, plan);
  await noteLaunch(tx, order, plan);
  return requireRun(tx, order.id);
}

/**
 * Planning of the account happens one after the other, so that nobody is put in two runs at once. It is not the
 * month's figures that are locked all that time: messages under way are settled in them meanwhile.
 */
async function takeTurn(tx: Database): Promise<void> {
  if (!isPostgres(tx)) return;
  await sql`select pg_advisory_xact_lock(hashtextextended('planning of reminders', 0))`.execute(tx);
}

async function knownRun(tx: Database, { id, target, step }: RunOrder): Promise<ReminderRun | undefined> {
  const row = await tx
    .selectFrom("reminder_run")
    .select("id")
    .where("organisation", "=", target.organisation)
    .where((eb) =>
      eb.or([eb("id", "=", id), eb.and([eb("round", "=", target.round.id), eb("step", "=", step)])]),
    )
    .executeTakeFirst();
  return row && loadRun(tx, row.id);
}

/** What a row of an order has in any case. */
function runRow(order: RunOrder): Omit<Insertable<ReminderRunTable>, "state" | "planned"> {
  const { id, target, step, rules, quota, actor, reporter, at, startsAt } = order;
  return {
    id,
    organisation: target.organisation,
    round: target.round.id,
    step,
    unit: target.unit,
    notice_version: target.noticeVersion,
    started_by: actor,
    reporter,
    created_at: at,
    starts_at: startsAt,
    period: quota.period,
    min_gap_days: rules.minGapDays,
    most_per_round: rules.mostPerRound,
  };
}

/** False when there is one of the id or the step. */
async function addRun(tx: Database, row: Insertable<ReminderRunTable>): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto("reminder_run")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** Somebody noted the step without waiting for a turn. */
async function otherRun(tx: Database, order: RunOrder): Promise<ReminderRun> {
  const run = await knownRun(tx, order);
  if (run === undefined) throw new Error(`The run ${order.id} is another organisation's`);
  return run;
}

/** From here to the end of the transaction, which is near, nobody else changes the month's figures. */
async function reserve(tx: Database, { target, quota, reporter }: RunOrder, planned: number): Promise<void> {
  const { organisation } = target;
  const messages = planned + (reporter === null ? 0 : 1);
  await lockBudget(tx, quota.period);
  const left = leftOf(quota, await monthlyUse(tx, organisation, quota.period));
  if (left !== null && messages > left) throw new Refusal("over_budget");
  await changeBudget(tx, quota.period, organisation, { reserved: messages });
}

async function completeRun(
  tx: Database,
  { id }: RunOrder,
  { planned, leftOut }: PlannedReminders,
): Promise<void> {
  await tx
    .updateTable("reminder_run")
    .set({ planned, stages: stagesFor(planned), left_out: JSON.stringify(leftOut) })
    .where("id", "=", id)
    .execute();
}

function noteLaunch(tx: Database, order: RunOrder, { planned }: PlannedReminders): Promise<void> {
  const { id, target, step, actor, at } = order;
  const detail = { run: id, round: target.round.id, unit: target.unit, step, planned };
  const whose = { organisation: target.organisation, subject: null };
  return appendAudit(tx, [{ at, actor, action: "reminder_launch", ...whose, detail }]);
}

async function requireRun(tx: Database, id: string): Promise<ReminderRun> {
  const run = await loadRun(tx, id);
  if (run === undefined) throw new Error(`The run ${id} is gone`);
  return run;
}

/** Notes a step that could not be started; nothing where there is a run of the id or the step. */
export async function noteRefusedRun(
  db: Database,
  order: RunOrder,
  refusal: NonNullable<ReminderRun["refusal"]>,
): Promise<void> {
  await addRun(db, { ...runRow(order), state: "refused", refusal, ended_at: order.at, planned: 0 });
}

import { type Selectable, sql } from "kysely";
import type { ReminderRun } from "../core/reminder/reminder.ts";
import type { Tx } from "./effect-origin.ts";
import { isPostgres } from "./is-postgres.ts";
import { changeBudget } from "./message-budget.ts";
import type { ReminderRunTable, ReminderTable } from "./schema.ts";

/** A run nobody else changes before the end of the transaction. */
export type LockedRun = Selectable<ReminderRunTable>;

/** A message that was settled. */
export type Settled = Pick<Selectable<ReminderTable>, "run" | "kind" | "state" | "reason">;

/**
 * Locks runs, the smaller id first. Whoever settles messages locks the runs, then the messages, then changes the
 * figures of the month, the earlier month first; so nobody waits for somebody who waits for them.
 */
export async function lockRuns(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, LockedRun>> {
  if (ids.length === 0) return new Map();
  const unique = [...new Set(ids)];
  const rows = tx.selectFrom("reminder_run").selectAll().where("id", "in", unique).orderBy("id");
  const found = await (isPostgres(tx) ? rows.forUpdate() : rows).execute();
  return new Map(found.map((row) => [row.id, row]));
}

/** Adds messages that were settled to the figures of their runs, and takes back what was promised for them. */
export async function account(
  tx: Tx,
  runs: ReadonlyMap<string, LockedRun>,
  settled: readonly Settled[],
): Promise<void> {
  const byRun = Map.groupBy(settled, ({ run }) => run);
  const months = new Map<string, MonthChange>();
  for (const [id, ofRun] of [...byRun].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const run = runs.get(id);
    if (run === undefined) continue;
    await addToRun(tx, run, ofRun);
    addToMonth(months, run, ofRun);
  }
  const inOrder = [...months].toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [, { period, organisation, reserved, sent }] of inOrder)
    await changeBudget(tx, period, organisation, { reserved, sent });
}

interface MonthChange {
  readonly period: string;
  readonly organisation: string;
  readonly reserved: number;
  readonly sent: number;
}

function addToMonth(
  months: Map<string, MonthChange>,
  { period, organisation }: LockedRun,
  settled: readonly Settled[],
): void {
  const key = `${period} ${organisation}`;
  const { reserved = 0, sent = 0 } = months.get(key) ?? {};
  const used = settled.filter(({ state }) => state === "sent" || state === "unknown").length;
  months.set(key, { period, organisation, reserved: reserved - settled.length, sent: sent + used });
}

/** The report to whoever started a run is none of its reminders. */
async function addToRun(tx: Tx, run: LockedRun, settled: readonly Settled[]): Promise<void> {
  const reminders = settled.filter(({ kind }) => kind === "reminder");
  if (reminders.length === 0) return;
  const of = (state: Settled["state"]) => reminders.filter((one) => one.state === state).length;
  await tx
    .updateTable("reminder_run")
    .set({
      sent: sql`sent + ${of("sent")}`,
      unknown: sql`unknown + ${of("unknown")}`,
      refused: sql`refused + ${of("refused")}`,
      skipped: JSON.stringify(skippedWith(run, reminders)),
    })
    .where("id", "=", run.id)
    .execute();
}

function skippedWith(run: LockedRun, reminders: readonly Settled[]): ReminderRun["skipped"] {
  const skipped = { ...(JSON.parse(run.skipped) as ReminderRun["skipped"]) };
  for (const { state, reason } of reminders)
    if (state === "skipped" && reason !== null) skipped[reason] = (skipped[reason] ?? 0) + 1;
  return skipped;
}

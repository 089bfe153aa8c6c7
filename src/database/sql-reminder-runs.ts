import type { Round } from "../core/people/round.ts";
import type {
  ProgressView,
  ReminderCount,
  ReminderRefusal,
  ReminderRules,
  ReminderRun,
  Steering,
} from "../core/reminder/reminder.ts";
import type { MonthlyUse, ReminderRuns, ReminderTarget, RunOrder, RunOutcome } from "../runner/reminders.ts";
import { reachDatabase } from "./database-errors.ts";
import { findProgress } from "./find-progress.ts";
import { launchRun, noteRefusedRun } from "./launch-run.ts";
import { monthlyUse } from "./monthly-use.ts";
import { countOf, countVerdicts } from "./reminder-candidates.ts";
import { runOf, runRows } from "./reminder-run-rows.ts";
import type { Database } from "./schema.ts";
import { steerRun } from "./steer-run.ts";

/** Runs of reminders in SQL, the same for SQLite and PostgreSQL. */
export class SqlReminderRuns implements ReminderRuns {
  readonly #database: Database;
  readonly #planner: Database;
  readonly #counter: Database;

  /**
   * @param planner the same database, without a limit to how long a statement may take: millions are planned by one
   * @param counter the same, for counting; the planner's connections may all be waiting for their turn
   */
  constructor(database: Database, planner: Database, counter = planner) {
    this.#database = database;
    this.#planner = planner;
    this.#counter = counter;
  }

  count(target: ReminderTarget, rules: ReminderRules, at: number): Promise<ReminderCount> {
    return reachDatabase(async () => countOf(await countVerdicts(this.#counter, target, rules, at)));
  }

  monthlyUse(organisation: string, period: string): Promise<MonthlyUse> {
    return reachDatabase(() => monthlyUse(this.#database, organisation, period));
  }

  launch(order: RunOrder): Promise<RunOutcome> {
    return reachDatabase(() => launchRun(this.#planner, order));
  }

  noteRefused(order: RunOrder, reason: ReminderRefusal): Promise<void> {
    return reachDatabase(() => noteRefusedRun(this.#database, order, reason));
  }

  async run(organisation: string, id: string): Promise<ReminderRun | undefined> {
    const row = await reachDatabase(() =>
      runRows(this.#database)
        .where("reminder_run.organisation", "=", organisation)
        .where("reminder_run.id", "=", id)
        .executeTakeFirst(),
    );
    return row && runOf(row, row);
  }

  async runs(
    organisation: string,
    { round, limit }: Parameters<ReminderRuns["runs"]>[1],
  ): Promise<readonly ReminderRun[]> {
    const all = runRows(this.#database)
      .where("reminder_run.organisation", "=", organisation)
      .orderBy("reminder_run.created_at", "desc")
      .orderBy("reminder_run.id", "desc")
      .limit(limit);
    const wanted = round === undefined ? all : all.where("reminder_run.round", "=", round);
    const rows = await reachDatabase(() => wanted.execute());
    return rows.map((row) => runOf(row, row));
  }

  steer(
    organisation: string,
    id: string,
    steering: Steering,
    actor: string,
    at: number,
  ): ReturnType<ReminderRuns["steer"]> {
    return reachDatabase(() => steerRun(this.#database, { organisation, id, steering, actor, at }));
  }

  progress(organisation: string, round: Round, unit: string, at: number): Promise<ProgressView | undefined> {
    return reachDatabase(() => findProgress(this.#counter, organisation, round, unit, at));
  }

  async noteSeen(id: string, seen: number): Promise<void> {
    await reachDatabase(() =>
      this.#database.updateTable("reminder_run").set({ seen }).where("id", "=", id).execute(),
    );
  }
}

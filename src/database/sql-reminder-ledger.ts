import { randomUUID } from "node:crypto";
import type { ReminderRun } from "../core/reminder/reminder.ts";
import type { ClaimedReminder, PausedRun, ReminderLedger } from "../runner/reminders.ts";
import { reachDatabase } from "./database-errors.ts";
import type { Tx } from "./effect-origin.ts";
import { advanceRuns, pauseSending } from "./ledger-advance.ts";
import { claimDue, isSendingStopped } from "./ledger-claim.ts";
import { expireTried } from "./ledger-expire.ts";
import { type PresentNotice, withFacts } from "./ledger-facts.ts";
import { moveIntoMonth, type PausedRow } from "./ledger-month.ts";
import { prepareClaimed } from "./ledger-prepare.ts";
import { settleClaimed } from "./ledger-settle.ts";
import { loadRun } from "./reminder-run-rows.ts";
import type { Database } from "./schema.ts";

/** The ledger of messages in SQL, the same for SQLite and PostgreSQL. */
export class SqlReminderLedger implements ReminderLedger {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  claim({ count, leaseMs, at, period, notice }: Parameters<ReminderLedger["claim"]>[0]) {
    return reachDatabase(async () => {
      const token = randomUUID();
      if (await isSendingStopped(this.#database)) return { token, reminders: [], paused: [] };
      const moved = period === undefined ? [] : await moveIntoMonth(this.#database, period, at);
      const reminders = await this.#claimWithFacts({ token, count, until: at + leaseMs, at }, notice);
      return { token, reminders, paused: await this.#named(moved) };
    });
  }

  /** Together, so that what is read is as it is when they are claimed. */
  #claimWithFacts(
    claim: Parameters<typeof claimDue>[1],
    notice: PresentNotice | undefined,
  ): Promise<readonly ClaimedReminder[]> {
    return this.#inTransaction(async (tx) => {
      if (await isSendingStopped(tx)) return [];
      return withFacts(tx, await claimDue(tx, claim), claim.at, notice);
    });
  }

  prepare(...[token, prepared, at]: Parameters<ReminderLedger["prepare"]>) {
    return reachDatabase(() => this.#inTransaction((tx) => prepareClaimed(tx, token, prepared, at)));
  }

  settle(...[token, outcomes, at]: Parameters<ReminderLedger["settle"]>): Promise<void> {
    return reachDatabase(() => this.#inTransaction((tx) => settleClaimed(tx, token, outcomes, at)));
  }

  expire(retryMs: number, at: number): Promise<number> {
    return reachDatabase(() => expireTried(this.#database, at - retryMs, at));
  }

  advance(at: number) {
    return reachDatabase(() => advanceRuns(this.#database, at));
  }

  pauseForQuota(at: number): Promise<readonly PausedRun[]> {
    return reachDatabase(async () => this.#named(await pauseSending(this.#database, at)));
  }

  runOf(id: string): Promise<ReminderRun | undefined> {
    return reachDatabase(() => loadRun(this.#database, id));
  }

  #inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#database.transaction().execute(work);
  }

  async #named(paused: readonly PausedRow[]): Promise<readonly PausedRun[]> {
    const named = await Promise.all(
      paused.map(async ({ id, reporter }) => ({ run: await loadRun(this.#database, id), reporter })),
    );
    return named.flatMap(({ run, reporter }) => (run === undefined ? [] : [{ run, reporter }]));
  }
}

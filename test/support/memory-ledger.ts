import type { ReminderRun } from "../../src/core/reminder/reminder.ts";
import type {
  ClaimedReminder,
  PausedRun,
  PreparedReminder,
  ReminderLedger,
  ReminderOutcome,
} from "../../src/runner/reminders.ts";
import { dueFacts } from "./reminder-facts.ts";

/** A message of the ledger in memory. */
export interface LedgerRow {
  readonly reminder: ClaimedReminder;
  state: "due" | "sending" | "sent" | "skipped" | "refused" | "unknown";
  reason: string | null;
  /** Not claimed before, epoch ms; of a claim: its end. */
  at: number;
  token: string | null;
  attempts: number;
  firstAttemptAt: number | null;
  /** What `firstAttemptAt` was when the claim began. */
  before: number | null;
  prepared: PreparedReminder | null;
}

const ROUND = {
  id: "round-1",
  name: "รอบสมมติ",
  opensAt: Date.parse("2026-11-01T00:00:00+07:00"),
  closesAt: Date.parse("2026-12-31T00:00:00+07:00"),
};

/** Somebody who is to be reminded and has not begun. */
export const DUE = dueFacts({ round: ROUND.id, sent: 1 });

/** A claimed message for somebody of the LINE account `personId`, whose member id ends the same way. */
export function dueReminder(personId: string, over: Partial<ClaimedReminder> = {}): ClaimedReminder {
  return {
    run: "run-1",
    organisation: "example",
    member: `member-${personId.slice(-8)}`,
    step: "chat-1",
    personId,
    kind: "reminder",
    isReporter: false,
    attempts: 0,
    firstAttemptAt: null,
    prepared: null,
    facts: DUE,
    language: "th",
    plainText: false,
    stoppedAt: null,
    organisationName: { th: "กรมสมมติ", en: "Example Department" },
    round: ROUND,
    unitTag: "run_1",
    ...over,
  };
}

/** A run that is being sent. */
export function sendingRun(over: Partial<ReminderRun> = {}): ReminderRun {
  return {
    id: "run-1",
    organisation: "example",
    round: ROUND,
    unit: null,
    step: "chat-1",
    state: "sending",
    pauseReason: null,
    refusal: null,
    startedBy: "member:hr",
    createdAt: 0,
    startsAt: 0,
    endedAt: null,
    planned: 1,
    sent: 0,
    unknown: 0,
    refused: 0,
    skipped: {},
    leftOut: {},
    stage: 1,
    stages: 1,
    seen: null,
    ...over,
  };
}

/** A ledger of one run in memory, without stages and budgets. */
export class MemoryLedger implements ReminderLedger {
  readonly rows: LedgerRow[];
  reporter: string | null = null;
  isPaused = false;
  stopped = false;
  /** Runs before a call of the ledger; may throw. */
  before: (call: "claim" | "prepare" | "settle") => void = () => {};
  readonly #byMember = new Map<string, LedgerRow>();
  #count = 0;

  constructor(reminders: readonly ClaimedReminder[]) {
    this.rows = reminders.map((reminder) => ({
      reminder,
      state: "due",
      reason: null,
      at: 0,
      token: null,
      attempts: reminder.attempts,
      firstAttemptAt: reminder.firstAttemptAt,
      before: null,
      prepared: reminder.prepared,
    }));
    for (const row of this.rows) this.#byMember.set(row.reminder.member, row);
  }

  /** What became of everybody, in order, e.g. `sent`, `skipped completed`. */
  states(): string[] {
    return this.rows.map(({ state, reason }) => (reason === null ? state : `${state} ${reason}`));
  }

  async claim({ count, leaseMs, at }: Parameters<ReminderLedger["claim"]>[0]) {
    this.before("claim");
    this.#count += 1;
    const token = `claim-${this.#count}`;
    const isIdle = this.stopped || this.isPaused;
    const due = this.rows.filter((row) => !isIdle && isOpen(row) && row.at <= at).slice(0, count);
    for (const row of due) {
      Object.assign(row, { state: "sending", token, at: at + leaseMs, before: row.firstAttemptAt });
    }
    const reminders = due.map(({ reminder, attempts, firstAttemptAt, prepared }) => ({
      ...reminder,
      attempts,
      firstAttemptAt,
      prepared,
    }));
    return { token, reminders };
  }

  async prepare(token: string, prepared: Parameters<ReminderLedger["prepare"]>[1], at: number) {
    this.before("prepare");
    return prepared.flatMap(({ run, member, retryKey, text, body }) => {
      const row = this.#held(token, member);
      if (row === undefined || this.stopped || this.isPaused) return [];
      row.prepared ??= { retryKey, text, body };
      row.attempts += 1;
      row.firstAttemptAt ??= at;
      return [{ run, member }];
    });
  }

  async settle(token: string, outcomes: Parameters<ReminderLedger["settle"]>[1]): Promise<void> {
    this.before("settle");
    for (const { member, outcome } of outcomes) {
      const row = this.#held(token, member);
      if (row !== undefined) Object.assign(row, { token: null, ...changeOf(row, outcome) });
    }
  }

  async expire(retryMs: number, at: number): Promise<number> {
    const late = this.rows.filter(
      (row) => row.state === "due" && row.firstAttemptAt !== null && row.firstAttemptAt <= at - retryMs,
    );
    for (const row of late) row.state = "unknown";
    return late.length;
  }

  async advance(): ReturnType<ReminderLedger["advance"]> {
    return [];
  }

  async pauseForQuota(): Promise<readonly PausedRun[]> {
    if (this.isPaused) return [];
    this.isPaused = true;
    const run = sendingRun({ state: "paused", pauseReason: "quota", planned: this.rows.length });
    return [{ run, reporter: this.reporter }];
  }

  async runOf(id: string): Promise<ReminderRun | undefined> {
    return id === "run-1" ? sendingRun({ state: "done", sent: 3, planned: 3 }) : undefined;
  }

  #held(token: string, member: string): LedgerRow | undefined {
    const row = this.#byMember.get(member);
    return row?.token === token ? row : undefined;
  }
}

function isOpen({ state }: LedgerRow): boolean {
  return state === "due" || state === "sending";
}

function changeOf(row: LedgerRow, outcome: ReminderOutcome): Partial<LedgerRow> {
  switch (outcome.type) {
    case "skipped":
      return { state: "skipped", reason: outcome.reason };
    case "later":
      return { state: "due", at: outcome.at };
    case "again": {
      const firstAttemptAt = outcome.mayHaveArrived ? row.firstAttemptAt : row.before;
      return { state: "due", at: outcome.at, firstAttemptAt };
    }
    default:
      return { state: outcome.type };
  }
}

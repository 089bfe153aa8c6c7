import type { Language, Localized } from "../core/language.ts";
import type { Round } from "../core/people/round.ts";
import type {
  LeftOut,
  ProgressView,
  ReminderCount,
  ReminderFacts,
  ReminderRefusal,
  ReminderRules,
  ReminderRun,
  ReminderText,
  Steering,
} from "../core/reminder/reminder.ts";

/** Whom a run is for. */
export interface ReminderTarget {
  readonly organisation: string;
  readonly round: Round;
  /** "" for the whole organisation; everybody below counts in. */
  readonly unit: string;
  /** The version of the notice that must have been accepted, the organisation's mark included. */
  readonly noticeVersion: string;
}

/** What may be spent in a month: LINE's figures for the account, as they were just read. */
export interface MonthlyQuota {
  /** `YYYY-MM` in the quota's time zone. */
  readonly period: string;
  /** Null without a limit. */
  readonly limit: number | null;
  /** What LINE counts; it may lag behind. */
  readonly used: number;
}

/** What the records know of a month. */
export interface MonthlyUse {
  /** Messages sent, the whole account. */
  readonly sent: number;
  /** Messages promised to runs and not sent yet, the whole account. */
  readonly reserved: number;
  /** The organisation's own limit; null for none. */
  readonly organisationLimit: number | null;
  /** Sent and promised of the organisation. */
  readonly organisationUsed: number;
}

/** A run that is to be started. */
export interface RunOrder {
  /** Of the run, unique for ever and the same when the order is given again: `[a-z0-9-]{1,60}`. */
  readonly id: string;
  readonly target: ReminderTarget;
  /** Unique in the round: a second order of the same step changes nothing. */
  readonly step: string;
  readonly rules: ReminderRules;
  readonly quota: MonthlyQuota;
  /** No more people than were promised; null for a scheduled run. */
  readonly atMost: number | null;
  /** `member:ID`, `operator:NAME` or `system:reminders`. */
  readonly actor: string;
  /** Whose LINE account gets the report; null for nobody. */
  readonly reporter: string | null;
  /** Epoch ms. */
  readonly at: number;
  readonly startsAt: number;
}

/** How an order came out. */
export type RunOutcome =
  | { readonly status: "launched"; readonly run: ReminderRun }
  | {
      readonly status: "refused";
      readonly reason: Extract<ReminderRefusal, "nobody" | "over_budget" | "sending_stopped">;
    };

/** Runs, and who would be in one. All methods throw UnavailableError. */
export interface ReminderRuns {
  /** Who would be reminded at an instant; the same people a run would be planned for. */
  count(target: ReminderTarget, rules: ReminderRules, at: number): Promise<ReminderCount>;
  monthlyUse(organisation: string, period: string): Promise<MonthlyUse>;
  /**
   * Plans a run and reserves its messages in one transaction; planning of one account happens one after the
   * other. An order of a known id or step gives the run that is there. Writes the audit entry.
   */
  launch(order: RunOrder): Promise<RunOutcome>;
  /** Notes a scheduled step that could not be started, so that it is not tried again. */
  noteRefused(order: RunOrder, reason: ReminderRefusal): Promise<void>;
  run(organisation: string, id: string): Promise<ReminderRun | undefined>;
  /** The latest first; of one round or of all. */
  runs(
    organisation: string,
    options: { readonly round?: string; readonly limit: number },
  ): Promise<readonly ReminderRun[]>;
  /** Null when it was too late or is so already. Effective at once: nothing more is claimed. Writes the audit entry. */
  steer(
    organisation: string,
    id: string,
    steering: Steering,
    actor: string,
    at: number,
  ): Promise<{ readonly run: ReminderRun | null; readonly isChanged: boolean }>;
  /** How the organisation's round gets on; undefined when there is no such unit. */
  progress(organisation: string, round: Round, unit: string, at: number): Promise<ProgressView | undefined>;
  /** What LINE told of who saw a run. */
  noteSeen(id: string, seen: number): Promise<void>;
}

/** A message a worker has claimed. */
export interface ClaimedReminder {
  readonly run: string;
  readonly organisation: string;
  readonly member: string;
  readonly step: string;
  readonly personId: string;
  readonly kind: "reminder" | "report";
  /** Whether it is for whoever gets the run's report. */
  readonly isReporter: boolean;
  /** Failed attempts so far that may have arrived or not. */
  readonly attempts: number;
  /** Epoch ms of the first attempt that may have arrived; null for none. */
  readonly firstAttemptAt: number | null;
  /** What was stored before the first attempt that may have arrived; null before it. */
  readonly prepared: PreparedReminder | null;
  /** All but what only the session knows. Null for a report that may be sent; of another, what keeps it. */
  readonly facts: Omit<ReminderFacts, "lastActiveAt"> | null;
  readonly language: Language;
  readonly plainText: boolean;
  /** Where they stopped; null when nothing is begun. */
  readonly stoppedAt: {
    readonly assessment: string;
    readonly items: readonly string[];
    readonly rated: readonly string[];
  } | null;
  readonly organisationName: Localized;
  readonly round: Round;
  /** `[A-Za-z0-9_]{1,30}`, of the run: LINE counts who saw it by this. */
  readonly unitTag: string;
}

/** A message as it goes out, the same at every attempt. */
export interface PreparedReminder {
  readonly retryKey: string;
  readonly text: ReminderText | "report";
  /** JSON of LINE's messages. */
  readonly body: string;
}

/** How a claimed message came out. */
export type ReminderOutcome =
  | { readonly type: "sent" }
  | { readonly type: "skipped"; readonly reason: LeftOut }
  /** Not tried; not before `at` (epoch ms). */
  | { readonly type: "later"; readonly at: number }
  /** Tried in vain, again from `at` on. */
  | { readonly type: "again"; readonly at: number; readonly mayHaveArrived: boolean }
  | { readonly type: "refused" }
  /** It may have arrived and is never sent again. */
  | { readonly type: "unknown" };

/** Names a claimed message. */
export type ReminderKey = Pick<ClaimedReminder, "run" | "member">;

/** A run that was paused by itself, and whose LINE account is told; null for nobody's. */
export interface PausedRun {
  readonly run: ReminderRun;
  readonly reporter: string | null;
}

/** The ledger of messages, as a sending worker uses it. All methods throw UnavailableError. */
export interface ReminderLedger {
  /**
   * Up to `count` messages that are due, of runs that are sending and in their present stage, or whose claim by
   * anybody is over; nobody else gets them until `at + leaseMs`. Each claim has a token of its own. Nothing while
   * sending is stopped.
   */
  claim(options: {
    readonly count: number;
    readonly leaseMs: number;
    readonly at: number;
    /** `YYYY-MM`: the quota's month; promises of runs from before move into it. Absent: they stay. */
    readonly period?: string | undefined;
    /** The notice the people of an organisation must have accepted at present. Absent: that of the run. */
    readonly notice?: ((organisation: string) => string) | undefined;
  }): Promise<{
    readonly token: string;
    readonly reminders: readonly ClaimedReminder[];
    /** Runs paused just now because the month they went on into has too few messages left; with whom to tell. */
    readonly paused?: readonly PausedRun[];
  }>;
  /**
   * Stores what is about to be sent, and that from now on it may have arrived. Returns those that are still this
   * claim's, may be sent and are durable; the others must not be sent.
   */
  prepare(
    token: string,
    prepared: readonly (ReminderKey & PreparedReminder)[],
    at: number,
  ): Promise<readonly ReminderKey[]>;
  /** Notes how it went, where it is still this claim's, and settles the month's account with it. */
  settle(
    token: string,
    outcomes: readonly (ReminderKey & { readonly outcome: ReminderOutcome })[],
    at: number,
  ): Promise<void>;
  /** Gives up what was first tried before `at - retryMs`; returns how many. */
  expire(retryMs: number, at: number): Promise<number>;
  /**
   * Moves runs on whose stage is settled, pauses them where too many were refused, ends those that are through
   * and puts their report in the ledger.
   */
  advance(at: number): Promise<readonly (PausedRun & { readonly change: "stage" | "paused" | "done" })[]>;
  /** Pauses the sending runs of an account whose month is used up; returns them with whom to tell. */
  pauseForQuota(at: number): Promise<readonly PausedRun[]>;
  /** A run as its report tells it; undefined when there is none. */
  runOf(id: string): Promise<ReminderRun | undefined>;
}

/** Stops and allows all sending, whoever's it is. All methods throw UnavailableError. */
export interface SendingSwitch {
  /** Effective with the next claim, in seconds. Writes the audit entry. */
  stop(actor: string, at: number): Promise<void>;
  allow(actor: string, at: number): Promise<void>;
  state(): Promise<{ readonly stoppedAt: number | null; readonly by: string | null }>;
}

/** When reminders of a round go out by themselves. */
export type ScheduleRule =
  /** 0 days: as soon as the round opens and sending is allowed. */
  | { readonly type: "after_opening"; readonly days: number }
  | { readonly type: "before_closing"; readonly days: number }
  /** Five fields, in Bangkok's time. */
  | { readonly type: "cron"; readonly expression: string };

/** A rule of a round. */
export interface ReminderSchedule {
  /** Unique in the round: `after-7`, `before-3`, or `cron-` and a number. */
  readonly id: string;
  readonly rule: ScheduleRule;
  readonly actor: string;
  /** Whose LINE account gets the reports; null for nobody. */
  readonly reporter: string | null;
  /** Epoch ms; nothing that was due before is made up for. */
  readonly since: number;
}

/** Rules of rounds. All methods throw UnavailableError. */
export interface ReminderSchedules {
  list(organisation: string, round: string): Promise<readonly ReminderSchedule[]>;
  /** False when there is one of this id. Writes the audit entry. */
  add(organisation: string, round: string, schedule: ReminderSchedule): Promise<boolean>;
  remove(organisation: string, round: string, id: string, actor: string, at: number): Promise<boolean>;
  /** Every rule of a round that is open. */
  ofOpenRounds(
    at: number,
  ): Promise<
    readonly { readonly organisation: string; readonly round: Round; readonly schedule: ReminderSchedule }[]
  >;
}

import type { NamedUnit } from "../people/member.ts";
import type { Round } from "../people/round.ts";

/** The words a reminder has: the first message of a round, or how far somebody has come. */
export const REMINDER_TEXTS = ["greeting", "not_started", "in_progress"] as const;

/** @see REMINDER_TEXTS */
export type ReminderText = (typeof REMINDER_TEXTS)[number];

/** Why somebody gets none, the first that fits. */
export const LEFT_OUT = [
  /** The round is over, or the person is not in it any more. */
  "round_closed",
  "not_in_round",
  "completed",
  "not_linked",
  "declined",
  /** The present privacy notice was never accepted. */
  "no_notice",
  "blocked",
  /** LINE refused an earlier message of the round. */
  "undeliverable",
  "opted_out",
  "snoozed",
  /** As many as a person may get in a round. */
  "enough",
  /** The latest is too recent, or another is on its way. */
  "too_soon",
] as const;

/** @see LEFT_OUT */
export type LeftOut = (typeof LEFT_OUT)[number];

/**
 * Reasons that are a person's own affair: HR reads them as one figure. What LINE refused is among them, or it would tell
 * who of those that cannot be reached has blocked the account.
 */
export const PRIVATE_REASONS: readonly LeftOut[] = ["blocked", "undeliverable", "opted_out", "snoozed"];

/** What a person chose about reminders; it stays over rounds as they chose it. */
export interface ReminderChoice {
  /** `"always"`, the id of the one round they want none in, or null for no such wish. */
  readonly stoppedFor: string | null;
  /** Epoch ms; none before it. */
  readonly snoozedUntil: number | null;
  /** Epoch ms of the latest choice; null for none. */
  readonly changedAt: number | null;
}

/** Nothing was chosen. */
export const NO_CHOICE: ReminderChoice = { stoppedFor: null, snoozedUntil: null, changedAt: null };

/** When and how often people may be reminded. Minutes of the day are Bangkok's. */
export interface ReminderRules {
  /** First minute of the day messages may be sent, e.g. 510 for 8:30. */
  readonly fromMinute: number;
  /** First minute of the day they may not be sent any more. */
  readonly toMinute: number;
  /** Whole days between two reminders of a person in a round. */
  readonly minGapDays: number;
  /** Messages a person gets in a round at most, the greeting included. */
  readonly mostPerRound: number;
}

/** Working days of the civil service: years somebody has confirmed, and the days off in them. */
export interface WorkCalendar {
  /** Years (A.D.) whose list is confirmed; nothing is planned into another. */
  readonly years: readonly number[];
  /** `YYYY-MM-DD` in Bangkok; weekends are not listed. */
  readonly holidays: ReadonlySet<string>;
}

/** What is known of a person when it is decided whether to remind them. */
export interface ReminderFacts {
  /** False once the round is closed. */
  readonly isRoundOpen: boolean;
  /** Active, and in the round's audience. */
  readonly isInRound: boolean;
  /** Linked to the LINE account the reminder is for. */
  readonly isLinked: boolean;
  /** Has a response that counts in the round. */
  readonly isCompleted: boolean;
  /** Said "not now" to the notice. */
  readonly hasDeclined: boolean;
  /** Accepted the present notice for this organisation. */
  readonly hasNotice: boolean;
  /** Has not blocked the account. */
  readonly isReachable: boolean;
  /** LINE refused no message of this round to this account. */
  readonly isDeliverable: boolean;
  readonly choice: ReminderChoice;
  /** Id of the round. */
  readonly round: string;
  /** A full assessment is begun and not finished. */
  readonly isUnderWay: boolean;
  /** Messages of the round that were sent, or may have been. */
  readonly sent: number;
  /** Epoch ms of the latest of them; null for none. */
  readonly lastSentAt: number | null;
  /** Another message of the round is on its way to them. */
  readonly isOnItsWay: boolean;
  /** Epoch ms of what they did last in the chat; null where it is not known. */
  readonly lastActiveAt: number | null;
}

/** What is to be done about a person. */
export type ReminderVerdict =
  | { readonly type: "send"; readonly text: ReminderText }
  | { readonly type: "leave_out"; readonly reason: LeftOut }
  /** Not before this instant (epoch ms): they are busy with it. */
  | { readonly type: "later"; readonly at: number };

/** How many people would be reminded, and why others are left out. */
export interface ReminderCount {
  /** Everybody of the round in the unit. */
  readonly people: number;
  readonly send: Readonly<Record<ReminderText, number>>;
  /** Reasons with nobody are left away. */
  readonly leftOut: Readonly<Partial<Record<LeftOut, number>>>;
}

/** What a message costs, in satang (a hundredth of a baht), fractions allowed. */
export type Satang = number;

/** What HR is shown before anything is sent. */
export interface ReminderPreview extends ReminderCount {
  readonly round: Round;
  /** Null for the whole organisation. */
  readonly unit: NamedUnit | null;
  /** Messages this will use: the reminders, and the report to whoever starts it. */
  readonly messages: number;
  /** What LINE says of the account this month; null when it does not say. */
  readonly quota: { readonly limit: number | null; readonly used: number } | null;
  /** Messages of the month still promised to runs under way, the whole account. */
  readonly reserved: number;
  /** Messages of the month left for the organisation, promises kept; null without any limit. */
  readonly left: number | null;
  /** In all; null where no price is set. */
  readonly cost: Satang | null;
  /** Epoch ms. */
  readonly startsAt: number;
  /** Epoch ms, as far as can be told; null when that is in a year whose holidays nobody has confirmed. */
  readonly endsAt: number | null;
  /** How many parts it is sent in; more than one for many people. */
  readonly stages: number;
}

/** Why nothing can be sent. */
export const REMINDER_REFUSALS = [
  /** No round is open. */
  "no_round",
  "unknown_unit",
  /** Nobody would be reminded. */
  "nobody",
  /** The next working day is in a year whose holidays nobody has confirmed. */
  "no_calendar",
  /** The round closes before it could begin. */
  "too_late",
  /** More messages than are left this month. */
  "over_budget",
  /** LINE does not say how much is left, so nothing can be promised. */
  "quota_unknown",
  /** The operator has stopped all sending. */
  "sending_stopped",
] as const;

/** @see REMINDER_REFUSALS */
export type ReminderRefusal = (typeof REMINDER_REFUSALS)[number];

/** How a preview came out; with figures as far as they are known. */
export type PreviewOutcome =
  | { readonly status: "ready"; readonly preview: ReminderPreview }
  | {
      readonly status: "refused";
      readonly reason: ReminderRefusal;
      readonly preview: ReminderPreview | null;
    };

/** How starting came out. */
export type LaunchOutcome =
  | { readonly status: "launched"; readonly run: ReminderRun }
  | { readonly status: "refused"; readonly reason: ReminderRefusal };

/** Where a run stands; `refused` is a scheduled one that could not be started. */
export const RUN_STATES = ["sending", "paused", "done", "stopped", "refused"] as const;

/** @see RUN_STATES */
export type RunState = (typeof RUN_STATES)[number];

/** Who or what paused a run: somebody, the month's messages that are used up, too many that were refused. */
export const PAUSE_REASONS = ["person", "quota", "trouble"] as const;

/** @see PAUSE_REASONS */
export type PauseReason = (typeof PAUSE_REASONS)[number];

/** One step of reminding in a round: who gets a message, and how far it has come. */
export interface ReminderRun {
  readonly id: string;
  readonly organisation: string;
  readonly round: Pick<Round, "id" | "name">;
  /** Null for the whole organisation. */
  readonly unit: NamedUnit | null;
  /** Unique in the round, e.g. `chat-…`, `after-7`, `before-3`. */
  readonly step: string;
  readonly state: RunState;
  readonly pauseReason: PauseReason | null;
  readonly refusal: ReminderRefusal | null;
  /** As the audit log has it: `member:ID`, `operator:NAME` or `system:reminders`. */
  readonly startedBy: string;
  /** Epoch ms. */
  readonly createdAt: number;
  /** Epoch ms. */
  readonly startsAt: number;
  /** Epoch ms; null while it is not over. */
  readonly endedAt: number | null;
  /** People it was planned for. */
  readonly planned: number;
  readonly sent: number;
  /** May have arrived; never sent again. */
  readonly unknown: number;
  /** LINE refused it. */
  readonly refused: number;
  /** Left out at the moment of sending, by reason; `stopped` for what was still to be sent at a stop. */
  readonly skipped: Readonly<Partial<Record<LeftOut | "stopped", number>>>;
  /** Left out when it was planned. */
  readonly leftOut: Readonly<Partial<Record<LeftOut, number>>>;
  readonly stage: number;
  readonly stages: number;
  /** People who saw it, as LINE tells; null when it does not (fewer than 20, or too early). */
  readonly seen: number | null;
}

/** What can be done with a run. */
export type Steering = "pause" | "resume" | "stop";

/** How many people stand where. */
export interface ProgressCounts {
  readonly people: number;
  readonly completed: number;
  readonly inProgress: number;
  readonly notStarted: number;
  readonly declined: number;
  readonly notReachable: number;
  readonly notLinked: number;
}

/** How a round gets on in a unit and the units directly below. */
export interface ProgressView {
  readonly round: Round;
  /** From the unit up to the top; empty for the whole organisation. */
  readonly path: readonly NamedUnit[];
  readonly counts: ProgressCounts;
  readonly below: readonly (NamedUnit & { readonly counts: ProgressCounts; readonly hasUnits: boolean })[];
  /**
   * Who wants no reminders, has blocked the account, or is refused by LINE; null where so few people are counted
   * that it would tell of somebody.
   */
  readonly apart: {
    readonly optedOut: number;
    readonly snoozed: number;
    readonly blocked: number;
    readonly undeliverable: number;
  } | null;
  /** Runs of the round, the latest first, at most three. */
  readonly runs: readonly ReminderRun[];
}

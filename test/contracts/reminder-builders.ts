import type { AssessmentStatus } from "../../src/core/conversation/effect.ts";
import type { Group } from "../../src/core/framework/framework.ts";
import type { MemberRole } from "../../src/core/people/member.ts";
import type { Round } from "../../src/core/people/round.ts";
import type { LeftOut, ReminderRules } from "../../src/core/reminder/reminder.ts";
import type { MonthlyQuota, ReminderTarget, RunOrder } from "../../src/runner/reminders.ts";

/** Wednesday, 10 June 2026, 10:00 in Bangkok. */
export const REMIND_AT = Date.UTC(2026, 5, 10, 3);

/** The privacy notice everybody made up here has accepted unless something else is said. */
export const NOTICE = "1@dep";

/** Days in ms. */
export const days = (count: number): number => count * 24 * 60 * 60 * 1_000;

/** A message of a round that is in the ledger already. */
export interface EarlierMessage {
  readonly round: string;
  readonly state: "due" | "sending" | "sent" | "skipped" | "refused" | "unknown";
  /** Epoch ms. */
  readonly settledAt?: number | null;
  /** Epoch ms. */
  readonly firstAttemptAt?: number | null;
  /** The account it was for; their own unless said. */
  readonly personId?: string;
  readonly reason?: LeftOut;
}

/** What the records have of somebody; by default they are linked, have accepted the notice and done nothing. */
export interface RemindedPerson {
  /** Of the member; the account is `U-` and the id. */
  readonly id: string;
  readonly unit?: string;
  readonly group?: Group | null;
  readonly role?: MemberRole;
  readonly active?: boolean;
  readonly linked?: boolean;
  readonly declined?: boolean;
  /** Null for an account of which nothing was ever saved. */
  readonly person?: {
    readonly notice?: string | null;
    readonly reachable?: boolean;
    readonly stoppedFor?: string | null;
    readonly snoozedUntil?: number | null;
  } | null;
  readonly assessments?: readonly (readonly [kind: "full" | "quick", status: AssessmentStatus])[];
  /** Rounds their response counts in. */
  readonly completed?: readonly string[];
  readonly messages?: readonly EarlierMessage[];
}

/** The account of a member made up here. */
export function accountOf(member: string): string {
  return `U-${member}`;
}

/** An open campaign. */
export function openRound(over: Partial<Round> = {}): Round {
  return { id: "2569-1", name: "รอบตัวอย่าง", opensAt: REMIND_AT - days(7), closesAt: null, ...over };
}

/** Every third day, five in a round. */
export function reminderRules(over: Partial<ReminderRules> = {}): ReminderRules {
  return { fromMinute: 510, toMinute: 990, minGapDays: 3, mostPerRound: 5, ...over };
}

/** Everybody of an organisation. */
export function reminderTarget(organisation: string, over: Partial<ReminderTarget> = {}): ReminderTarget {
  return { organisation, round: openRound(), unit: "", noticeVersion: NOTICE, ...over };
}

/** A month without a limit. */
export function monthlyQuota(over: Partial<MonthlyQuota> = {}): MonthlyQuota {
  return { period: "2026-06", limit: null, used: 0, ...over };
}

/** An order for everybody of an organisation, by a person who gets a report. */
export function runOrder(target: ReminderTarget, id: string, over: Partial<RunOrder> = {}): RunOrder {
  return {
    id,
    target,
    step: `chat-${id}`,
    rules: reminderRules(),
    quota: monthlyQuota(),
    atMost: null,
    actor: "member:hr",
    reporter: "U-hr",
    at: REMIND_AT,
    startsAt: REMIND_AT + 1_000,
    ...over,
  };
}

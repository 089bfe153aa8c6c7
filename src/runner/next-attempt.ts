import type { ReminderRules, WorkCalendar } from "../core/reminder/reminder.ts";
import { nextSendingTime } from "../core/reminder/reminder-policy.ts";
import type { PushAttempt } from "./push-sender.ts";
import type { ClaimedReminder, ReminderOutcome } from "./reminders.ts";

/** How pushing a message went; it may not have come to an attempt. */
export type PushResult = PushAttempt | "not_tried";

/** When messages may be sent. */
export interface SendingTimes {
  readonly rules: ReminderRules;
  readonly calendar: WorkCalendar;
}

type Tried = Pick<ClaimedReminder, "attempts" | "firstAttemptAt">;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const LONGEST_PAUSE_MS = 30 * MINUTE_MS;
/** After this long somebody may have bought more messages. */
const QUOTA_PAUSE_MS = 5 * MINUTE_MS;

/**
 * What becomes of a message after an attempt.
 * @param at epoch ms
 * @param random 0 up to 1: spreads what failed together
 */
export function outcomeOf(result: PushResult, tried: Tried, at: number, random: number): ReminderOutcome {
  // What an earlier attempt may have brought there is not taken back by this one.
  const mayHaveArrived = tried.firstAttemptAt !== null;
  const again = (pauseMs: number, arrived = mayHaveArrived): ReminderOutcome => ({
    type: "again",
    at: at + Math.round(pauseMs * (0.75 + random / 2)),
    mayHaveArrived: arrived,
  });
  switch (result) {
    case "accepted":
      return { type: "sent" };
    case "refused":
      return { type: mayHaveArrived ? "unknown" : "refused" };
    case "unclear":
      return again(doubled(30 * SECOND_MS, tried), true);
    case "not_accepted":
    case "try_later":
      return again(doubled(MINUTE_MS, tried));
    case "rate_limited":
      return again(2 * SECOND_MS);
    case "quota_reached":
      return again(QUOTA_PAUSE_MS);
    case "not_tried":
      return again(SECOND_MS);
    default:
      return result satisfies never;
  }
}

function doubled(firstMs: number, { attempts }: Tried): number {
  return Math.min(LONGEST_PAUSE_MS, firstMs * 2 ** attempts);
}

/** The same outcome, with the next attempt in sending hours. */
export function inSendingHours(outcome: ReminderOutcome, { rules, calendar }: SendingTimes): ReminderOutcome {
  if (outcome.type !== "again" && outcome.type !== "later") return outcome;
  // Without a confirmed calendar nothing is claimed anyway.
  return { ...outcome, at: nextSendingTime(outcome.at, rules, calendar) ?? outcome.at };
}

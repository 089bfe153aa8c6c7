import { NO_CHOICE, type ReminderFacts } from "../../src/core/reminder/reminder.ts";

/** Somebody who is to be reminded and has not begun, in the round `2569-1` unless another is given. */
export function dueFacts(over: Partial<ReminderFacts> = {}): Omit<ReminderFacts, "lastActiveAt"> {
  return {
    isRoundOpen: true,
    isInRound: true,
    isLinked: true,
    isCompleted: false,
    hasDeclined: false,
    hasNotice: true,
    isReachable: true,
    isDeliverable: true,
    choice: NO_CHOICE,
    round: "2569-1",
    isUnderWay: false,
    sent: 0,
    lastSentAt: null,
    isOnItsWay: false,
    ...over,
  };
}

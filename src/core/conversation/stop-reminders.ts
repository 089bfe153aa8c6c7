import type { Snooze } from "./action.ts";
import type { Session } from "./session.ts";
import { type Moment, quietTurn, type Turn } from "./turn.ts";

/** What can be chosen about reminders. */
export function showReminderChoice(session: Session, _moment: Moment): Turn {
  return quietTurn(session);
}

/** No reminders in this round, or never, or again as usual. */
export function chooseReminders(
  session: Session,
  _wish: "stop_round" | "stop_always" | "allow_reminders",
  _moment: Moment,
): Turn {
  return quietTurn(session);
}

/** No reminders for a while. */
export function snooze(session: Session, _until: Snooze, _moment: Moment): Turn {
  return quietTurn(session);
}

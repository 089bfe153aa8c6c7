import type { RemindingAction } from "./reminding-action.ts";
import type { Session } from "./session.ts";
import { type Moment, quietTurn, type Turn } from "./turn.ts";

/** "Progress": how the round gets on, for HR. */
export function showProgress(session: Session, _moment: Moment): Turn {
  return quietTurn(session);
}

/** "Remind": which unit? */
export function askWhomToRemind(session: Session, _moment: Moment): Turn {
  return quietTurn(session);
}

/** What a button about progress and reminders leads to. */
export function doReminding(session: Session, _action: RemindingAction, _moment: Moment): Turn {
  return quietTurn(session);
}

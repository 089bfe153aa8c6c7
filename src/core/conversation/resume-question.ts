import type { Session } from "./session.ts";
import { type Moment, quietTurn, type Turn } from "./turn.ts";

/** Opens the question somebody stopped at, as a reminder's button asks for it. */
export function resumeQuestion(
  session: Session,
  _asked: { readonly assessment: string; readonly item: string },
  _moment: Moment,
): Turn {
  return quietTurn(session);
}

import { mainWait, type Session, type SideWait, type Wait } from "./session.ts";
import { change, type Moment, quietTurn, type Turn } from "./turn.ts";
import { withPrompt } from "./with-prompt.ts";

/** Asks something; nothing else happens. */
export function ask(session: Session, wait: Wait, moment: Moment): Turn {
  return withPrompt(change(quietTurn(session), { wait }), moment);
}

/** What can be asked in between without anything more to say about it. */
type PlainQuestion = Exclude<SideWait["for"], "link" | "erase" | "options">;

/** Asks something that leaves what is open as it is. */
export function askInBetween(session: Session, about: PlainQuestion, moment: Moment): Turn {
  return ask(session, { for: about, interrupted: mainWait(session.wait) }, moment);
}

import { ask } from "./ask.ts";
import { newSession } from "./new-session.ts";
import { mainWait, type Session } from "./session.ts";
import { staleStep } from "./stale-card.ts";
import { effect, type Moment, quietTurn, say, sayText, type Turn, voiceOf } from "./turn.ts";
import { exportMessages, myDataCard } from "./views/my-data-views.ts";

/** What is stored of the person, who may see it, and what they may do about it. */
export function showMyData(session: Session, moment: Moment): Turn {
  const voice = voiceOf(session, moment.content);
  return say(quietTurn(session), myDataCard(session, moment.membership ?? null, moment.at, voice));
}

/** Everything as text in the chat; the same as a file is one tap further. */
export function exportHere(session: Session, moment: Moment): Turn {
  return say(quietTurn(session), ...exportMessages(session, voiceOf(session, moment.content)));
}

/** Asks for the first time whether everything shall go. */
export function askErase(session: Session, moment: Moment): Turn {
  return ask(session, { for: "erase", time: "first", interrupted: mainWait(session.wait) }, moment);
}

/** Asks for the second time. */
export function askEraseAgain(session: Session, moment: Moment): Turn {
  const { wait } = session;
  if (wait.for !== "erase") return staleStep(session, moment);
  return ask(session, { ...wait, time: "second" }, moment);
}

/** Erases everything, if it was asked twice. What is left is somebody nothing is known of. */
export function eraseNow(session: Session, moment: Moment): Turn {
  const { wait, personId } = session;
  if (wait.for !== "erase" || wait.time !== "second") return staleStep(session, moment);
  const gone = effect(quietTurn(newSession(personId)), { type: "erase_person" });
  return sayText(gone, voiceOf(session, moment.content).text("my_data.erased"));
}

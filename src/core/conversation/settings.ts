import type { Session } from "./session.ts";
import { change, type Moment, quietTurn, savePerson, sayText, type Turn, voiceOf } from "./turn.ts";
import { withPrompt } from "./with-prompt.ts";

/** Goes on in another language. */
export function changeLanguage(session: Session, language: Session["language"], moment: Moment): Turn {
  const saved = savePerson(change(quietTurn(session), { language }));
  const voice = voiceOf(saved.session, moment.content);
  return withPrompt(sayText(saved, voice.text("language.changed")), moment);
}

/** Cards become plain text and back. */
export function togglePlainText(session: Session, moment: Moment): Turn {
  const saved = savePerson(change(quietTurn(session), { plainText: !session.plainText }));
  const voice = voiceOf(session, moment.content);
  const text = voice.text(session.plainText ? "plain_text.off" : "plain_text.on");
  return withPrompt(sayText(saved, text), moment);
}

import type { Session } from "./session.ts";
import { effect, type Moment, quietTurn, sayText, sayUnavailable, type Turn, voiceOf } from "./turn.ts";

/** Says who corrects what the roster says, and notes the wish. */
export function askCorrection(session: Session, moment: Moment): Turn {
  const { membership } = moment;
  if (membership === undefined || membership === null) return sayUnavailable(session, moment);
  const voice = voiceOf(session, moment.content);
  const { organisation, member, unit } = membership;
  const text = voice.text("my_data.correct_by_hr", {
    unit: unit.name,
    organisation: voice.of(organisation.name),
    contact: organisation.contact,
  });
  const noted = effect(quietTurn(session), {
    type: "note_audit",
    note: {
      eventId: moment.id,
      action: "correction_request",
      organisation: organisation.id,
      member,
      detail: { unit: unit.id },
    },
  });
  return sayText(noted, text);
}

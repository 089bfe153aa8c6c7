import type { Membership } from "../people/membership.ts";
import type { PreviewOutcome, ReminderPreview, ReminderRefusal } from "../reminder/reminder.ts";
import type { RemindingAction } from "./reminding-action.ts";
import { forHr, noteLook, showWith } from "./reminding-turn.ts";
import type { Session } from "./session.ts";
import { showProgressOf } from "./show-progress.ts";
import { askToStop, shownRun, showRun, steerRun } from "./steer-run.ts";
import { type Moment, sayFirst, sayUnavailable, type Turn, voiceOf } from "./turn.ts";
import { previewChoices, previewMessages, refusedChoices, refusedMessages } from "./views/preview-views.ts";

/** What a button about progress and reminders leads to. */
export function doReminding(session: Session, action: RemindingAction, moment: Moment): Turn {
  switch (action.do) {
    case "progress_unit":
    case "progress_units":
    case "remind_units":
      return showProgressOf(session, action, moment);
    case "remind_unit":
      return showPreview(session, action.unit, moment);
    case "remind_send":
      return send(session, action.unit, moment);
    case "remind_run":
      return showRun(session, moment);
    case "remind_stop_ask":
      return askToStop(session, moment);
    case "remind_steer":
      return steerRun(session, action, moment);
    default:
      return action satisfies never;
  }
}

/** What would be sent to a unit, and the button that sends it. */
function showPreview(session: Session, unit: string, moment: Moment): Turn {
  return forHr(session, moment, (hr) => {
    const { finding } = moment;
    if (finding?.type !== "reminder_preview") return sayUnavailable(session, moment);
    return shownPreview(session, unit, finding, hr, moment);
  });
}

/** The run that was started; a new preview where the one that was tapped is over. */
function send(session: Session, unit: string, moment: Moment): Turn {
  return forHr(session, moment, (hr) => {
    const { finding, content } = moment;
    if (finding?.type === "reminder_preview") {
      const again = shownPreview(session, unit, finding, hr, moment);
      return sayFirst(again, voiceOf(session, content).text("remind.old"));
    }
    if (finding?.type !== "reminder_launch") return sayUnavailable(session, moment);
    if (finding.status === "launched") return shownRun(session, finding.run, moment, "run.launched");
    return refused(session, finding.reason, { organisation: hr.organisation, preview: null }, moment);
  });
}

/** A preview, or why there is none; with figures it is a look at the unit. */
function shownPreview(
  session: Session,
  unit: string,
  outcome: PreviewOutcome,
  hr: Membership,
  moment: Moment,
): Turn {
  const turn =
    outcome.status === "ready"
      ? readyToSend(session, outcome.preview, hr, moment)
      : refused(session, outcome.reason, { organisation: hr.organisation, preview: outcome.preview }, moment);
  return outcome.preview === null ? turn : noteLook(turn, unit, hr, moment);
}

function readyToSend(
  session: Session,
  preview: ReminderPreview,
  { organisation }: Membership,
  { at, content }: Moment,
): Turn {
  const voice = voiceOf(session, content);
  const options = { organisation, at };
  const messages = previewMessages(preview, options, voice);
  return showWith(session, messages, previewChoices(preview, options, voice));
}

function refused(
  session: Session,
  reason: ReminderRefusal,
  outcome: Parameters<typeof refusedMessages>[1],
  { content }: Moment,
): Turn {
  const voice = voiceOf(session, content);
  return showWith(session, refusedMessages(reason, outcome, voice), refusedChoices(reason, voice));
}

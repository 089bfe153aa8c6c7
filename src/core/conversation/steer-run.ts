import { THRESHOLD } from "../people/organisation.ts";
import type { ReminderRun, Steering } from "../reminder/reminder.ts";
import type { RemindingAction } from "./reminding-action.ts";
import { forHr, sayId, showWith } from "./reminding-turn.ts";
import type { Session } from "./session.ts";
import type { TextId } from "./text-ids.ts";
import { type Moment, sayUnavailable, type Turn, voiceOf } from "./turn.ts";
import { isUnderWay, runChoices, runMessages, stopAskMessage, stopChoices } from "./views/run-views.ts";

const DONE: Readonly<Record<Steering, TextId>> = {
  pause: "run.paused_done",
  resume: "run.resumed_done",
  stop: "run.stopped_done",
};

/** A run as it stands now. A made-up one, or another organisation's, is not found. */
export function showRun(session: Session, moment: Moment): Turn {
  return forHr(session, moment, () => {
    const { finding } = moment;
    if (finding?.type !== "reminder_run") return sayUnavailable(session, moment);
    return shownRun(session, finding.run, moment);
  });
}

/** Asks before a run is stopped; one that is over is shown. */
export function askToStop(session: Session, moment: Moment): Turn {
  return forHr(session, moment, () => {
    const { finding, content } = moment;
    if (finding?.type !== "reminder_run") return sayUnavailable(session, moment);
    const { run } = finding;
    if (run === null || !isUnderWay(run)) return shownRun(session, run, moment);
    const voice = voiceOf(session, content);
    return showWith(session, [stopAskMessage(run, voice)], stopChoices(run, voice));
  });
}

/** What came of pausing a run, going on with it or stopping it. */
export function steerRun(
  session: Session,
  { steering }: Extract<RemindingAction, { readonly do: "remind_steer" }>,
  moment: Moment,
): Turn {
  return forHr(session, moment, () => {
    const { finding } = moment;
    if (finding?.type !== "reminder_steer") return sayUnavailable(session, moment);
    return shownRun(session, finding.run, moment, finding.isChanged ? DONE[steering] : "run.unchanged");
  });
}

/** A run with what can be done about it, after a word about what was done. */
export function shownRun(session: Session, run: ReminderRun | null, moment: Moment, said?: TextId): Turn {
  if (run === null) return sayId(session, "run.not_found", moment);
  const voice = voiceOf(session, moment.content);
  const threshold = moment.membership?.organisation.threshold ?? THRESHOLD.most;
  const options = { at: moment.at, threshold, ...(said !== undefined && { said }) };
  return showWith(session, runMessages(run, options, voice), runChoices(run, voice));
}

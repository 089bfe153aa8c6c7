import type { Membership } from "../people/membership.ts";
import type { ProgressView } from "../reminder/reminder.ts";
import { WHOLE_ORGANISATION } from "../team/team-view.ts";
import type { RemindingAction } from "./reminding-action.ts";
import { forHr, noteLook, sayId, showWith } from "./reminding-turn.ts";
import type { Session } from "./session.ts";
import { type Moment, sayUnavailable, type Turn, voiceOf } from "./turn.ts";
import {
  progressChoices,
  progressMessages,
  progressUnitsChoices,
  progressUnitsMessage,
} from "./views/progress-views.ts";
import { remindChoiceMessage, remindChoices } from "./views/remind-choice-views.ts";

/** What shows how a round gets on. */
type ProgressAction = Exclude<
  Extract<RemindingAction, { readonly unit: string }>,
  { readonly do: "remind_unit" | "remind_send" }
>;

/** "Progress": how the round gets on in the whole organisation, for HR. */
export function showProgress(session: Session, moment: Moment): Turn {
  return showProgressOf(session, { do: "progress_unit", unit: WHOLE_ORGANISATION }, moment);
}

/** "Remind": the whole organisation, or which unit? */
export function askWhomToRemind(session: Session, moment: Moment): Turn {
  return showProgressOf(session, { do: "remind_units", unit: WHOLE_ORGANISATION, page: 1 }, moment);
}

/** The figures of a unit, a page of its units, or whom of them to remind; every look is on record. */
export function showProgressOf(session: Session, action: ProgressAction, moment: Moment): Turn {
  return forHr(session, moment, (hr) => {
    const { finding } = moment;
    if (finding?.type !== "progress") return sayUnavailable(session, moment);
    if (finding.view === null) return sayId(session, "progress.unknown_unit", moment);
    return noteLook(shown(session, action, finding.view, hr, moment), action.unit, hr, moment);
  });
}

function shown(
  session: Session,
  action: ProgressAction,
  view: ProgressView,
  { organisation }: Membership,
  { at, content }: Moment,
): Turn {
  const voice = voiceOf(session, content);
  switch (action.do) {
    case "progress_unit": {
      const options = { organisation: voice.of(organisation.name), at };
      return showWith(session, progressMessages(view, options, voice), progressChoices(view, voice));
    }
    case "progress_units": {
      const { page } = action;
      const message = progressUnitsMessage(view, page, voice);
      return showWith(session, [message], progressUnitsChoices(view, page, voice));
    }
    case "remind_units": {
      const { page } = action;
      return showWith(session, [remindChoiceMessage(view, page, voice)], remindChoices(view, page, voice));
    }
    default:
      return action satisfies never;
  }
}

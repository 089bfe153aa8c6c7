import type { Content } from "../content.ts";
import { WHOLE_ORGANISATION } from "../team/team-view.ts";
import { isHr, isReader, mayOpen, ownTeam } from "./access.ts";
import type { Action } from "./action.ts";
import { actionMeant } from "./action-meant.ts";
import { mayDo } from "./admission.ts";
import type { PersonEvent } from "./event.ts";
import type { Inquiry } from "./inquiry.ts";
import { isOffered } from "./link-offer.ts";
import { momentOf } from "./moment-of.ts";
import { inquiryForReminding } from "./reminding-inquiry.ts";
import type { Session } from "./session.ts";
import type { Moment } from "./turn.ts";

/**
 * What the host has to look up or do before the transition of this event; it hands the finding in with the
 * event. Asked only where the transition will use it.
 */
export function inquiryOf(before: Session, event: PersonEvent, content: Content): Inquiry | undefined {
  const { session, moment } = momentOf(before, event, content);
  const action = actionMeant(session, event, moment);
  if (action === undefined || !mayDo(session, action, moment.content)) return undefined;
  return inquiryFor(action, session, moment);
}

function inquiryFor(action: Action, { wait }: Session, moment: Moment): Inquiry | undefined {
  const membership = moment.membership ?? null;
  switch (action.do) {
    case "link_code":
      return { type: "check_code", code: action.code };
    case "link_confirm":
      return isOffered(wait, action.offer) ? { type: "redeem_code", ticket: wait.ticket } : undefined;
    case "unlink_confirm":
      return wait.for === "unlink" ? { type: "unlink" } : undefined;
    case "page":
      return mayOpen(action.page, membership) ? { type: "web_page", page: action.page } : undefined;
    case "team":
    case "team_own": {
      const unit = ownTeam(membership);
      return unit === undefined ? undefined : { type: "team", unit };
    }
    case "team_unit":
    case "team_units":
    case "team_dimensions":
    case "team_dimension":
    case "team_groups":
    case "team_compare":
      return isReader(membership) ? { type: "team", unit: action.unit } : undefined;
    default:
      return isHr(membership) ? inquiryForHr(action, moment) : undefined;
  }
}

function inquiryForHr(action: Action, moment: Moment): Inquiry | undefined {
  switch (action.do) {
    case "progress":
    case "remind":
      return { type: "progress", unit: WHOLE_ORGANISATION };
    case "progress_unit":
    case "progress_units":
    case "remind_units":
    case "remind_unit":
    case "remind_send":
    case "remind_run":
    case "remind_stop_ask":
    case "remind_steer":
      return inquiryForReminding(action, moment);
    default:
      return undefined;
  }
}

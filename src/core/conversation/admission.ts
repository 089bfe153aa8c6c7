import type { Content } from "../content.ts";
import type { Action } from "./action.ts";
import { acceptedForOrganisation } from "./content-for.ts";
import type { PersonEvent } from "./event.ts";
import type { Session } from "./session.ts";

/** Whether the current privacy notice must be accepted before anything else. */
export function lacksNotice({ notice }: Session, content: Content): boolean {
  return notice?.version !== content.notice.version;
}

/** Whether this server wants everybody to be linked to an organisation and the person is not. */
export function lacksLink({ member }: Session, { operator }: Content): boolean {
  return member === null && !operator.selfRegistration;
}

/** What concerns the person's own data, link, reminders and way of reading is always possible. */
const ALWAYS: readonly Action["do"][] = [
  "read_notice",
  "language",
  "language_menu",
  "help",
  "my_data",
  "export",
  "erase",
  "erase_sure",
  "erase_now",
  "plain_text",
  "link",
  "link_code",
  "link_confirm",
  "unlink",
  "unlink_confirm",
  "cancel",
  "stop_reminders",
  "stop_round",
  "stop_always",
  "allow_reminders",
  "snooze",
];

/** Whether an action may be done now, before a link or a notice that is still missing. */
export function mayDo(session: Session, action: Action, content: Content): boolean {
  if (ALWAYS.includes(action.do) || isOwnDataPage(action)) return true;
  if (lacksLink(session, content)) return false;
  return !lacksNotice(session, content) || isAllowedBeforeNotice(session, action);
}

function isOwnDataPage(action: Action): boolean {
  return action.do === "page" && action.page === "my_data";
}

/**
 * An answer to a card of an assessment begun under an earlier notice is kept, then the notice is asked. It would
 * count for the organisation, so it is not kept before that organisation's notice was ever accepted.
 */
function isAllowedBeforeNotice(session: Session, action: Action): boolean {
  if (action.do === "rate" || action.do === "stand") {
    return acceptedForOrganisation(session) && session.assessment?.id === action.assessment;
  }
  return action.do === "accept" || action.do === "decline";
}

/** Whom the notice of an organisation has to name cannot be found out at the moment. */
export function isControllerUnknown(
  { member }: Session,
  { membership, finding }: Pick<PersonEvent, "membership" | "finding">,
): boolean {
  return member !== null && membership === undefined && finding?.type !== "redeem_code";
}

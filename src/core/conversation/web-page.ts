import { isReader, mayOpen } from "./access.ts";
import type { WebPage } from "./inquiry.ts";
import type { Session } from "./session.ts";
import { type Moment, offer, quietTurn, say, sayText, sayUnavailable, type Turn, voiceOf } from "./turn.ts";
import { peopleCard, peopleChoices } from "./views/people-view.ts";

/** What HR officers do about people, each on a page of its own. */
export function showPeople(session: Session, moment: Moment): Turn {
  const voice = voiceOf(session, moment.content);
  if (moment.membership === undefined) return sayUnavailable(session, moment);
  if (!mayOpen("people", moment.membership)) {
    const id = isReader(moment.membership) ? "people.not_for_managers" : "people.not_allowed";
    return sayText(quietTurn(session), voice.text(id));
  }
  return offer(say(quietTurn(session), peopleCard(voice)), peopleChoices(voice));
}

/** The link to a page in the browser. */
export function showPageLink(session: Session, page: WebPage, moment: Moment): Turn {
  const { finding, membership } = moment;
  const voice = voiceOf(session, moment.content);
  const turn = quietTurn(session);
  if (membership !== undefined && !mayOpen(page, membership)) {
    return sayText(turn, voice.text("people.not_allowed"));
  }
  if (finding?.type !== "web_page") return sayUnavailable(session, moment);
  if (finding.url === null) return sayText(turn, voice.text("page.none"));
  const params = { url: finding.url, minutes: finding.validMinutes, page: voice.text(`page.${page}`) };
  return sayText(turn, voice.text("page.link", params));
}

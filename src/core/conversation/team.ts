import type { Membership } from "../people/membership.ts";
import type { TeamView } from "../team/team-view.ts";
import { isReader, mayRead, ownTeam } from "./access.ts";
import type { TeamAction } from "./action.ts";
import type { Choice } from "./choices.ts";
import type { ChatNote } from "./effect.ts";
import type { OutgoingMessage } from "./message.ts";
import type { Session } from "./session.ts";
import {
  effect,
  type Moment,
  offer,
  quietTurn,
  say,
  sayText,
  sayUnavailable,
  type Turn,
  voiceOf,
} from "./turn.ts";
import { ownTeamsCard, ownTeamsChoices } from "./views/own-teams-view.ts";
import { teamCompareChoices, teamCompareMessage } from "./views/team-comparison.ts";
import {
  teamDimensionChoices,
  teamDimensionMessages,
  teamGroupsChoices,
  teamGroupsMessages,
} from "./views/team-details.ts";
import {
  teamDimensionsChoices,
  teamDimensionsMessage,
  teamUnitsChoices,
  teamUnitsMessage,
} from "./views/team-lists.ts";
import { teamChoices, teamMessages } from "./views/team-views.ts";
import type { Voice } from "./voice.ts";

/** "Team": the one the person manages, a choice where there are several, the whole organisation for HR. */
export function showOwnTeam(session: Session, moment: Moment, page = 1): Turn {
  const { membership, finding } = moment;
  const voice = voiceOf(session, moment.content);
  if (membership === undefined) return sayUnavailable(session, moment);
  if (!isReader(membership)) return sayText(quietTurn(session), voice.text("team.not_allowed"));
  const unit = ownTeam(membership);
  if (unit === undefined) {
    const { manages } = membership;
    const asked = say(quietTurn(session), ownTeamsCard(manages, page, voice));
    return offer(asked, ownTeamsChoices(manages, page, voice));
  }
  if (finding?.type !== "team") return sayUnavailable(session, moment);
  return show(session, { do: "team_unit", unit }, finding.view, membership, moment);
}

/**
 * What a button under a summary leads to. A button for a team the person may not read was made up or is from
 * before a change of roles: it answers nothing and is on record.
 */
export function showTeam(session: Session, action: TeamAction, moment: Moment): Turn {
  const { membership, finding, content } = moment;
  if (membership === undefined) return sayUnavailable(session, moment);
  if (membership === null)
    return sayText(quietTurn(session), voiceOf(session, content).text("team.not_allowed"));
  if (!isReader(membership)) return refuse(session, action.unit, membership, moment);
  if (finding?.type !== "team") return sayUnavailable(session, moment);
  return show(session, action, finding.view, membership, moment);
}

function show(
  session: Session,
  action: TeamAction,
  view: TeamView | null,
  membership: Membership,
  moment: Moment,
): Turn {
  if (view === null || !mayRead(membership, view)) return refuse(session, action.unit, membership, moment);
  const { messages, choices } = shown(action, view, membership, voiceOf(session, moment.content));
  const seen = noted(quietTurn(session), "team_view", view.unit.id, membership, moment);
  return offer(say(seen, ...messages), choices);
}

/** What is said, and what may be typed after it by its number. */
interface Shown {
  readonly messages: readonly OutgoingMessage[];
  readonly choices: readonly Choice[];
}

function shown(action: TeamAction, view: TeamView, membership: Membership, voice: Voice): Shown {
  const [, above] = view.path;
  const mayGoUp = above !== undefined && mayRead(membership, { path: view.path.slice(1) });
  const options = { organisation: voice.of(membership.organisation.name), mayGoUp };
  switch (action.do) {
    case "team_unit":
      return { messages: teamMessages(view, options, voice), choices: teamChoices(view, options, voice) };
    case "team_units":
      return {
        messages: [teamUnitsMessage(view, action.page, options, voice)],
        choices: teamUnitsChoices(view, action.page, options, voice),
      };
    case "team_dimensions":
      return {
        messages: [teamDimensionsMessage(view, voice)],
        choices: teamDimensionsChoices(view, voice),
      };
    case "team_dimension":
      return {
        messages: teamDimensionMessages(view, action.dimension, voice),
        choices: teamDimensionChoices(view, voice),
      };
    case "team_groups":
      return { messages: teamGroupsMessages(view, voice), choices: teamGroupsChoices(view, voice) };
    case "team_compare":
      return { messages: [teamCompareMessage(view, voice)], choices: teamCompareChoices(view, voice) };
    default:
      return action satisfies never;
  }
}

function refuse(session: Session, unit: string, membership: Membership, moment: Moment): Turn {
  return noted(quietTurn(session), "team_refused", unit, membership, moment);
}

function noted(
  turn: Turn,
  action: ChatNote["action"],
  unit: string,
  { organisation, member }: Membership,
  { id: eventId }: Moment,
): Turn {
  const note = { eventId, action, organisation: organisation.id, member, detail: { unit } };
  return effect(turn, { type: "note_audit", note });
}

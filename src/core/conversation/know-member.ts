import type { Membership } from "../people/membership.ts";
import { acceptedForOrganisation } from "./content-for.ts";
import type { LinkedMember, Role, Session, Wait } from "./session.ts";

/**
 * The session with what is known of the person's place in an organisation. The roster's role takes the place of
 * one that was asked, once the notice of the organisation was accepted; what is being answered keeps the role it
 * was begun with.
 */
export function knowMember(session: Session, membership: Membership | null): Session {
  if (membership === null) return session.member === null ? session : forgetMember(session);
  const member = memberOf(membership);
  const role = acceptedForOrganisation({ ...session, member }) ? roleOf(membership, session) : session.role;
  return { ...session, member, role, wait: waitFor(session.wait, role, member) };
}

/** The session of somebody who belongs to no organisation any more; a role the roster gave goes too. */
export function forgetMember(session: Session): Session {
  const role = session.role?.source === "roster" ? null : session.role;
  const isAsked = role === null && session.wait.for === "role";
  return { ...session, member: null, role, wait: isAsked ? { for: "stage" } : session.wait };
}

function memberOf({ member, organisation, round, role, manages }: Membership): LinkedMember {
  return {
    id: member,
    organisation: organisation.id,
    stage: organisation.stage,
    round: round.id,
    ...(round.questionnaire === undefined ? {} : { questionnaire: round.questionnaire }),
    isManager: manages.length > 0,
    isHr: role === "hr",
  };
}

function roleOf({ organisation: { stage }, group }: Membership, { role }: Session): Role | null {
  if (group === null) return role !== null && role.stage === stage && role.source !== "roster" ? role : null;
  const isSame = role?.source === "roster" && role.stage === stage && role.group === group;
  return isSame ? role : { stage, group, source: "roster" };
}

/** Nobody is asked for what the roster says, nor for their group at another stage than the organisation's. */
function waitFor(wait: Wait, role: Role | null, { stage }: LinkedMember): Wait {
  switch (wait.for) {
    case "stage":
    case "group":
    case "group_tree": {
      if (role?.source === "roster") return { for: "role" };
      return wait.for !== "stage" && wait.stage === stage ? wait : { for: "group", stage };
    }
    case "role":
      return role === null ? { for: "group", stage } : wait;
    default:
      return wait;
  }
}

/** What is asked of somebody whose role is not known: the stage of the organisation is known of members. */
export function askRole({ member }: Session): Wait {
  return member === null ? { for: "stage" } : { for: "group", stage: member.stage };
}

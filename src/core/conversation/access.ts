import type { Membership } from "../people/membership.ts";
import { type TeamView, WHOLE_ORGANISATION } from "../team/team-view.ts";
import type { WebPage } from "./inquiry.ts";

/** Whether somebody reads summaries of any team. */
export function isReader(membership: Membership | null): membership is Membership {
  return membership !== null && (membership.role === "hr" || membership.manages.length > 0);
}

/** The unit "team" means for somebody; undefined for nobody's and where there are several. */
export function ownTeam(membership: Membership | null): string | undefined {
  if (!isReader(membership)) return undefined;
  if (membership.role === "hr") return WHOLE_ORGANISATION;
  return membership.manages.length === 1 ? membership.manages[0]?.id : undefined;
}

/** HR reads their organisation, a manager the units they manage with everything below. */
export function mayRead({ role, manages }: Membership, { path }: Pick<TeamView, "path">): boolean {
  return role === "hr" || path.some((unit) => manages.some(({ id }) => id === unit));
}

/** Whether somebody looks after the people of an organisation. */
export function isHr(membership: Membership | null): membership is Membership {
  return membership?.role === "hr";
}

/** HR keeps the roster; everybody has data of their own. */
export function mayOpen(page: WebPage, membership: Membership | null): boolean {
  return page === "my_data" || membership?.role === "hr";
}

import type { Request, RequestHandler, Response } from "express";
import { mayOpen } from "../core/conversation/access.ts";
import type { WebPage } from "../core/conversation/inquiry.ts";
import type { Membership } from "../core/people/membership.ts";
import type { AuditAction } from "../runner/directory.ts";
import type { LinkGrant } from "../runner/one-time-links.ts";
import { sendMessage } from "./message-page.ts";
import { pageCookie, SESSION_COOKIE } from "./page-cookies.ts";
import { voiceOf } from "./page-voice.ts";
import type { PagesParts } from "./pages-parts.ts";

/** Somebody uses what a link opened, and may. */
export interface Visit {
  readonly session: string;
  readonly grant: LinkGrant;
  /** As it is now; null for somebody who is linked to nobody. */
  readonly membership: Membership | null;
  /** When the request came, epoch ms. */
  readonly at: number;
}

/** A visit of somebody who works for the human resources of their organisation. */
export interface HrVisit extends Visit {
  readonly membership: Membership;
}

/** Why somebody may no longer use a page they have opened. */
export type Refusal = "link_changed" | "organisation_changed" | "role_changed" | "other_page";

/** Answers a request of somebody who may make it. */
export type VisitHandler<V extends Visit = Visit> = (
  visit: V,
  request: Request,
  response: Response,
) => Promise<void> | void;

/** Lets through whoever has opened a link to this page and is still who they were; everybody else is told kindly. */
export function visitorsOf(parts: PagesParts, page: WebPage | "any", handle: VisitHandler): RequestHandler {
  return async (request, response) => {
    const visit = await findVisit(parts, request);
    if (visit === undefined) return sendMessage(response, voiceOf(request), "over", 410);
    const refusal = refusalOf(visit, page);
    if (refusal === undefined) return handle(visit, request, response);
    await refuse(parts, visit, refusal);
    sendMessage(response, voiceOf(request), "refused", 403);
  };
}

/** The same for pages of the human resources office. */
export function hrVisitorsOf(
  parts: PagesParts,
  page: Exclude<WebPage, "my_data">,
  handle: VisitHandler<HrVisit>,
): RequestHandler {
  return visitorsOf(parts, page, (visit, request, response) => {
    const { membership } = visit;
    // For these pages refusalOf has made sure of it.
    if (membership === null) throw new TypeError("somebody without a membership was let in");
    return handle({ ...visit, membership }, request, response);
  });
}

async function findVisit(parts: PagesParts, request: Request): Promise<Visit | undefined> {
  const session = pageCookie(request, SESSION_COOKIE);
  if (session === undefined) return undefined;
  const at = parts.clock.now();
  const grant = await parts.links.grant(session, at);
  if (grant === undefined) return undefined;
  return { session, grant, at, membership: await parts.linking.membership(grant.personId, at) };
}

/** Who has brought the list up to date goes on to give out codes, with the same rights. */
const LEADS_TO: Readonly<Partial<Record<WebPage, WebPage>>> = { roster: "codes" };

/** Why this visit is refused now; undefined when it is not. */
export function refusalOf(
  { grant, membership }: Omit<Visit, "session">,
  page: WebPage | "any",
): Refusal | undefined {
  if ((membership?.member ?? null) !== grant.member) return "link_changed";
  if ((membership?.organisation.id ?? null) !== grant.organisation) return "organisation_changed";
  if (page !== "any" && grant.page !== page && LEADS_TO[grant.page] !== page) return "other_page";
  if (!mayOpen(grant.page, membership)) return "role_changed";
  return undefined;
}

/** Ends a browser session whose owner is no longer who they were, and notes it. */
export async function refuse(
  parts: PagesParts,
  visit: Omit<Visit, "membership">,
  reason: Refusal,
): Promise<void> {
  // Before the note: when only one of the two succeeds, it is this.
  if (reason !== "other_page") {
    await parts.links.end(visit.session);
    await parts.keep.forget(visit.session);
  }
  await note(parts, visit, "page_refused", { reason });
}

/** Keeps in the audit log what somebody sees or does; to be awaited before it is shown or done. */
export function note(
  parts: Pick<PagesParts, "audit">,
  { grant, at }: Pick<Visit, "at" | "grant">,
  action: AuditAction,
  detail: Readonly<Record<string, unknown>>,
  subject: string | null = null,
): Promise<void> {
  const { organisation, page } = grant;
  return parts.audit.append({
    at,
    actor: actorOf(grant),
    action,
    organisation,
    subject,
    detail: { page, ...detail },
  });
}

/** How the audit log names whoever a link was made for; a LINE account that is linked to nobody has no name there. */
export function actorOf({ member }: Pick<LinkGrant, "member">): string {
  return member === null ? "person" : `member:${member}`;
}

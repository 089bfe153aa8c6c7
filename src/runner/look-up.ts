import type { Finding, Inquiry, WebPage } from "../core/conversation/inquiry.ts";
import type { Membership } from "../core/people/membership.ts";
import type { Attempt } from "./fail-fast.ts";
import type { Linking } from "./linking.ts";
import { ONE_TIME_LINK_MS, type OneTimeLinks } from "./one-time-links.ts";
import type { Clock } from "./ports.ts";
import type { TeamSnapshots } from "./team-snapshots.ts";

/** Who asks, and through which event. */
export interface Asker {
  readonly personId: string;
  readonly eventId: string;
  readonly membership: Membership | null;
}

/** What a turn has to know before it can be decided. Both throw UnavailableError. */
export interface LookUp {
  /** The place of a LINE account in its organisation; null when it has none. */
  membership(personId: string): Promise<Membership | null>;
  /** The answer to an inquiry; asked again for the same event it does nothing twice. */
  find(inquiry: Inquiry, asker: Asker): Promise<Finding>;
}

/** Where the answers come from. */
export interface LookUpParts {
  readonly clock: Clock;
  readonly linking: Linking;
  readonly teams: TeamSnapshots;
  readonly oneTimeLinks: OneTimeLinks;
  /** Without a slash at its end; absent when the server has no address people can reach. */
  readonly publicBaseUrl: string | undefined;
  /** Runs every call, so that a store that is away is not asked all the time. */
  readonly attempt: Attempt;
}

/** Path of the pages that one-time links open. */
export const PAGES_PATH = "/p";

const MINUTE_MS = 60_000;

/** Looks things up in the stores. */
export function createLookUp(parts: LookUpParts): LookUp {
  const { clock, linking, attempt } = parts;
  return {
    membership: (personId) => attempt(() => linking.membership(personId, clock.now())),
    find: (inquiry, asker) => attempt(() => find(inquiry, asker, parts)),
  };
}

async function find(inquiry: Inquiry, asker: Asker, parts: LookUpParts): Promise<Finding> {
  const { clock, linking, teams } = parts;
  const { personId, eventId, membership } = asker;
  const now = clock.now();
  switch (inquiry.type) {
    case "check_code":
      return { type: inquiry.type, ...(await linking.check(personId, inquiry.code, eventId, now)) };
    case "redeem_code":
      return { type: inquiry.type, ...(await linking.redeem(personId, inquiry.ticket, now)) };
    case "unlink": {
      const actor = membership === null ? "person" : `member:${membership.member}`;
      return { type: inquiry.type, wasLinked: await linking.unlink(personId, actor, now) };
    }
    case "team": {
      const organisation = membership?.organisation.id;
      const view = organisation === undefined ? null : await teams.view(organisation, inquiry.unit, now);
      return { type: inquiry.type, view };
    }
    case "web_page":
      return { type: inquiry.type, ...(await makeLink(inquiry.page, asker, parts)) };
    default:
      return inquiry satisfies never;
  }
}

/** A link made for a turn that has to be decided again is one nobody gets; it ends by itself. */
async function makeLink(
  page: WebPage,
  { personId, membership }: Asker,
  { clock, oneTimeLinks, publicBaseUrl }: LookUpParts,
): Promise<Omit<Extract<Finding, { type: "web_page" }>, "type">> {
  const validMinutes = ONE_TIME_LINK_MS / MINUTE_MS;
  if (publicBaseUrl === undefined) return { url: null, validMinutes };
  const token = await oneTimeLinks.create({
    page,
    personId,
    member: membership?.member ?? null,
    organisation: membership?.organisation.id ?? null,
    expiresAt: clock.now() + ONE_TIME_LINK_MS,
  });
  return { url: `${publicBaseUrl}${PAGES_PATH}/${token}`, validMinutes };
}

import type { Finding, Inquiry, WebPage } from "../core/conversation/inquiry.ts";
import type { Membership } from "../core/people/membership.ts";
import type { Attempt } from "./fail-fast.ts";
import type { Linking } from "./linking.ts";
import { ONE_TIME_LINK_MS, type OneTimeLinks } from "./one-time-links.ts";
import type { Clock } from "./ports.ts";
import type { ReminderDesk } from "./reminder-desk.ts";
import { runIdOf } from "./run-id.ts";
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
  readonly desk: ReminderDesk;
  readonly oneTimeLinks: OneTimeLinks;
  /** Without a slash at its end; absent when the server has no address people can reach. */
  readonly publicBaseUrl: string | undefined;
  /** Runs every call, so that a store that is away is not asked all the time. */
  readonly attempt: Attempt;
  /** The same for what counts everybody of a round: when that takes too long, everything else is still asked. */
  readonly attemptCount: Attempt;
}

/** Path of the pages that one-time links open. */
export const PAGES_PATH = "/p";

const MINUTE_MS = 60_000;

/** Looks things up in the stores. */
export function createLookUp(parts: LookUpParts): LookUp {
  const { clock, linking, attempt, attemptCount } = parts;
  return {
    membership: (personId) => attempt(() => linking.membership(personId, clock.now())),
    find(inquiry, asker) {
      const by = COUNTING.has(inquiry.type) ? attemptCount : attempt;
      return by(() => find(inquiry, asker, parts));
    },
  };
}

/** What may take long where people are many. */
const COUNTING: ReadonlySet<Inquiry["type"]> = new Set(["progress", "reminder_preview", "reminder_launch"]);

async function find(inquiry: Inquiry, asker: Asker, parts: LookUpParts): Promise<Finding> {
  const { clock, linking, teams, desk } = parts;
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
    case "progress": {
      const view = membership === null ? null : await desk.progress(membership, inquiry.unit, now);
      return { type: inquiry.type, view };
    }
    case "reminder_preview":
    case "reminder_launch":
    case "reminder_run":
    case "reminder_steer":
      return remind(inquiry, asker, parts);
    case "web_page":
      return { type: inquiry.type, ...(await makeLink(inquiry.page, asker, parts)) };
    default:
      return inquiry satisfies never;
  }
}

type Reminding = Extract<
  Inquiry["type"],
  "reminder_preview" | "reminder_launch" | "reminder_run" | "reminder_steer"
>;

/** Starting a run again from the same preview gives the run that was started. */
async function remind(
  inquiry: Extract<Inquiry, { type: Reminding }>,
  { personId, membership }: Asker,
  { clock, desk }: LookUpParts,
): Promise<Finding> {
  if (membership === null) return { type: "unavailable" };
  const { organisation, member } = membership;
  const now = clock.now();
  const actor = `member:${member}`;
  switch (inquiry.type) {
    case "reminder_preview":
      return { type: inquiry.type, ...(await desk.preview(organisation, inquiry.unit, now)) };
    case "reminder_launch": {
      const { unit, atMost } = inquiry;
      const id = runIdOf([organisation.id, member, unit, inquiry.at].join("|"));
      const order = { id, organisation: organisation.id, unit, step: `chat-${id}`, atMost, at: now };
      const launched = await desk.launch({ ...order, actor: { name: actor, reporter: personId } });
      return { type: inquiry.type, ...launched };
    }
    case "reminder_run":
      return { type: inquiry.type, run: await desk.run(organisation.id, inquiry.run) };
    case "reminder_steer": {
      const steered = await desk.steer(organisation.id, inquiry.run, inquiry.steering, actor, now);
      return { type: inquiry.type, ...steered };
    }
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

import type { Content } from "../core/content.ts";
import type { AuditLog, Directory } from "../runner/directory.ts";
import type { Linking } from "../runner/linking.ts";
import type { OneTimeLinks } from "../runner/one-time-links.ts";
import type { Clock, Log } from "../runner/ports.ts";
import type { ReminderRuns, ReminderSchedules } from "../runner/reminders.ts";
import type { Rounds } from "../runner/rounds.ts";
import type { PageKeep } from "./page-keep.ts";

/** What the web pages need. */
export interface PagesParts {
  readonly links: OneTimeLinks;
  readonly linking: Pick<Linking, "issueCodes" | "membership" | "unlinkMember">;
  readonly rounds: Pick<Rounds, "close" | "countMeant" | "current" | "list" | "open" | "standings">;
  readonly runs: Pick<ReminderRuns, "progress">;
  readonly schedules: Pick<ReminderSchedules, "add" | "list" | "remove">;
  readonly directory: Pick<
    Directory,
    "importRoster" | "members" | "membersWith" | "rosterRevision" | "units"
  >;
  readonly audit: Pick<AuditLog, "append">;
  /** Everything that is stored about the person of a LINE account; see PersonExport. */
  readonly exportPerson: (personId: string) => Promise<unknown>;
  /** Files and codes kept between two pages; to be closed by whoever made it. */
  readonly keep: PageKeep;
  /** Official names, and the words of the chat for answers. */
  readonly content: Content;
  readonly clock: Clock;
  readonly log: Log;
  /** Where people reach this server (PUBLIC_BASE_URL), without a path. */
  readonly publicBaseUrl: string;
  /** The LINE account's basic id, with its "@"; without it QR codes hold the link code alone. */
  readonly lineBasicId: string | undefined;
  /** Requests one IP address may make in a minute; MOST_REQUESTS_A_MINUTE unless given. */
  readonly requestsPerMinute?: number | undefined;
}

import type { Localized } from "../language.ts";
import type { Membership } from "../people/membership.ts";
import type {
  LaunchOutcome,
  PreviewOutcome,
  ProgressView,
  ReminderRun,
  Steering,
} from "../reminder/reminder.ts";
import type { TeamView } from "../team/team-view.ts";

/** Pages in the browser that a link from the chat opens once. */
export const WEB_PAGES = ["roster", "codes", "people", "my_data", "rounds", "progress"] as const;

/** @see WEB_PAGES */
export type WebPage = (typeof WEB_PAGES)[number];

/**
 * What has to be looked up, or done once, before a turn can be decided. Asking again for the same event gives
 * the same and does nothing twice.
 */
export type Inquiry =
  /** Whose code is it? A wrong one counts against the LINE account. */
  | { readonly type: "check_code"; readonly code: string }
  /** Links the account; `ticket` is what `check_code` gave. */
  | { readonly type: "redeem_code"; readonly ticket: string }
  | { readonly type: "unlink" }
  /** What is published of a unit; "" is the whole organisation. */
  | { readonly type: "team"; readonly unit: string }
  | { readonly type: "web_page"; readonly page: WebPage }
  /** How the current round gets on in a unit; "" is the whole organisation. */
  | { readonly type: "progress"; readonly unit: string }
  | { readonly type: "reminder_preview"; readonly unit: string }
  /**
   * Starts sending to no more people than were promised, once a preview: `at` is when that was made, in epoch
   * seconds. Its button tapped twice starts nothing twice.
   */
  | {
      readonly type: "reminder_launch";
      readonly unit: string;
      readonly atMost: number;
      readonly at: number;
    }
  | { readonly type: "reminder_run"; readonly run: string }
  | { readonly type: "reminder_steer"; readonly run: string; readonly steering: Steering };

/** What an inquiry found. */
export type Finding =
  | ({ readonly type: "check_code" } & CodeCheck)
  | ({ readonly type: "redeem_code" } & CodeRedemption)
  | { readonly type: "unlink"; readonly wasLinked: boolean }
  /** Null when there is no such unit in the organisation. */
  | { readonly type: "team"; readonly view: TeamView | null }
  /** Null when this server has no address of its own (PUBLIC_BASE_URL). */
  | { readonly type: "web_page"; readonly url: string | null; readonly validMinutes: number }
  /** Null when there is no such unit in the organisation. */
  | { readonly type: "progress"; readonly view: ProgressView | null }
  | ({ readonly type: "reminder_preview" } & PreviewOutcome)
  | ({ readonly type: "reminder_launch" } & LaunchOutcome)
  /** Null when there is no such run in the organisation. */
  | { readonly type: "reminder_run"; readonly run: ReminderRun | null }
  /** The run as it is now; `isChanged` is false where it was too late or is done already. */
  | { readonly type: "reminder_steer"; readonly run: ReminderRun | null; readonly isChanged: boolean }
  /** The records cannot be reached at the moment; nothing was done. */
  | { readonly type: "unavailable" };

/** Whose code it is. */
export type CodeCheck =
  | {
      readonly status: "found";
      /** Names the code from now on; nobody can type it. */
      readonly ticket: string;
      /** Partly masked. */
      readonly name: string;
      readonly organisation: Localized;
      /** Whether the person is linked to another LINE account, which the new link will replace. */
      readonly replaces: boolean;
    }
  | { readonly status: "wrong"; readonly triesLeft: number }
  | { readonly status: "expired" | "used" }
  /** Epoch ms. */
  | { readonly status: "locked"; readonly until: number };

/** How linking went. */
export type CodeRedemption =
  | { readonly status: "linked"; readonly membership: Membership }
  | { readonly status: "expired" | "used" };

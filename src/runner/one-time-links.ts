import type { WebPage } from "../core/conversation/inquiry.ts";

/** How long a link may be opened, and how long what it opens may be used. */
export const ONE_TIME_LINK_MS = 15 * 60 * 1_000;

/** For whom and what a link was made. */
export interface LinkGrant {
  readonly page: WebPage;
  /** The LINE account it was made for. */
  readonly personId: string;
  /** The member at that time; null for somebody who is linked to nobody. */
  readonly member: string | null;
  readonly organisation: string | null;
  /** Epoch ms; both the link and what it opened end then. */
  readonly expiresAt: number;
}

/** Links that can be opened once. Only hashes of their tokens are kept. All methods throw UnavailableError. */
export interface OneTimeLinks {
  /** The token of a new link. */
  create(grant: LinkGrant): Promise<string>;
  /**
   * Uses the link up and starts a browser session that ends when the link does; undefined when there is no such
   * link, it is too old or was opened before.
   */
  open(
    token: string,
    at: number,
  ): Promise<{ readonly session: string; readonly grant: LinkGrant } | undefined>;
  /** What a browser session was opened for; undefined when there is none or it is over. */
  grant(session: string, at: number): Promise<LinkGrant | undefined>;
  /** Ends a browser session. */
  end(session: string): Promise<void>;
  /** Deletes what is over; returns how many. */
  eraseExpired(at: number): Promise<number>;
}

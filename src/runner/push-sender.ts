import type { OutgoingMessage } from "../core/conversation/message.ts";

/** How one attempt to push went. */
export type PushAttempt =
  /** Accepted now, or by an earlier attempt with the same retry key (409). */
  | "accepted"
  /** Certainly not accepted: it never left, or LINE takes nothing from this channel at the moment. */
  | "not_accepted"
  /** Too many calls at the moment. */
  | "rate_limited"
  /** Of one kind or another: too many messages to this person, or another request with this key is under way. */
  | "try_later"
  /** The account's messages of the month are used up. */
  | "quota_reached"
  /** LINE will never take it: no such person, or a message it refuses. */
  | "refused"
  /** A time-out or an error of LINE's own: it may have been accepted. */
  | "unclear";

/** Pushes messages one attempt at a time; who calls decides about the next one. Never rejects. */
export interface PushSender {
  /** The messages as LINE takes them, JSON; each is valid. Undefined when nothing of them can be shown. */
  render(messages: readonly OutgoingMessage[]): string | undefined;
  /**
   * One attempt.
   * @param push.retryKey UUID, the same for every attempt of the same body
   * @param push.unitTag LINE counts who saw it by this
   */
  push(push: {
    readonly personId: string;
    readonly body: string;
    readonly retryKey: string;
    readonly unitTag: string;
    readonly timeoutMs: number;
  }): Promise<PushAttempt>;
}

/** What LINE tells of the account. */
export interface ChannelFigures {
  /** This month's quota; undefined when LINE does not say at the moment. */
  quota(): Promise<{ readonly limit: number | null; readonly used: number } | undefined>;
  /**
   * How many people saw messages of a unit between two days (`YYYYMMDD`, Japan's); null when LINE does not tell.
   */
  seenBy(unitTag: string, from: string, to: string): Promise<number | null>;
}

/** Keeps to a rate, all workers of an account together. */
export interface RateLimiter {
  /** The most that `take` ever allows in one go. */
  readonly atOnce: number;
  /** How long to wait before `count` calls, at most {@link atOnce}, may be made, ms; 0 when they may be made now, and are counted. */
  take(count: number): Promise<number>;
  /** Nobody gets anything for a while. */
  hold(durationMs: number): Promise<void>;
}

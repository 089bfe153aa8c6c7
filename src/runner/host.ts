import type { Content } from "../core/content.ts";
import type { LookUp } from "./look-up.ts";
import type { Clock, Inbox, Log, MessagingGateway, Meter, Records, SessionStore } from "./ports.ts";

/** Everything a turn needs from outside the core. */
export interface Host {
  readonly clock: Clock;
  readonly content: Content;
  readonly sessions: SessionStore;
  readonly records: Records;
  readonly lookUp: LookUp;
  readonly inbox: Inbox;
  readonly gateway: MessagingGateway;
  readonly log: Log;
  readonly meter: Meter;
  /** Whether an answer whose reply token has gone is pushed (which costs quota) instead of waiting. */
  readonly pushLateAnswers: boolean;
}

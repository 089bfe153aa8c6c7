import type { Assessment } from "../core/assessment/assessment.ts";
import type { AssessmentResult } from "../core/assessment/result.ts";
import type { AssessmentStatus, Effect, PersonSnapshot } from "../core/conversation/effect.ts";
import type { OutgoingMessage } from "../core/conversation/message.ts";
import type { Session } from "../core/conversation/session.ts";
import type { InboundEvent } from "./inbound-event.ts";

/** Tells the time; tests and the demo move it. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
}

/**
 * A store or service cannot be reached at the moment. Nothing is wrong with the work itself: it waits
 * and is tried again, and is never counted against the event.
 */
export class UnavailableError extends Error {
  readonly code = "UNAVAILABLE";
  /** @param what names the store or service, e.g. "redis"; never an address with a password */
  constructor(what: string, cause?: unknown) {
    super(`${what} cannot be reached`, { cause });
    this.name = "UnavailableError";
  }
}

/** An answer that is committed but not yet fully delivered, kept with the state it belongs to. */
export interface PendingTurn {
  readonly eventId: string;
  readonly replyToken: string | null;
  /** Instant after which the reply token is certainly worthless, epoch ms. */
  readonly replyUntil: number;
  /** Still to be sent; empty when settled. */
  readonly messages: readonly OutgoingMessage[];
  /** Still to be applied to the records; empty when applied. */
  readonly effects: readonly Effect[];
  /** The revision the effects belong to: records keep the highest. */
  readonly revision: number;
  /** True when the reply token is known to be gone: the messages lead the next reply. */
  readonly waiting: boolean;
  /** True when LINE answered an attempt with an error of its own: it may have accepted it all the same. */
  readonly unsure?: boolean;
}

/** A person's session with what makes turns exactly-once. */
export interface StoredSession {
  /** Grows by one with every commit; 1 is the first. */
  readonly revision: number;
  readonly session: Session;
  /** Of the events processed those that happened last, oldest first. */
  readonly recentEvents: readonly { readonly id: string; readonly at: number }[];
  readonly pending: readonly PendingTurn[];
}

/** How long a session nobody uses is kept, 90 days. */
export const SESSION_LIFETIME_MS = 90 * 24 * 60 * 60 * 1_000;

/** Sessions by person. Entries nobody used for SESSION_LIFETIME_MS go by themselves. */
export interface SessionStore {
  /**
   * The stored value as it was committed (any JSON: the caller migrates it), or undefined when there is
   * none. Throws UnavailableError.
   */
  load(personId: string): Promise<unknown>;
  /**
   * Atomic compare-and-set: stores `next` only if the stored revision is `expectedRevision` (0 = nothing
   * stored). Durable when it resolves true; false means somebody else was faster. Refreshes the TTL.
   * Throws UnavailableError, after which it may or may not have been stored.
   */
  commit(personId: string, expectedRevision: number, next: StoredSession): Promise<boolean>;
  /** Removes the session; nothing happens when there is none. */
  remove(personId: string): Promise<void>;
}

/** An event taken from the inbox by one worker. */
export interface ClaimedEvent {
  /** The inbox's own id of the entry. */
  readonly entryId: string;
  /** How often working on it has failed so far (not counting unavailability). */
  readonly failures: number;
  readonly event: InboundEvent;
}

/** An event that failed for good. */
export interface DeadLetter {
  readonly entryId: string;
  readonly event: InboundEvent;
  /** Class and code of the error; never what people wrote. */
  readonly reason: string;
  /** Epoch ms. */
  readonly deadAt: number;
}

/** The durable queue between webhook and workers. All methods throw UnavailableError. */
export interface Inbox {
  /** All or nothing; durable when it resolves. Order within one call is kept. */
  append(events: readonly InboundEvent[]): Promise<void>;
  /**
   * Up to `count` events for this worker: those released or claimed longer than `staleAfterMs` ago by
   * anybody first, then new ones. Waits up to `waitMs` for one to arrive; empty when none did.
   */
  claim(options: {
    readonly worker: string;
    readonly count: number;
    readonly staleAfterMs: number;
    readonly waitMs: number;
  }): Promise<readonly ClaimedEvent[]>;
  /** The work is done: the entries are deleted. */
  acknowledge(entryIds: readonly string[]): Promise<void>;
  /** Puts a claimed event back; it may be claimed again after `retryAfterMs`. With `failed` its failures grow by one. */
  release(
    entryId: string,
    options: { readonly retryAfterMs: number; readonly failed: boolean },
  ): Promise<void>;
  /** Moves a claimed event to the dead letters, atomically. */
  bury(entryId: string, reason: string, deadAt: number): Promise<void>;
  /** Oldest first. */
  deadLetters(limit: number): Promise<readonly DeadLetter[]>;
  /** Puts a dead letter back as a fresh event; false when there is none of that id. */
  replay(entryId: string): Promise<boolean>;
  /** Deletes every event that carries this message (LINE's unsend), processed or not; returns how many. */
  eraseMessage(messageId: string): Promise<number>;
  /**
   * Deletes every event of a person received before the instant, processed or not, dead or alive, except those
   * with the id `exceptEventId`; returns how many.
   */
  erasePerson(personId: string, exceptEventId: string, before: number): Promise<number>;
  /** Deletes everything received before the instant, processed or not, dead or alive; returns how many. */
  eraseBefore(instant: number): Promise<number>;
  /** How many events wait (claimed ones included) and how many are dead. */
  depth(): Promise<{ readonly waiting: number; readonly dead: number }>;
  /** Lets a `claim` that is waiting return at once, for a graceful stop. */
  wake(): void;
}

/** A person as the records have them. */
export interface PersonRecord extends PersonSnapshot {
  readonly personId: string;
  /** Revision of the session this was taken from. */
  readonly revision: number;
}

/** An assessment as the records have it. */
export interface AssessmentRecord {
  readonly personId: string;
  readonly status: AssessmentStatus;
  readonly assessment: Assessment;
  readonly result: AssessmentResult | null;
  /** Revision of the session this was taken from. */
  readonly revision: number;
}

/** The lasting records. All methods throw UnavailableError. */
export interface Records {
  /**
   * Applies the effects of one person in one transaction. Rows remember `revision` and an older one never
   * overwrites a newer, so applying twice or out of order changes nothing. What was saved up to the revision of
   * an `erase_person` counts no more, even if it arrives later.
   */
  apply(personId: string, revision: number, effects: readonly Effect[], at: number): Promise<void>;
  /** What a lost session can be rebuilt from, assessments latest start first; undefined for a stranger. */
  loadPerson(
    personId: string,
  ): Promise<
    { readonly person: PersonRecord; readonly assessments: readonly AssessmentRecord[] } | undefined
  >;
  /**
   * Up to which revision everything of the person was erased, 0 when nothing ever was. A session that is built
   * anew must go on above it, or what it saves is ignored.
   */
  erasedUpTo(personId: string): Promise<number>;
}

/** How a reply went. */
export type ReplyOutcome =
  /** LINE accepted it. */
  | "delivered"
  /** LINE says the token is not valid: expired, or used before. */
  | "token_gone"
  /** LINE refused the messages and their plain-text fallback alike; logged, never retried. */
  | "refused"
  /** Certainly not accepted (refused connection, 429) until the deadline. */
  | "failed"
  /** Not accepted until the deadline as far as LINE said, but among its answers was an error of its own (5xx). */
  | "unsure"
  /** A call timed out or broke after it was sent: it may have been accepted. */
  | "ambiguous";

/** How a push went. */
export type PushOutcome = "delivered" | "refused" | "quota_reached" | "failed" | "ambiguous";

/** The way back to people. Never throws for what the platform answers. */
export interface MessagingGateway {
  /**
   * Sends at most five messages with a reply token, retrying with the same token what may be retried
   * until `deadlineAt` (epoch ms).
   */
  reply(replyToken: string, messages: readonly OutgoingMessage[], deadlineAt: number): Promise<ReplyOutcome>;
  /** Sends without a token, with a retry key (UUID) so that a repeated call is accepted once. */
  push(
    personId: string,
    messages: readonly OutgoingMessage[],
    retryKey: string,
    deadlineAt: number,
  ): Promise<PushOutcome>;
  /** Shows the loading animation in a 1:1 chat; trouble is swallowed. */
  showLoading(personId: string, seconds: number): Promise<void>;
}

/** A recurring piece of work. Handlers are idempotent: a killed run happens again. */
export interface RecurringJob {
  /** `[a-z-]+` */
  readonly name: string;
  readonly everyMs: number;
  run(): Promise<void>;
}

/** Timed work, shared by all processes: one run per due time, whoever runs it. */
export interface JobRunner {
  /** Begins to run the jobs; a changed interval takes effect, jobs no longer listed are dropped. */
  start(jobs: readonly RecurringJob[]): Promise<void>;
  /** Finishes what is running. */
  stop(): Promise<void>;
}

/** Whether something the service needs is there. */
export interface HealthCheck {
  /** Shown by /readyz, e.g. "redis". */
  readonly name: string;
  /** Resolves when all is well; rejects with a short reason otherwise. */
  check(): Promise<void>;
}

/** Where noteworthy things go. Fields never hold secrets, tokens or what people wrote. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Counts what happens, for the operator; never slows or breaks the work. */
export interface Meter {
  /** An event left the worker. */
  eventHandled(outcome: "done" | "later" | "failed" | "dead", ms: number): void;
  /** A reply was tried. */
  replied(outcome: ReplyOutcome): void;
}

/*
 * The log of a chaos run: JSON Lines, each written before anything follows from it. `at` is always the real time of
 * the driver, epoch ms, and never goes back; the service's own time is moved (see ClockEntry). Types only, so that the
 * verdict may read them without running anything of the driver.
 */

/** The first line. */
export interface RunEntry {
  readonly kind: "run";
  readonly at: number;
  readonly seed: number;
  /** LINE user ids of everybody who plays. */
  readonly people: readonly string[];
  /** The mistake put in on purpose; null in an honest run. */
  readonly bug: string | null;
}

/** An event of a person as it stood in a webhook. */
export interface LoggedEvent {
  /** webhookEventId, the same on every delivery. */
  readonly id: string;
  /** LINE user id. */
  readonly person: string;
  /** When it happened by the stand-in's clock, which is moved together with the service's; epoch ms. */
  readonly timestamp: number;
  /** LINE's: "follow", "postback", "message", ... */
  readonly type: string;
  /** Of a postback, e.g. `rate|E0004|DLit100|2`. */
  readonly data?: string;
  /** Of a text message. */
  readonly text?: string;
  /** The reply token; the same on every delivery. */
  readonly token?: string;
  /** As LINE marks it in deliveryContext. */
  readonly redelivery: boolean;
}

/**
 * One POST to a web process, written when its answer came or it was clear that none comes. Several lines of one event
 * are several deliveries.
 */
export interface WebhookEntry {
  readonly kind: "webhook";
  readonly at: number;
  /** When the POST was begun, real epoch ms. */
  readonly sentAt: number;
  /** Counts the POSTs of a run. */
  readonly post: number;
  /** Which web process, e.g. "web-1". */
  readonly to: string;
  readonly events: readonly LoggedEvent[];
  /**
   * HTTP status the web process answered, whether or not LINE got to see it; 0 when no answer came (killed, cut, timed
   * out): then it may have taken the events all the same. What was answered 200 it must never lose.
   */
  readonly status: number;
}

/** One call to LINE's API as the stand-in saw it; calls while LINE is cut off are never seen. */
export interface CallEntry {
  readonly kind: "call";
  readonly at: number;
  /** "reply", "push", "loading", or method and path of anything else. */
  readonly endpoint: string;
  /** LINE user id, also of calls that failed; null where the call is about nobody. */
  readonly person: string | null;
  /** Of a reply. */
  readonly token?: string;
  /** Of a push. */
  readonly retryKey?: string;
  /** HTTP status answered; 0 = left unanswered on purpose. */
  readonly status: number;
  /** LINE did it: the messages are in the person's chat, whatever was answered. */
  readonly accepted: boolean;
  /** Why it was not accepted: "invalid_reply_token", "rate_limit", "fault", "invalid_request", ... */
  readonly reason?: string;
  /** As they were sent, LINE message objects; of a call that failed as well ([] when it hung). */
  readonly messages: readonly Readonly<Record<string, unknown>>[];
}

/**
 * A worker took up an entry of the inbox: written by the worker itself, before it did anything about it. Like all that
 * processes write themselves it may stand a few lines off; its instant is right.
 */
export interface ClaimEntry {
  readonly kind: "claim";
  readonly at: number;
  /** The service's time, epoch ms. */
  readonly now: number;
  readonly pid: number;
  /** The inbox's id; an event delivered twice may have two entries. */
  readonly entry: string;
  /** webhookEventId. */
  readonly event: string;
}

/** A worker put an entry back, or had done with it; missing when it was killed before. */
export interface ReleaseEntry {
  readonly kind: "release";
  readonly at: number;
  readonly pid: number;
  readonly entry: string;
}

/**
 * A reply or push whose answer the process of the service did not get, or not before the time it had for it was over:
 * it cannot know what became of the call, which LINE may or may not have seen. Where `why` says that there was no
 * connection it does know: nothing did.
 */
export interface UnheardEntry {
  readonly kind: "unheard";
  readonly at: number;
  readonly pid: number;
  readonly endpoint: "reply" | "push";
  /** The reply token or the retry key. */
  readonly address: string;
  /** As they were sent, LINE message objects. */
  readonly messages: CallEntry["messages"];
  /** "not connected", or how it ended: code of the network's error ("ECONNRESET", ...), "DEADLINE", "closed". */
  readonly why: string;
}

/** Everything that was made to go wrong, one line each. Counted as they stand here. */
export interface FaultEntry {
  readonly kind: "fault";
  readonly at: number;
  /** See FAULT_KINDS in fault-kinds.ts. */
  readonly what: string;
  /** E.g. which process (with its pid) or how long. */
  readonly detail?: string;
}

/** The clock of all processes and of the stand-in was moved forward. */
export interface ClockEntry {
  readonly kind: "clock";
  readonly at: number;
  /** The service's time after the move, epoch ms. Real time + all moves so far. */
  readonly now: number;
}

/** What a player did or came to, beyond the events of the webhook. */
export interface PlayerEntry {
  readonly kind: "player";
  readonly at: number;
  readonly person: string;
  /**
   * "corrected": tapped another level on an older card while a question was open; "twice": tapped twice quickly;
   * "nudged": nothing came, so typed or tapped again; "finished": has the result in front of them; "gave_up": the run's
   * patience ended before.
   */
  readonly what: "corrected" | "twice" | "nudged" | "finished" | "gave_up";
  readonly detail?: string;
}

/** Milestones of the run. */
export interface PhaseEntry {
  readonly kind: "phase";
  readonly at: number;
  /**
   * "calm": no more faults from here on; "drained": inbox and pending are empty and nothing is on its way;
   * "not_drained": they were not when the patience ended; "stopped": all processes have ended gracefully;
   * "killed_at_end": one had to be killed.
   */
  readonly what: "calm" | "drained" | "not_drained" | "stopped" | "killed_at_end";
  readonly detail?: string;
}

/** A line of the log. */
export type LogEntry =
  | RunEntry
  | WebhookEntry
  | CallEntry
  | ClaimEntry
  | ReleaseEntry
  | UnheardEntry
  | FaultEntry
  | ClockEntry
  | PlayerEntry
  | PhaseEntry;

/** A rule that was broken. */
export interface Problem {
  /** LINE user id; null when it is about the run. The driver prints their trace. */
  readonly person: string | null;
  /** In plain words. */
  readonly what: string;
}

/** What verdict.ts prints as JSON; it exits with 0 when `ok` and with 1 when not. */
export interface Verdict {
  readonly ok: boolean;
  /** Some of them when there are many. */
  readonly problems: readonly Problem[];
  /** All of them. */
  readonly problemCount: number;
  /** Whatever is worth telling, by name: people finished, taps, turns, calls, answers lost to ambiguity, ... */
  readonly figures: Readonly<Record<string, number>>;
}

import type { LineErrorDetail, LineMessage } from "./validate-like-line.ts";

/** One POST of events to the bot. */
export interface WebhookEntry {
  readonly kind: "webhook";
  /** Counts up over the whole log. */
  readonly number: number;
  /** Epoch ms by the stand-in's clock. */
  readonly at: number;
  readonly eventIds: readonly string[];
  readonly eventTypes: readonly string[];
  readonly isRedelivery: boolean;
  /** HTTP status, or why there was none. */
  readonly status: number | "timed out" | "unreachable";
  /** Answered 2xx in time. */
  readonly ok: boolean;
  readonly ms: number;
}

/** Why a call was not accepted. */
export type RefusalReason =
  | "invalid_request"
  | "invalid_reply_token"
  | "unauthorized"
  | "not_found"
  | "rate_limit"
  | "quota"
  | "retry_key_seen"
  | "fault";

/** One call of the bot to LINE's API. */
export interface ApiEntry {
  readonly kind: "api";
  readonly number: number;
  readonly at: number;
  /** Method and path pattern, e.g. `POST /v2/bot/message/reply`. */
  readonly endpoint: string;
  /** What was answered; 0 when the call was left without an answer on purpose. */
  readonly status: number;
  /** The work was done, whatever was answered. */
  readonly accepted: boolean;
  readonly reason?: RefusalReason | undefined;
  readonly requestId: string;
  /** As it was sent, if it was. */
  readonly retryKey?: string | undefined;
  /** User or group ids the messages were for. */
  readonly recipients: readonly string[];
  readonly messages: readonly LineMessage[];
  readonly errors: readonly LineErrorDetail[];
}

export type TrafficEntry = WebhookEntry | ApiEntry;

type NewEntry = Omit<WebhookEntry, "number" | "at"> | Omit<ApiEntry, "number" | "at">;

/** Everything that went to and fro, in order, and ways to wait for what comes next. */
export interface TrafficLog {
  readonly entries: readonly TrafficEntry[];
  /** Calls refused because of what was sent: an end-to-end test expects none. */
  rejected(): ApiEntry[];
  webhooks(): WebhookEntry[];
  calls(): ApiEntry[];
  /**
   * The messages of the next accepted reply, push or multicast for this person that nobody has taken yet.
   * Rejects after `timeoutMs` (5,000 unless given), saying what the log holds.
   */
  nextMessages(userId: string, timeoutMs?: number): Promise<readonly LineMessage[]>;
  /** The first entry, old or new, that fits; rejects after `timeoutMs` (5,000 unless given). */
  waitFor(fits: (entry: TrafficEntry) => boolean, timeoutMs?: number): Promise<TrafficEntry>;
  /** Resolves when no event is on its way to the bot and no call of the bot is being answered. */
  idle(timeoutMs?: number): Promise<void>;
  /** Forgets entries and untaken messages. */
  clear(): void;
}

/** The writing side of the log, for the stand-in itself. */
export interface TrafficRecorder extends TrafficLog {
  add(entry: NewEntry): TrafficEntry;
  /** Marks something as under way; call what it returns once, when that is over. */
  begin(): () => void;
  /** Hears every new entry; the answer ends it. */
  subscribe(listener: (entry: TrafficEntry) => void): () => void;
}

interface Waiter {
  readonly ready: () => boolean;
  readonly fail: (problem: Error) => void;
}

const USUAL_TIMEOUT_MS = 5000;
const UNTAKEN_PER_PERSON = 200;

/** @param now epoch ms  @param keep how many entries are remembered */
export function createTrafficLog(now: () => number, keep = 5000): TrafficRecorder {
  const entries: TrafficEntry[] = [];
  const untaken = new Map<string, (readonly LineMessage[])[]>();
  const waiters = new Set<Waiter>();
  const listeners = new Set<(entry: TrafficEntry) => void>();
  let underWay = 0;
  let count = 0;

  const wake = () => {
    for (const waiter of waiters) if (waiter.ready()) waiters.delete(waiter);
  };

  function wait<T>(what: string, look: () => T | undefined, timeoutMs = USUAL_TIMEOUT_MS): Promise<T> {
    const found = look();
    if (found !== undefined) return Promise.resolve(found);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const timer = setTimeout(() => {
      waiters.delete(waiter);
      reject(new Error(`${what}: nothing within ${timeoutMs} ms. ${summaryOf(entries)}`));
    }, timeoutMs);
    const waiter: Waiter = {
      ready: () => {
        const late = look();
        if (late === undefined) return false;
        clearTimeout(timer);
        resolve(late);
        return true;
      },
      fail: reject,
    };
    waiters.add(waiter);
    return promise;
  }

  function keepForTaking(entry: TrafficEntry): void {
    if (entry.kind !== "api" || !entry.accepted || entry.messages.length === 0) return;
    for (const id of entry.recipients) {
      const waiting = untaken.get(id) ?? [];
      waiting.push(entry.messages);
      if (waiting.length > UNTAKEN_PER_PERSON) waiting.shift();
      untaken.set(id, waiting);
    }
  }

  return {
    entries,
    rejected: () => callsOf(entries).filter((entry) => entry.reason === "invalid_request"),
    webhooks: () => entries.filter((entry) => entry.kind === "webhook"),
    calls: () => callsOf(entries),
    nextMessages: (userId, timeoutMs) =>
      wait(`messages for ${userId}`, () => untaken.get(userId)?.shift(), timeoutMs),
    waitFor: (fits, timeoutMs) => wait("log entry", () => entries.find(fits), timeoutMs),
    idle: async (timeoutMs) => {
      await wait("quiet", () => (underWay === 0 ? true : undefined), timeoutMs);
    },
    clear() {
      entries.length = 0;
      untaken.clear();
    },
    add(entry) {
      count += 1;
      const added: TrafficEntry = { ...entry, number: count, at: now() };
      entries.push(added);
      if (entries.length > keep) entries.shift();
      keepForTaking(added);
      for (const listener of listeners) listener(added);
      wake();
      return added;
    },
    begin() {
      underWay += 1;
      let over = false;
      return () => {
        if (over) return;
        over = true;
        underWay -= 1;
        wake();
      };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function callsOf(entries: readonly TrafficEntry[]): ApiEntry[] {
  return entries.filter((entry) => entry.kind === "api");
}

function summaryOf(entries: readonly TrafficEntry[]): string {
  const last = entries.slice(-5).map((entry) => {
    if (entry.kind === "webhook") return `webhook ${entry.eventTypes.join("+")} -> ${entry.status}`;
    const errors = entry.errors.map((error) => `${error.property} ${error.message}`).join("; ");
    return `${entry.endpoint} -> ${entry.status} ${errors}`.trim();
  });
  return `Last entries: ${last.join(" | ") || "none"}`;
}

import type { PersonAct } from "../../src/core/conversation/event.ts";
import type { OutgoingMessage } from "../../src/core/conversation/message.ts";
import type { PersonInboundEvent } from "../../src/runner/commit-turn.ts";
import type { Host } from "../../src/runner/host.ts";
import type { InboundEvent } from "../../src/runner/inbound-event.ts";
import {
  type ClaimedEvent,
  type DeadLetter,
  type Inbox,
  type MessagingGateway,
  type PushOutcome,
  type Records,
  type ReplyOutcome,
  type SessionStore,
  type StoredSession,
  UnavailableError,
} from "../../src/runner/ports.ts";
import { content } from "./builders.ts";

export const PERSON = `U${"5e".repeat(16)}`;
/** An instant in 2026, when the tests' clock starts. */
export const START = 1_795_000_000_000;

/** Everything a fake answers is a copy, as if it had been stored as JSON. */
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** A switch shared by what is away. */
class Away {
  isAway = false;
  readonly #name: string;
  constructor(name: string) {
    this.#name = name;
  }
  check(): void {
    if (this.isAway) throw new UnavailableError(this.#name);
  }
}

/** Sessions in memory. */
export class FakeSessions extends Away implements SessionStore {
  readonly values = new Map<string, unknown>();
  /** Runs once, before the next commit is compared: somebody else is faster. */
  beforeCommit: (() => void) | undefined;
  /** The next commit is stored, but its answer is lost. */
  loseNextAnswer = false;

  constructor() {
    super("sessions");
  }
  async load(personId: string): Promise<unknown> {
    this.check();
    const value = this.values.get(personId);
    return value === undefined ? undefined : copy(value);
  }
  async commit(personId: string, expectedRevision: number, next: StoredSession): Promise<boolean> {
    this.check();
    const interfere = this.beforeCommit;
    this.beforeCommit = undefined;
    interfere?.();
    const stored = this.values.get(personId) as Partial<StoredSession> | undefined;
    if ((stored === undefined ? 0 : stored.revision) !== expectedRevision) return false;
    this.values.set(personId, copy(next));
    if (this.loseNextAnswer) {
      this.loseNextAnswer = false;
      throw new UnavailableError("sessions");
    }
    return true;
  }
  async remove(personId: string): Promise<void> {
    this.values.delete(personId);
  }
  /** What is stored of a person, who must be known. */
  of(personId = PERSON): StoredSession {
    return copy(this.values.get(personId)) as StoredSession;
  }
}

type Applied = { readonly revision: number; readonly effects: readonly unknown[] };
type Known = Awaited<ReturnType<Records["loadPerson"]>>;

/** Records that remember what was applied, in order. */
export class FakeRecords extends Away implements Records {
  readonly applied: Applied[] = [];
  /** What a lost session is rebuilt from. */
  known: Known;
  /** Up to which revision everything was erased. */
  erased = 0;
  /** A mistake in the program. */
  bug: Error | undefined;

  constructor() {
    super("records");
  }
  async apply(_personId: string, revision: number, effects: readonly unknown[]): Promise<void> {
    this.check();
    if (this.bug) throw this.bug;
    this.applied.push(copy({ revision, effects }));
  }
  async loadPerson(): Promise<Known> {
    this.check();
    return this.known;
  }
  async erasedUpTo(): Promise<number> {
    this.check();
    return this.erased;
  }
  /** Types of the effects applied so far, turn by turn. */
  types(): string[] {
    return this.applied.map(({ effects }) => effects.map((one) => (one as { type: string }).type).join(" "));
  }
}

/** A gateway that answers what it is told, and otherwise like LINE: each token once. */
export class FakeGateway implements MessagingGateway {
  /** What people saw, in order. */
  readonly said: { readonly via: string; readonly messages: readonly OutgoingMessage[] }[] = [];
  readonly calls: string[] = [];
  /** Answers of the next replies; `lost` was accepted, and the answer to the call never came. */
  readonly replies: (ReplyOutcome | "lost" | Error)[] = [];
  readonly pushes: PushOutcome[] = [];
  readonly #usedTokens = new Set<string>();

  async reply(replyToken: string, messages: readonly OutgoingMessage[]): Promise<ReplyOutcome> {
    this.calls.push(`reply ${replyToken}`);
    const told = this.replies.shift();
    if (told instanceof Error) throw told;
    if (told !== undefined && told !== "delivered" && told !== "lost") return told;
    if (this.#usedTokens.has(replyToken)) return "token_gone";
    this.#usedTokens.add(replyToken);
    this.said.push({ via: replyToken, messages: copy(messages) });
    return told === "lost" ? "ambiguous" : "delivered";
  }
  async push(personId: string, messages: readonly OutgoingMessage[], retryKey: string): Promise<PushOutcome> {
    this.calls.push(`push ${retryKey}`);
    const outcome = this.pushes.shift() ?? "delivered";
    if (outcome === "delivered") this.said.push({ via: `push to ${personId}`, messages: copy(messages) });
    return outcome;
  }
  async showLoading(_personId: string, seconds: number): Promise<void> {
    this.calls.push(`loading ${seconds} s`);
  }
}

interface Entry {
  readonly entryId: string;
  readonly event: InboundEvent;
  state: "ready" | "claimed" | "released";
  failures: number;
  retryAfterMs: number;
}

/** An inbox in memory. Released entries can be claimed at once; how long they should wait is noted. */
export class FakeInbox extends Away implements Inbox {
  readonly entries: Entry[] = [];
  readonly dead: DeadLetter[] = [];
  readonly erasedMessages: string[] = [];
  #signal = Promise.withResolvers<void>();
  #count = 0;

  constructor() {
    super("inbox");
  }
  async append(events: readonly InboundEvent[]): Promise<void> {
    for (const event of events) {
      this.#count += 1;
      const entryId = String(this.#count);
      this.entries.push({
        entryId,
        event: copy(event),
        state: "ready",
        failures: 0,
        retryAfterMs: 0,
      });
    }
    this.wake();
  }
  async claim({ count }: Parameters<Inbox["claim"]>[0]): Promise<readonly ClaimedEvent[]> {
    this.check();
    if (!this.entries.some(({ state }) => state === "ready")) await this.#signal.promise;
    const found = this.entries.filter(({ state }) => state === "ready").slice(0, count);
    return found.map((entry) => {
      const { entryId, failures, event } = entry;
      entry.state = "claimed";
      return { entryId, failures, event: copy(event) };
    });
  }
  async acknowledge(entryIds: readonly string[]): Promise<void> {
    this.check();
    for (const id of entryIds) this.#remove(id);
  }
  async release(
    entryId: string,
    { retryAfterMs, failed }: { readonly retryAfterMs: number; readonly failed: boolean },
  ): Promise<void> {
    this.check();
    const entry = this.entries.find((one) => one.entryId === entryId);
    if (!entry) return;
    Object.assign(entry, { state: "released", retryAfterMs, failures: entry.failures + (failed ? 1 : 0) });
    this.onReleased?.();
  }
  async bury(entryId: string, reason: string, deadAt: number): Promise<void> {
    this.check();
    const entry = this.#remove(entryId);
    if (entry) this.dead.push({ entryId, event: entry.event, reason, deadAt });
  }
  async deadLetters(): Promise<readonly DeadLetter[]> {
    return this.dead;
  }
  async replay(): Promise<boolean> {
    return false;
  }
  async eraseMessage(messageId: string): Promise<number> {
    this.check();
    this.erasedMessages.push(messageId);
    return 0;
  }
  async erasePerson(personId: string, exceptEventId: string, before: number): Promise<number> {
    this.check();
    const goes = ({ event: { id, receivedAt, source } }: { readonly event: InboundEvent }) =>
      source.type === "person" && source.personId === personId && id !== exceptEventId && receivedAt < before;
    const kept = this.entries.filter((entry) => !goes(entry));
    const erased = this.entries.length - kept.length;
    this.entries.splice(0, this.entries.length, ...kept);
    return erased;
  }
  async eraseBefore(): Promise<number> {
    return 0;
  }
  async depth() {
    return { waiting: this.entries.length, dead: this.dead.length };
  }
  wake(): void {
    const signal = this.#signal;
    this.#signal = Promise.withResolvers();
    signal.resolve();
  }

  onReleased: (() => void) | undefined;
  /** Lets what was released be claimed again. */
  ripen(): void {
    for (const entry of this.entries) if (entry.state === "released") entry.state = "ready";
    this.wake();
  }
  /** Lets what was claimed be claimed by others, as after a kill. */
  goStale(): void {
    for (const entry of this.entries) if (entry.state === "claimed") entry.state = "ready";
    this.wake();
  }
  #remove(entryId: string): Entry | undefined {
    const index = this.entries.findIndex((one) => one.entryId === entryId);
    return index < 0 ? undefined : this.entries.splice(index, 1)[0];
  }
}

/** A host of fakes and a clock that stands still. */
export class FakeHost implements Host {
  now = START;
  readonly clock = { now: () => this.now };
  readonly content = content;
  readonly sessions = new FakeSessions();
  readonly records = new FakeRecords();
  /** Nobody is linked, and nothing is found. */
  lookUp: Host["lookUp"] = { membership: async () => null, find: async () => ({ type: "unavailable" }) };
  readonly inbox = new FakeInbox();
  readonly gateway = new FakeGateway();
  /** Every log line, as JSON. */
  readonly lines: string[] = [];
  readonly log: Host["log"];
  /** Every outcome counted. */
  readonly counted: string[] = [];
  readonly meter: Host["meter"];
  pushLateAnswers = false;
  onHandled: ((outcome: string) => void) | undefined;

  constructor() {
    const note = (fields: object, message: string) =>
      void this.lines.push(JSON.stringify({ ...fields, message }));
    this.log = { info: note, warn: note, error: note };
    this.meter = {
      eventHandled: (outcome) => {
        this.counted.push(outcome);
        this.onHandled?.(outcome);
      },
      replied: (outcome) => void this.counted.push(`reply ${outcome}`),
    };
  }
}

/** Something a person did; received when the host's clock says, unless said otherwise. */
export function personEvent(
  id: string,
  act: PersonAct,
  over: Partial<Omit<PersonInboundEvent, "source" | "act">> = {},
): PersonInboundEvent {
  return {
    id,
    at: START,
    receivedAt: START,
    redelivered: false,
    replyToken: `token-${id}`,
    ...over,
    source: { type: "person", personId: PERSON },
    act,
  };
}

/** Somebody typed something. */
export function typed(id: string, text: string, over: Parameters<typeof personEvent>[2] = {}) {
  return personEvent(id, { type: "typed", text, messageId: `m-${id}` }, over);
}

/** Somebody tapped something. */
export function tapped(id: string, data: string, over: Parameters<typeof personEvent>[2] = {}) {
  return personEvent(id, { type: "tapped", data }, over);
}

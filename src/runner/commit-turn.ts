import { parseAction } from "../core/conversation/action.ts";
import type { PersonEvent } from "../core/conversation/event.ts";
import { transition } from "../core/conversation/transition.ts";
import type { EventMemory } from "./event-memory.ts";
import type { Host } from "./host.ts";
import type { InboundEvent } from "./inbound-event.ts";
import { knowEvent } from "./know-event.ts";
import { type LoadedSession, loadSession } from "./load-session.ts";
import { mergeMessages } from "./merge-messages.ts";
import { type PendingTurn, type StoredSession, UnavailableError } from "./ports.ts";
import { withoutSuperseded } from "./superseded-effects.ts";
import { withoutErased } from "./without-erased.ts";

/** An event of a 1:1 chat. */
export type PersonInboundEvent = Extract<InboundEvent, { source: { type: "person" } }>;

/**
 * What is known of earlier attempts to send an answer: there were none; they failed for certain; they failed as far as
 * LINE said; or an earlier claim may have sent it.
 */
export type EarlierReply = "none" | "failed" | "unsure" | "unknown";

/** What committing an event came to. */
export interface CommittedTurn {
  /** What is still to be delivered; null when nothing is. */
  readonly turn: PendingTurn | null;
  /** The session the turn stands in, for a cheap settle. */
  readonly stored: StoredSession;
  readonly earlier: EarlierReply;
}

type RecentEvent = StoredSession["recentEvents"][number];

/** How many processed events a session remembers: those that happened last. */
export const RECENT_EVENTS = 20;
/** Above this many unfinished turns the oldest go that keep nothing but their event's id. */
const MOST_PENDING = 100;
/** LINE keeps a reply token for a minute from its receipt; a margin for the way there and the call. */
export const REPLY_TOKEN_MS = 55_000;
const MOST_ATTEMPTS = 20;

/**
 * Applies an event to its person's session and stores the new state, the event's id and the messages in
 * one compare-and-set; the pure transition is repeated when somebody else was faster. An event that was
 * processed before changes nothing. Throws UnavailableError.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#send-reply-message-reply-token
 */
export async function commitTurn(
  event: PersonInboundEvent,
  memory: EventMemory,
  host: Host,
): Promise<CommittedTurn> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const loaded = await loadSession(event.source.personId, host);
    const isKnown = isProcessed(event, loaded.stored);
    memory.progress = isKnown ? "sending" : "none";
    const committed = isKnown
      ? await takeUpAgain(event, loaded, host)
      : await processNew(event, loaded, memory, host);
    if (committed) return committed;
  }
  throw new UnavailableError("session under contention");
}

/** A turn that is not finished keeps its event known for longer than the latest events are remembered. */
function isProcessed({ id }: PersonInboundEvent, { recentEvents, pending }: StoredSession): boolean {
  return recentEvents.some((recent) => recent.id === id) || pending.some(({ eventId }) => eventId === id);
}

async function processNew(
  event: PersonInboundEvent,
  { expectedRevision, stored }: LoadedSession,
  memory: EventMemory,
  host: Host,
): Promise<CommittedTurn | undefined> {
  const isLate = isLongPast(event, stored);
  if (isLate && !isAnswer(event)) return { turn: null, stored, earlier: "none" };
  const known = await knowEvent(personEvent(event, stored), stored.session, host);
  const { next, turn } = applyEvent(event, known, stored, isLate, host);
  // A commit that fails may have been stored all the same.
  memory.progress = "committing";
  const isStored = await host.sessions.commit(event.source.personId, expectedRevision, next);
  return isStored ? { turn, stored: next, earlier: "none" } : undefined;
}

/** What is left of a turn an earlier claim committed; undefined when somebody else was faster. */
async function takeUpAgain(
  { id, source }: PersonInboundEvent,
  { expectedRevision, stored }: LoadedSession,
  host: Host,
): Promise<CommittedTurn | undefined> {
  const turn = stored.pending.find(({ eventId }) => eventId === id) ?? null;
  if (!turn?.waiting) return { turn, stored, earlier: "unknown" };
  // Messages that wait lead the person's next reply, whatever happens to the records.
  if (!turn.unsure && !canBeSentNow(turn, host))
    return { turn: { ...turn, messages: [] }, stored, earlier: "failed" };
  // Taken back first: otherwise the next reply might lead with them while they are being sent.
  const taken = { ...turn, waiting: false };
  const pending = stored.pending.map((known) => (known === turn ? taken : known));
  const next = { ...stored, revision: stored.revision + 1, pending };
  const isStored = await host.sessions.commit(source.personId, expectedRevision, next);
  return isStored ? { turn: taken, stored: next, earlier: turn.unsure ? "unsure" : "failed" } : undefined;
}

function canBeSentNow({ messages, replyToken, replyUntil }: PendingTurn, host: Host): boolean {
  if (messages.length === 0) return false;
  return host.clock.now() < replyUntil ? replyToken !== null : host.pushLateAnswers;
}

/**
 * An event older than all the latest ones remembered may have been processed before they came. Answers
 * are applied all the same, because the latest counts whatever the order, but nothing is said to them; a
 * command so late is not meant any more.
 */
function isLongPast(event: PersonInboundEvent, { recentEvents }: StoredSession): boolean {
  return recentEvents.length >= RECENT_EVENTS && recentEvents.every((recent) => byInstant(recent, event) > 0);
}

/** The later of two events is the one that happened later, whenever it came; of one instant, by their ids. */
function byInstant(one: RecentEvent, other: RecentEvent): number {
  return one.at - other.at || (one.id < other.id ? -1 : 1);
}

function isAnswer({ act }: PersonInboundEvent): boolean {
  const action = act.type === "tapped" ? parseAction(act.data) : undefined;
  return action?.do === "rate" || action?.do === "stand";
}

function personEvent({ id, at, source, act }: PersonInboundEvent, { pending }: StoredSession): PersonEvent {
  // What never had a reply token is no answer to anything, so nothing was missed.
  const isUnseen = pending.some(
    ({ waiting, messages, replyUntil }) => waiting && messages.length > 0 && replyUntil > 0,
  );
  return { id, at, personId: source.personId, act, isUnseen };
}

function applyEvent(
  event: PersonInboundEvent,
  person: PersonEvent,
  stored: StoredSession,
  isSilent: boolean,
  host: Host,
) {
  const turned = transition(stored.session, person, host.content);
  const { session, effects } = turned;
  const messages = isSilent ? [] : turned.messages;
  const revision = stored.revision + 1;
  const pending = withoutErased(stored.pending, effects);
  const merged = mergeMessages(pending, messages, event.replyToken !== undefined && !isSilent);
  const turn: PendingTurn = {
    eventId: event.id,
    replyToken: event.replyToken ?? null,
    replyUntil: event.receivedAt + REPLY_TOKEN_MS,
    messages: merged.messages,
    effects,
    revision,
    waiting: false,
  };
  const isEmpty = turn.messages.length === 0 && turn.effects.length === 0;
  const others = withoutSuperseded(merged.pending, effects);
  const next: StoredSession = {
    revision,
    session,
    // The latest by when they happened: with an old one among them, others that were forgotten would look new.
    recentEvents: [...stored.recentEvents, { id: event.id, at: event.at }]
      .toSorted(byInstant)
      .slice(-RECENT_EVENTS),
    pending: withoutSurplus(isEmpty ? others : [...others, turn]),
  };
  return { next, turn: isEmpty ? null : turn };
}

/** What is still owed to the person or to the records is never given up. */
function withoutSurplus(pending: readonly PendingTurn[]): readonly PendingTurn[] {
  let surplus = pending.length - MOST_PENDING;
  return pending.filter((turn) => turn.messages.length > 0 || turn.effects.length > 0 || surplus-- <= 0);
}

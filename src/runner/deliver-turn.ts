import { type CommittedTurn, type EarlierReply, REPLY_TOKEN_MS } from "./commit-turn.ts";
import type { EventMemory } from "./event-memory.ts";
import type { Host } from "./host.ts";
import { loadSession } from "./load-session.ts";
import { type PendingTurn, type StoredSession, UnavailableError } from "./ports.ts";
import { retryKeyFor } from "./retry-key.ts";

/** What delivering a turn changes about it; absent properties stay as they are stored. */
type Change = Partial<Pick<PendingTurn, "messages" | "effects" | "waiting" | "unsure" | "replyToken">>;

/** How sending went: what to note, and whether the same token is worth another claim. */
interface Sent {
  readonly change: Change;
  readonly again: boolean;
}

/** One reply is tried for so long; a claim is held longer than that. */
const REPLY_DEADLINE_MS = 10_000;
const MOST_ATTEMPTS = 20;

const DONE: Sent = { change: { messages: [] }, again: false };
const UNTOUCHED: Sent = { change: {}, again: false };
const UNTOUCHED_AGAIN: Sent = { change: {}, again: true };
/** The messages lead the next reply; the token is not tried again. */
const WAITING: Sent = { change: { waiting: true, replyToken: null }, again: false };
/** They wait, and as long as the token lives they may still be sent with it. */
const WAITING_AGAIN: Sent = { change: { waiting: true }, again: true };
const UNSURE_AGAIN: Sent = { change: { waiting: true, unsure: true }, again: true };

/** What delivering needs to know. */
export type Delivery = CommittedTurn & { readonly turn: PendingTurn };

/**
 * Brings a committed turn to the records and to the person, then notes in the session what is left of it.
 * Trouble with one of the two does not hold up the other.
 *
 * @throws UnavailableError when something is left that a later claim has to do; anything else when the
 * records or the gateway refuse for good
 */
export async function deliverTurn(
  personId: string,
  { turn, stored, earlier }: Delivery,
  memory: EventMemory,
  host: Host,
): Promise<void> {
  const [records, reply] = await Promise.allSettled([
    applyEffects(personId, turn, host),
    sendReply(personId, turn, earlier, memory, host),
  ]);
  const change: Change = {
    ...(records.status === "fulfilled" ? { effects: [] } : {}),
    ...(reply.status === "fulfilled" ? reply.value.change : {}),
  };
  await settle(personId, turn.eventId, stored, change, host);
  if (reply.status === "rejected") throw reply.reason;
  if (records.status === "rejected") throw records.reason;
  if (reply.value.again) throw new UnavailableError("LINE");
}

async function applyEffects(personId: string, turn: PendingTurn, host: Host): Promise<void> {
  if (turn.effects.length === 0) return;
  await host.records.apply(personId, turn.revision, turn.effects, host.clock.now());
  const isErasing = turn.effects.some(({ type }) => type === "erase_person");
  // What people wrote also lies where events wait.
  if (isErasing) await host.inbox.erasePerson(personId, turn.eventId, receivedAt(turn) + 1);
}

/** What came after an erasure, however late that reaches the records, is still to be done. */
function receivedAt({ replyUntil }: PendingTurn): number {
  return replyUntil - REPLY_TOKEN_MS;
}

async function sendReply(
  personId: string,
  turn: PendingTurn,
  earlier: EarlierReply,
  memory: EventMemory,
  host: Host,
): Promise<Sent> {
  if (turn.messages.length === 0) return UNTOUCHED;
  memory.progress = "sending";
  // That LINE took the card proves that no earlier claim had used the token for the answer.
  if (memory.lateCard === "delivered") return WAITING;
  const now = host.clock.now();
  if (turn.replyToken !== null && now < turn.replyUntil)
    return replyWith(turn.replyToken, turn, earlier, host);
  const mayHaveArrived = earlier === "unknown" || earlier === "unsure";
  return mayHaveArrived ? DONE : pushOrWait(personId, turn, host);
}

/**
 * A reply token is accepted once. When it is refused and no earlier attempt can have used it for this turn, the answer
 * waits; otherwise an earlier attempt used it. After an ambiguous call nothing is sent again.
 */
async function replyWith(
  replyToken: string,
  turn: PendingTurn,
  earlier: EarlierReply,
  host: Host,
): Promise<Sent> {
  const deadlineAt = Math.min(turn.replyUntil, host.clock.now() + REPLY_DEADLINE_MS);
  const outcome = await host.gateway.reply(replyToken, turn.messages, deadlineAt);
  host.meter.replied(outcome);
  switch (outcome) {
    case "delivered":
    case "ambiguous":
    case "refused":
      return DONE;
    case "token_gone":
      return earlier === "none" || earlier === "failed" ? WAITING : DONE;
    case "failed":
      return earlier === "unknown" ? UNTOUCHED_AGAIN : WAITING_AGAIN;
    case "unsure":
      return earlier === "unknown" ? UNTOUCHED_AGAIN : UNSURE_AGAIN;
    default:
      return outcome satisfies never;
  }
}

async function pushOrWait(personId: string, turn: PendingTurn, host: Host): Promise<Sent> {
  if (!host.pushLateAnswers) return WAITING;
  const retryKey = await retryKeyFor(turn.eventId);
  const deadlineAt = host.clock.now() + REPLY_DEADLINE_MS;
  const outcome = await host.gateway.push(personId, turn.messages, retryKey, deadlineAt);
  return outcome === "quota_reached" || outcome === "failed" ? WAITING : DONE;
}

/** Notes what is left; the session may have moved on meanwhile. */
async function settle(
  personId: string,
  eventId: string,
  committed: StoredSession,
  change: Change,
  host: Host,
): Promise<void> {
  let loaded = { expectedRevision: committed.revision, stored: committed };
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const { expectedRevision, stored } = loaded;
    const pending = stored.pending.flatMap((known) =>
      known.eventId === eventId ? whatIsLeft({ ...known, ...change }) : [known],
    );
    const next = { ...stored, revision: stored.revision + 1, pending };
    if (await host.sessions.commit(personId, expectedRevision, next)) return;
    loaded = await loadSession(personId, host);
  }
  throw new UnavailableError("session under contention");
}

function whatIsLeft(turn: PendingTurn): PendingTurn[] {
  return turn.messages.length > 0 || turn.effects.length > 0 ? [turn] : [];
}

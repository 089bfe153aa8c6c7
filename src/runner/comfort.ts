import { apology, lateAnswerCard } from "../core/conversation/asides.ts";
import type { OutgoingMessage } from "../core/conversation/message.ts";
import { migrateSession } from "../core/conversation/migrate-session.ts";
import type { Language } from "../core/language.ts";
import { describeError } from "./describe-error.ts";
import type { EventMemory } from "./event-memory.ts";
import type { Host } from "./host.ts";
import type { InboundEvent } from "./inbound-event.ts";
import { loadSession } from "./load-session.ts";
import type { PendingTurn, ReplyOutcome } from "./ports.ts";

/** From this age on the reply token is spent on a card that brings a fresh one. */
const LATE_AFTER_MS = 40_000;
const TOKEN_LIFE_MS = 55_000;
const LOADING_UNTIL_MS = 10_000;
const LOADING_SECONDS = 20;
const CALL_DEADLINE_MS = 5_000;

/** How long ago the webhook took the event in, ms. */
export function ageOf({ receivedAt }: InboundEvent, { clock }: Host): number {
  return clock.now() - receivedAt;
}

/**
 * What a person sees while an answer has to wait: first the loading animation, then, before the reply
 * token expires, a card whose tap brings a fresh token; each once. Nothing when the answer may be stored
 * already: then the token is needed to find out whether it was sent.
 */
export async function comfort(event: InboundEvent, memory: EventMemory, host: Host): Promise<void> {
  if (event.source.type !== "person" || event.replyToken === undefined) return;
  if (memory.progress !== "none") return;
  const age = ageOf(event, host);
  if (age < LOADING_UNTIL_MS) return showLoading(event.source.personId, memory, host);
  if (age >= LATE_AFTER_MS && age < TOKEN_LIFE_MS) await sendLateCard(event, memory, host);
}

async function showLoading(personId: string, memory: EventMemory, host: Host): Promise<void> {
  if (memory.loadingShown) return;
  memory.loadingShown = true;
  await host.gateway.showLoading(personId, LOADING_SECONDS);
}

async function sendLateCard(event: InboundEvent, memory: EventMemory, host: Host): Promise<void> {
  if (memory.lateCard !== "none") return;
  const outcome = await say(event, lateAnswerCard(await languageOf(event, host), host.content), host);
  if (outcome !== "failed") memory.lateCard = outcome === "delivered" ? "delivered" : "tried";
}

/**
 * Says sorry for an event that failed for good, unless its answer may have been sent. When its reply token
 * is worth nothing any more, the apology leads the person's next reply.
 */
export async function apologise(event: InboundEvent, memory: EventMemory, host: Host): Promise<void> {
  if (event.source.type !== "person" || memory.progress === "sending") return;
  const message = apology(await languageOf(event, host), host.content);
  const hasToken = event.replyToken !== undefined && ageOf(event, host) < TOKEN_LIFE_MS;
  const outcome = hasToken ? await say(event, message, host) : "token_gone";
  if (outcome === "token_gone" || outcome === "failed" || outcome === "unsure") {
    await leaveWaiting(event.source.personId, `apology ${event.id}`, message, host);
  }
}

/** Trouble here is not worth a second failure: the session may be the very thing that is broken. */
async function leaveWaiting(
  personId: string,
  turnId: string,
  message: OutgoingMessage,
  host: Host,
): Promise<void> {
  try {
    const { expectedRevision, stored } = await loadSession(personId, host);
    const revision = stored.revision + 1;
    const turn: PendingTurn = {
      eventId: turnId,
      replyToken: null,
      replyUntil: 0,
      messages: [message],
      effects: [],
      revision,
      waiting: true,
    };
    await host.sessions.commit(personId, expectedRevision, {
      ...stored,
      revision,
      pending: [...stored.pending, turn],
    });
  } catch (error) {
    host.log.warn(describeError(error), "an apology could not be kept for later");
  }
}

async function say(
  { replyToken = "" }: InboundEvent,
  message: OutgoingMessage,
  host: Host,
): Promise<ReplyOutcome> {
  const deadlineAt = host.clock.now() + CALL_DEADLINE_MS;
  const outcome = await host.gateway.reply(replyToken, [message], deadlineAt);
  host.meter.replied(outcome);
  return outcome;
}

/** The person's language as far as it can be known now; nothing else is waited for. */
async function languageOf({ source }: InboundEvent, host: Host): Promise<Language> {
  if (source.type !== "person") return "th";
  const stored = await host.sessions.load(source.personId).catch(() => undefined);
  const session =
    typeof stored === "object" && stored !== null && "session" in stored
      ? migrateSession(stored.session)
      : undefined;
  return session?.language ?? "th";
}

import { createHmac } from "node:crypto";
import { WEBHOOK_TIMEOUT_MS } from "./limits.ts";
import type { ReplyTokens } from "./reply-tokens.ts";
import type { Switches } from "./switches.ts";
import type { TrafficRecorder, WebhookEntry } from "./traffic-log.ts";

/** A webhook event object as LINE sends it. */
export interface LineEvent {
  readonly type: string;
  readonly mode: "active" | "standby";
  /** When it happened, epoch ms. */
  readonly timestamp: number;
  /** A ULID, the same on every delivery. */
  readonly webhookEventId: string;
  readonly deliveryContext: { readonly isRedelivery: boolean };
  readonly replyToken?: string;
  readonly [property: string]: unknown;
}

/** What one POST to the bot came to. */
export interface Delivery {
  readonly status: WebhookEntry["status"];
  readonly ok: boolean;
  readonly ms: number;
}

/** Carries events to the bot over real HTTP, signed, and again when the bot fails. */
export interface WebhookSender {
  /** Resolves with the first delivery's outcome, or undefined when the stand-in closed before it. */
  send(event: LineEvent): Promise<Delivery | undefined>;
  /** Posts an empty, signed body, as the console's "Verify" does; to `url` when given. */
  verify(url?: string): Promise<Delivery>;
  /** Posts what the reorder switch holds back. */
  releaseHeld(): void;
  close(): void;
}

export interface WebhookSenderParts {
  readonly channelSecret: string;
  /** The bot's user id. */
  readonly destination: string;
  readonly url: () => string;
  readonly switches: Switches;
  readonly tokens: ReplyTokens;
  readonly log: TrafficRecorder;
  /** Waited before each redelivery of an event the bot did not answer 2xx, ms; its length is how many. */
  readonly redeliveryDelaysMs: readonly number[];
  /** After this long, ms, held events go out even when too few came. */
  readonly holdAtMostMs: number;
  /** 0 up to 1. */
  readonly random: () => number;
}

interface Held {
  readonly event: LineEvent;
  readonly settle: (delivery: Delivery | undefined) => void;
}

/** Signs exactly these bytes.
 * @see https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/ */
export function signatureOf(channelSecret: string, body: string): string {
  return createHmac("sha256", channelSecret).update(body).digest("base64");
}

export function createWebhookSender(parts: WebhookSenderParts): WebhookSender {
  const { switches, log } = parts;
  const closing = new AbortController();
  const later = createTimers();
  let held: Held[] = [];
  let holdTimer: NodeJS.Timeout | undefined;

  async function post(events: readonly LineEvent[], url = parts.url()): Promise<Delivery> {
    for (const event of events) if (event.replyToken) parts.tokens.renew(event.replyToken);
    const body = JSON.stringify({ destination: parts.destination, events });
    const startedAt = performance.now();
    const status = await postSigned(url, body, signatureOf(parts.channelSecret, body), closing.signal);
    const ok = typeof status === "number" && status >= 200 && status < 300;
    const ms = Math.round(performance.now() - startedAt);
    log.add({
      kind: "webhook",
      eventIds: events.map((event) => event.webhookEventId),
      eventTypes: events.map((event) => event.type),
      isRedelivery: events.some((event) => event.deliveryContext.isRedelivery),
      status,
      ok,
      ms,
    });
    return { status, ok, ms };
  }

  async function deliver(events: readonly LineEvent[], attempt = 0): Promise<Delivery> {
    const twin = switches.duplicate && attempt === 0 ? post(events) : undefined;
    const delivery = await post(events);
    await twin;
    if (closing.signal.aborted) return delivery;
    const again = events.map(asRedelivery);
    const waitMs = parts.redeliveryDelaysMs[attempt];
    if (!delivery.ok && waitMs !== undefined) {
      later.after(waitMs, log.begin(), () => deliver(again, attempt + 1));
    } else if (switches.redeliver && attempt === 0) {
      later.after(0, log.begin(), () => post(again));
    }
    return delivery;
  }

  function releaseHeld(): void {
    clearTimeout(holdTimer);
    holdTimer = undefined;
    const batch = held;
    held = [];
    if (switches.releaseAs === "one_post" && batch.length > 0) {
      const events = batch.map((one) => one.event);
      void deliver(events).then((delivery) => {
        for (const one of batch) one.settle(delivery);
      });
      return;
    }
    void inAnotherOrder(batch, parts.random).reduce(
      (before, one) => before.then(() => deliver([one.event]).then(one.settle)),
      Promise.resolve(),
    );
  }

  function hold(event: LineEvent): Promise<Delivery | undefined> {
    const { promise, resolve } = Promise.withResolvers<Delivery | undefined>();
    held.push({ event, settle: resolve });
    if (held.length >= switches.reorder) releaseHeld();
    else holdTimer ??= setTimeout(releaseHeld, parts.holdAtMostMs);
    return promise;
  }

  async function sendNow(event: LineEvent): Promise<Delivery | undefined> {
    if (switches.delayMs > 0) await later.pause(switches.delayMs);
    if (closing.signal.aborted) return undefined;
    return switches.reorder > 1 ? hold(event) : deliver([event]);
  }

  return {
    send(event) {
      const over = log.begin();
      return sendNow(event).finally(over);
    },
    verify: (url) => post([], url),
    releaseHeld,
    close() {
      closing.abort();
      later.close();
      clearTimeout(holdTimer);
      for (const one of held) one.settle(undefined);
      held = [];
    },
  };
}

function asRedelivery(event: LineEvent): LineEvent {
  return { ...event, deliveryContext: { isRedelivery: true } };
}

async function postSigned(url: string, body: string, signature: string, closing: AbortSignal) {
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      redirect: "manual",
      headers: {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "LineBotWebhook/2.0",
        "x-line-signature": signature,
      },
      signal: AbortSignal.any([AbortSignal.timeout(WEBHOOK_TIMEOUT_MS), closing]),
    });
    await response.body?.cancel();
    return response.status;
  } catch (problem) {
    return problem instanceof DOMException && problem.name === "TimeoutError" ? "timed out" : "unreachable";
  }
}

/** Shuffled, and never in the order it came. */
function inAnotherOrder<T>(items: readonly T[], random: () => number): T[] {
  const keyed = items.map((item) => ({ item, key: random() }));
  const shuffled = keyed.sort((a, b) => a.key - b.key).map((one) => one.item);
  return shuffled.every((item, index) => item === items[index]) ? shuffled.reverse() : shuffled;
}

/** Timers that can all be ended at once. */
function createTimers() {
  const pending = new Map<NodeJS.Timeout, () => void>();
  const start = (ms: number, onEnd: () => void, run: () => void) => {
    const timer = setTimeout(() => {
      pending.delete(timer);
      run();
    }, ms);
    pending.set(timer, onEnd);
  };
  return {
    after(ms: number, over: () => void, work: () => Promise<unknown>) {
      start(ms, over, () => void work().finally(over));
    },
    pause: (ms: number) => new Promise<void>((resolve) => start(ms, resolve, resolve)),
    close() {
      for (const [timer, onEnd] of pending) {
        clearTimeout(timer);
        onEnd();
      }
      pending.clear();
    },
  };
}

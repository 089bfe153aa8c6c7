import type { messagingApi } from "@line/bot-sdk";
import type { OutgoingMessage } from "../core/conversation/message.ts";
import type { Log } from "../runner/ports.ts";
import type { PushAttempt, PushSender } from "../runner/push-sender.ts";
import { LineApi, type LineApiOptions } from "./line-api.ts";
import type { Rejection } from "./line-call.ts";
import { isUsedUp, readQuota } from "./read-quota.ts";
import type { MessageRenderer } from "./render-message.ts";

interface LinePushSenderOptions extends LineApiOptions {
  readonly render: MessageRenderer;
  readonly log: Log;
}

type Push = Parameters<PushSender["push"]>[0];

/** Thousands may be told at once that the month's messages are used up; LINE is asked about it once. */
const QUOTA_STAYS_MS = 2_000;
/** The same trouble with every message is logged this often. */
const COMPLAIN_EVERY_MS = 10_000;

/** Pushes through LINE's Messaging API, one attempt at a time. */
export class LinePushSender implements PushSender {
  readonly #api: LineApi;
  readonly #render: MessageRenderer;
  readonly #log: Log;
  #quota: { readonly until: number; readonly isReached: Promise<boolean> } | undefined;
  readonly #quietUntil = new Map<number, number>();

  constructor(options: LinePushSenderOptions) {
    this.#api = new LineApi(options);
    this.#render = options.render;
    this.#log = options.log;
  }

  render(messages: readonly OutgoingMessage[]): string | undefined {
    const rendered = this.#render(messages, "cards");
    return rendered.length === 0 ? undefined : JSON.stringify(rendered);
  }

  /** @see https://developers.line.biz/en/reference/messaging-api/#send-push-message */
  async push({ personId: to, body, retryKey, unitTag, timeoutMs }: Push): Promise<PushAttempt> {
    const envelope: Omit<messagingApi.PushMessageRequest, "messages"> = {
      to,
      customAggregationUnits: [unitTag],
    };
    // The messages are JSON already; what is tried again under the same retry key is the same to the byte.
    const request = `${JSON.stringify(envelope).slice(0, -1)},"messages":${body}}`;
    const result = await this.#api.send("push", request, timeoutMs, retryKey);
    switch (result.type) {
      case "accepted":
        return "accepted";
      case "not_sent":
        return "not_accepted";
      case "unanswered":
        return "unclear";
      case "rejected":
        return this.#judge(result, timeoutMs);
      default:
        return result satisfies never;
    }
  }

  async #judge(rejection: Rejection, timeoutMs: number): Promise<PushAttempt> {
    const { status } = rejection;
    // LINE knows the retry key: an earlier attempt was accepted.
    if (status === 409) return "accepted";
    if (status >= 500) return "unclear";
    if (status === 429) {
      if (await this.#isQuotaReached(timeoutMs)) return "quota_reached";
      return isAboutOneMessage(rejection) ? "try_later" : "rate_limited";
    }
    // Every body was checked before it was stored, so this is usually about the person.
    const isRefused = status === 400 || status === 413;
    if (!isRefused || isAboutMessages(rejection)) this.#complain(rejection);
    return isRefused ? "refused" : "not_accepted";
  }

  #isQuotaReached(timeoutMs: number): Promise<boolean> {
    const now = performance.now();
    if (this.#quota === undefined || now >= this.#quota.until) {
      const isReached = readQuota(this.#api, timeoutMs).then(isUsedUp);
      this.#quota = { until: now + QUOTA_STAYS_MS, isReached };
    }
    return this.#quota.isReached;
  }

  #complain({ status, properties, requestId }: Rejection): void {
    const now = performance.now();
    if (now < (this.#quietUntil.get(status) ?? 0)) return;
    this.#quietUntil.set(status, now + COMPLAIN_EVERY_MS);
    this.#log.error({ endpoint: "push", status, properties, requestId }, "LINE refused a request");
  }
}

/**
 * Whether a 429 says something else than that there are too many calls: too many messages to one person, or
 * another request with the same retry key under way. LINE's words are not guaranteed; what is not understood is
 * taken for too many calls.
 */
function isAboutOneMessage({ message }: Rejection): boolean {
  return !/rate limit/iu.test(message) && /\buser\b|concurrent|in progress|under ?way/iu.test(message);
}

/** LINE's error texts are not guaranteed; the names of request properties are. */
function isAboutMessages({ message, properties }: Rejection): boolean {
  return [message, ...properties].some((text) => text.includes("messages["));
}

import { setTimeout as sleep } from "node:timers/promises";
import type { messagingApi } from "@line/bot-sdk";
import type { OutgoingMessage } from "../core/conversation/message.ts";
import type { Clock, Log, MessagingGateway, PushOutcome, ReplyOutcome } from "../runner/ports.ts";
import { type Endpoint, LineApi, type LineApiOptions } from "./line-api.ts";
import type { CallResult, Rejection } from "./line-call.ts";
import { LEAST_LOADING_SECONDS, LOADING_SECONDS_STEP, MOST_LOADING_SECONDS } from "./line-limits.ts";
import { isUsedUp, readQuota } from "./read-quota.ts";
import type { LineMessage, MessageRenderer, RenderForm } from "./render-message.ts";

/** What the gateway needs. */
interface LineGatewayOptions extends LineApiOptions {
  readonly render: MessageRenderer;
  readonly clock: Clock;
  readonly log: Log;
  /** How long one call may take; the deadline of the whole shortens it. */
  readonly callTimeoutMs?: number;
  /** Waits between two attempts. */
  readonly pause?: (durationMs: number) => Promise<unknown>;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4_000;

/** What is known so far about messages on their way. */
interface Progress {
  form: RenderForm;
  /** An attempt was sent and nothing came back. */
  unanswered: boolean;
  /** LINE answered an attempt with an error of its own. */
  serverFailed: boolean;
}

/** What to do after an attempt: the outcome is known, or the same or the plain form is sent (again). */
type Verdict<O> = { readonly outcome: O } | "again" | "plain";

/** One way of sending. */
interface Delivery<O> {
  readonly endpoint: Endpoint;
  readonly messages: readonly OutgoingMessage[];
  readonly deadlineAt: number;
  send(messages: LineMessage[], timeoutMs: number): Promise<CallResult<unknown>>;
  judgeRejected(rejection: Rejection, progress: Progress): Promise<Verdict<O>>;
  /** What is to be said when the deadline comes. */
  atDeadline(progress: Progress): O;
}

/** Replies and pushes through LINE's Messaging API. */
export class LineGateway implements MessagingGateway {
  readonly #options: LineGatewayOptions;
  readonly #api: LineApi;
  readonly #callTimeoutMs: number;

  constructor(options: LineGatewayOptions) {
    this.#options = options;
    this.#api = new LineApi(options);
    this.#callTimeoutMs = options.callTimeoutMs ?? 5_000;
  }

  /** @see https://developers.line.biz/en/reference/messaging-api/#send-reply-message */
  reply(replyToken: string, messages: readonly OutgoingMessage[], deadlineAt: number): Promise<ReplyOutcome> {
    return this.#deliver<ReplyOutcome>({
      endpoint: "reply",
      messages,
      deadlineAt,
      // A retry key on a reply is an error.
      send: (rendered, timeoutMs) => {
        const request: messagingApi.ReplyMessageRequest = { replyToken, messages: rendered };
        return this.#api.send("reply", JSON.stringify(request), timeoutMs);
      },
      judgeRejected: async (rejection, progress) => judgeRejectedReply(rejection, progress),
      atDeadline: notDelivered,
    });
  }

  /** @see https://developers.line.biz/en/reference/messaging-api/#send-push-message */
  push(
    personId: string,
    messages: readonly OutgoingMessage[],
    retryKey: string,
    deadlineAt: number,
  ): Promise<PushOutcome> {
    const quotaReached = () => this.#isQuotaReached(deadlineAt);
    return this.#deliver<PushOutcome>({
      endpoint: "push",
      messages,
      deadlineAt,
      send: (rendered, timeoutMs) => {
        const request: messagingApi.PushMessageRequest = { to: personId, messages: rendered };
        return this.#api.send("push", JSON.stringify(request), timeoutMs, retryKey);
      },
      judgeRejected: (rejection, progress) => judgeRejectedPush(rejection, progress, quotaReached),
      atDeadline: (progress) => (mayHaveArrived(progress) ? "ambiguous" : "failed"),
    });
  }

  /** @see https://developers.line.biz/en/reference/messaging-api/#display-a-loading-indicator */
  async showLoading(personId: string, seconds: number): Promise<void> {
    const steps = Math.ceil(seconds / LOADING_SECONDS_STEP) * LOADING_SECONDS_STEP;
    const loadingSeconds = Math.min(MOST_LOADING_SECONDS, Math.max(LEAST_LOADING_SECONDS, steps));
    await this.#api.call("loading", this.#callTimeoutMs, (client) =>
      client.showLoadingAnimation({ chatId: personId, loadingSeconds }),
    );
  }

  async #deliver<O extends string>(delivery: Delivery<O | "refused">): Promise<O | "refused" | "delivered"> {
    const progress: Progress = { form: "cards", unanswered: false, serverFailed: false };
    let messages = this.#options.render(delivery.messages, "cards");
    for (let attempt = 1; messages.length > 0; attempt += 1) {
      if (this.#remainingMs(delivery.deadlineAt) <= 0) return delivery.atDeadline(progress);
      const verdict = await this.#attempt(delivery, messages, progress);
      if (typeof verdict === "object") return verdict.outcome;
      if (verdict === "plain") {
        progress.form = "plain";
        messages = this.#withoutCards(delivery.messages, messages);
      } else if (!(await this.#pauseAfter(attempt, delivery.deadlineAt))) {
        return delivery.atDeadline(progress);
      }
    }
    return "refused";
  }

  async #attempt<O>(
    delivery: Delivery<O>,
    messages: readonly LineMessage[],
    progress: Progress,
  ): Promise<Verdict<O | "delivered">> {
    const { deadlineAt, endpoint } = delivery;
    const timeoutMs = Math.min(this.#callTimeoutMs, this.#remainingMs(deadlineAt));
    const result = await delivery.send([...messages], timeoutMs);
    if (result.type !== "rejected") return judgeUnrejected(result, progress);
    this.#logRejection(endpoint, result);
    return delivery.judgeRejected(result, progress);
  }

  /** Empty when there was no card to begin with: the same messages would be refused again. */
  #withoutCards(
    messages: readonly OutgoingMessage[],
    refused: readonly LineMessage[],
  ): readonly LineMessage[] {
    return refused.some(({ type }) => type === "flex") ? this.#options.render(messages, "plain") : [];
  }

  #remainingMs(deadlineAt: number): number {
    return deadlineAt - this.#options.clock.now();
  }

  /** False when there is no time left for another attempt. */
  async #pauseAfter(attempt: number, deadlineAt: number): Promise<boolean> {
    const longestMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
    // Spread, so that workers that failed together do not come back together.
    const pauseMs = longestMs * (0.5 + Math.random() / 2);
    if (pauseMs >= this.#remainingMs(deadlineAt)) return false;
    await (this.#options.pause ?? sleep)(pauseMs);
    return true;
  }

  async #isQuotaReached(deadlineAt: number): Promise<boolean> {
    const timeoutMs = Math.min(this.#callTimeoutMs, this.#remainingMs(deadlineAt));
    return timeoutMs > 0 && isUsedUp(await readQuota(this.#api, timeoutMs));
  }

  #logRejection(endpoint: Endpoint, rejection: Rejection): void {
    const { status, properties, requestId } = rejection;
    const fields = { endpoint, status, properties, requestId };
    if (isPassing(rejection)) this.#options.log.warn(fields, "LINE did not take messages now");
    // Tokens die of age, and of having been used: nobody has to do anything about it.
    else if (isAboutToken(rejection)) this.#options.log.warn(fields, "a reply token was not good any more");
    else if (status !== 409) this.#options.log.error(fields, "LINE refused a request");
  }
}

function mayHaveArrived({ unanswered, serverFailed }: Progress): boolean {
  return unanswered || serverFailed;
}

/** How a reply went that LINE never accepted in so many words. */
function notDelivered({ unanswered, serverFailed }: Progress): ReplyOutcome {
  if (unanswered) return "ambiguous";
  return serverFailed ? "unsure" : "failed";
}

/** The answers every way of sending takes alike. */
function judgeUnrejected(
  result: Exclude<CallResult<unknown>, Rejection>,
  progress: Progress,
): { readonly outcome: "delivered" } | "again" {
  switch (result.type) {
    case "accepted":
      return { outcome: "delivered" };
    case "not_sent":
      return "again";
    case "unanswered":
      progress.unanswered = true;
      return "again";
    default:
      return result satisfies never;
  }
}

function judgeRejectedReply(rejection: Rejection, progress: Progress): Verdict<ReplyOutcome> {
  if (isPassing(rejection)) {
    progress.serverFailed ||= rejection.status >= 500;
    return "again";
  }
  if (!isAboutContent(rejection)) return { outcome: notDelivered(progress) };
  const isAboutMessages = mentionsMessages(rejection);
  // The token was good for one use, and an earlier attempt of ours must have been it.
  if (!isAboutMessages && progress.unanswered) return { outcome: "delivered" };
  if (isAboutMessages || !isAboutToken(rejection)) {
    return progress.form === "plain" ? { outcome: "refused" } : "plain";
  }
  return { outcome: progress.serverFailed ? "ambiguous" : "token_gone" };
}

async function judgeRejectedPush(
  rejection: Rejection,
  progress: Progress,
  quotaReached: () => Promise<boolean>,
): Promise<Verdict<PushOutcome>> {
  // LINE knows the retry key: an earlier attempt was accepted.
  if (rejection.status === 409) return { outcome: "delivered" };
  if (rejection.status === 429 && (await quotaReached())) {
    return { outcome: mayHaveArrived(progress) ? "ambiguous" : "quota_reached" };
  }
  if (isPassing(rejection)) {
    progress.serverFailed ||= rejection.status >= 500;
    return "again";
  }
  if (!isAboutContent(rejection)) return { outcome: mayHaveArrived(progress) ? "ambiguous" : "failed" };
  return progress.form === "plain" ? { outcome: "refused" } : "plain";
}

/** LINE may take the very same request later. */
function isPassing({ status }: Rejection): boolean {
  return status === 429 || status >= 500;
}

/** The request itself is at fault, not the channel's rights or the address. */
function isAboutContent({ status }: Rejection): boolean {
  return status === 400 || status === 413;
}

function isAboutToken({ message, properties }: Rejection): boolean {
  return /reply ?token/i.test(message + properties.join());
}

/** LINE's error texts are not guaranteed; the names of request properties are. */
function mentionsMessages({ message, properties }: Rejection): boolean {
  return [message, ...properties].some((text) => text.includes("messages["));
}

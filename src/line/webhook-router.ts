import express, { type ErrorRequestHandler, type RequestHandler, type Router } from "express";
import { describeError } from "../runner/describe-error.ts";
import type { InboundEvent } from "../runner/inbound-event.ts";
import type { Clock, Inbox, Log } from "../runner/ports.ts";
import { MOST_WEBHOOK_BYTES, WEBHOOK_ANSWER_WITHIN_MS } from "./line-limits.ts";
import { type IgnoreReason, type ParsedWebhook, parseWebhook } from "./parse-webhook.ts";
import { createSignatureCheck, type SignatureCheck } from "./verify-signature.ts";
import { withDeadline } from "./with-deadline.ts";

/** Leaves half a second of LINE's two for the way there and back. */
const APPEND_WITHIN_MS = WEBHOOK_ANSWER_WITHIN_MS - 500;

/** LINE sends a body at once; whoever sends it drop by drop only wants memory to be held. */
const BODY_WITHIN_MS = 10_000;

/** Where the webhook's figures go. */
interface WebhookMetrics {
  /** A POST was answered; the duration counts from when the request arrived. */
  answered(status: number, durationMs: number): void;
  /** So many events lie in the inbox now. */
  accepted(count: number): void;
  /** Nothing follows of an event of this type; see {@link IgnoreReason}. */
  ignored(eventType: string, reason: IgnoreReason): void;
}

/** What the webhook needs. */
export interface WebhookOptions {
  /** One secret, or two while it is being changed; never empty. */
  readonly channelSecrets: readonly string[];
  readonly inbox: Pick<Inbox, "append">;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics?: WebhookMetrics | undefined;
  /** Whether text typed in a group or room is for the bot; other people's talk is never stored. */
  readonly isMeantForBot: (text: string) => boolean;
  /** How long the inbox may take before LINE is told to come again. */
  readonly appendTimeoutMs?: number;
  /** How long a body may take to come; then the connection is cut. */
  readonly bodyTimeoutMs?: number;
}

/**
 * `POST /webhook`: checks the signature over the raw body, makes the events durable and only then answers
 * 200. 401 without a good signature, 400 for what is no webhook body, 413 beyond 1 MB, 503 when the inbox
 * does not have the events in time, 405 for other methods. Answers never have a body.
 * Throws when a channel secret is missing or empty.
 * @see https://developers.line.biz/en/docs/messaging-api/receiving-messages/
 */
export function createWebhookRouter(options: WebhookOptions): Router {
  const router = express.Router();
  const isSigned = createSignatureCheck(options.channelSecrets);
  router
    .route("/webhook")
    .post(
      measureAnswer(options.metrics),
      cutSlowBody(options.bodyTimeoutMs ?? BODY_WITHIN_MS),
      express.raw({ type: () => true, limit: MOST_WEBHOOK_BYTES, inflate: false }),
      receive(options, isSigned),
    )
    .all((_request, response) => {
      response.set("Allow", "POST").status(405).end();
    });
  router.use(answerError(options.log));
  return router;
}

function measureAnswer(metrics: WebhookMetrics | undefined): RequestHandler {
  return (_request, response, next) => {
    const startedAt = performance.now();
    response.once("finish", () => metrics?.answered(response.statusCode, performance.now() - startedAt));
    next();
  };
}

function cutSlowBody(withinMs: number): RequestHandler {
  return (request, _response, next) => {
    const timer = setTimeout(() => request.destroy(), withinMs);
    for (const over of ["end", "close"]) request.once(over, () => clearTimeout(timer));
    next();
  };
}

function receive(options: WebhookOptions, isSigned: SignatureCheck): RequestHandler {
  return async (request, response) => {
    const body: Buffer = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    if (!isSigned(body, request.get("x-line-signature"))) {
      response.status(401).end();
      return;
    }
    const webhook = parseWebhook(parseJson(body), options.clock.now());
    response.status(webhook === undefined ? 400 : await takeIn(webhook, options)).end();
  };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

async function takeIn(webhook: ParsedWebhook, options: WebhookOptions): Promise<200 | 503> {
  const { appendTimeoutMs = APPEND_WITHIN_MS, inbox, log, metrics } = options;
  for (const { type, reason } of webhook.ignored) metrics?.ignored(type, reason);
  const events = webhook.events.filter((event) => !isOthersTalk(event, options));
  if (events.length === 0) return 200;
  try {
    await withDeadline(inbox.append(events), appendTimeoutMs);
  } catch (error) {
    log.error({ ...describeError(error), events: events.length }, "the inbox did not take webhook events");
    return 503;
  }
  metrics?.accepted(events.length);
  return 200;
}

function isOthersTalk({ source, act }: InboundEvent, { isMeantForBot, metrics }: WebhookOptions): boolean {
  if (source.type !== "group" || act.type !== "typed" || isMeantForBot(act.text)) return false;
  metrics?.ignored("message", "unused");
  return true;
}

/** Answers what the body reader complains about (too large, cut off, compressed) and any surprise. */
function answerError(log: Log): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const status = statusOf(error);
    if (status === 500) log.error(describeError(error), "a webhook could not be handled");
    if (response.headersSent) response.destroy();
    else response.status(status).end();
  };
}

function statusOf(error: unknown): number {
  if (typeof error !== "object" || error === null || !("status" in error)) return 500;
  const { status } = error;
  return typeof status === "number" && status >= 400 && status < 500 ? status : 500;
}

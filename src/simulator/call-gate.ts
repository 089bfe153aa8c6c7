import type { NextFunction, Request, RequestHandler, Response } from "express";
import { type ApiAnswer, invalid, messagesIn, refused } from "./api-answer.ts";
import type { ChannelAccess } from "./channel-access.ts";
import { CALLS_PER_SECOND } from "./limits.ts";
import { opaqueToken } from "./line-ids.ts";
import type { PushFaults } from "./push-faults.ts";
import type { CallFault } from "./switches.ts";
import type { ApiEntry, TrafficRecorder } from "./traffic-log.ts";

/** Faults waiting for the next calls. */
export interface FaultQueue {
  failNext(count: number, fault: CallFault): void;
  take(): CallFault | undefined;
  /** What is still waiting, in order. */
  waiting(): readonly CallFault[];
  clear(): void;
}

export function createFaultQueue(): FaultQueue {
  let queue: CallFault[] = [];
  return {
    failNext: (count, fault) => queue.push(...Array<CallFault>(count).fill(fault)),
    take: () => queue.shift(),
    waiting: () => queue,
    clear: () => {
      queue = [];
    },
  };
}

/** Every call passes here: it gets an id, may fail on purpose, is counted, checked for its token, logged. */
export interface CallGate {
  /** @param endpoint as the log shall name it  @param answer what the endpoint does; may be async */
  handle(
    endpoint: string,
    answer: (request: Request, requestId: string) => ApiAnswer | Promise<ApiAnswer>,
    options?: { open?: boolean },
  ): RequestHandler;
  /** Answers bodies that are no JSON. */
  readonly onError: (problem: unknown, request: Request, response: Response, next: NextFunction) => void;
  /** Ends the calls left hanging on purpose. */
  close(): void;
}

const UNAUTHORIZED =
  "Authentication failed. Confirm that the access token in the authorization header is valid.";
const FAULTS = {
  "429": refused(429, "rate_limit", "The API rate limit has been exceeded. Try again later."),
  "500": refused(500, "fault", "Internal server error"),
};

export function createCallGate(parts: {
  readonly access: ChannelAccess;
  readonly faults: FaultQueue;
  readonly pushFaults: PushFaults;
  readonly log: TrafficRecorder;
  readonly now: () => number;
}): CallGate {
  const { access, faults, pushFaults, log } = parts;
  const allowed = createRateLimits(parts.now);
  const hanging = new Set<Response>();

  function record(
    { endpoint, requestId, retryKey }: Pick<ApiEntry, "endpoint" | "requestId" | "retryKey">,
    answer: ApiAnswer,
    status = answer.status,
  ): void {
    log.add({
      kind: "api",
      endpoint,
      status,
      accepted: answer.status < 300,
      reason: answer.reason,
      requestId,
      retryKey,
      recipients: answer.recipients ?? [],
      messages: answer.messages ?? [],
      errors: answer.errors ?? (answer.status < 300 ? [] : [{ message: messageOf(answer), property: "" }]),
    });
  }

  function hang(response: Response): void {
    hanging.add(response);
    response.on("close", () => hanging.delete(response));
  }

  async function work(
    request: Request,
    requestId: string,
    endpoint: string,
    open: boolean,
    answer: (request: Request, requestId: string) => ApiAnswer | Promise<ApiAnswer>,
  ): Promise<ApiAnswer> {
    if (!open && !access.allows(request.get("authorization")))
      return refused(401, "unauthorized", UNAUTHORIZED);
    if (!allowed(endpoint)) return { ...FAULTS["429"], messages: messagesIn(request.body) };
    return answer(request, requestId);
  }

  return {
    handle:
      (endpoint, answer, { open = false } = {}) =>
      async (request, response) => {
        const requestId = opaqueToken();
        const call = { endpoint, requestId, retryKey: request.get("x-line-retry-key") };
        const fault = faults.take() ?? pushFaults.next(endpoint);
        const over = log.begin();
        try {
          if (fault === "hang") {
            record(call, refused(504, "fault", "left hanging on purpose"), 0);
            return hang(response);
          }
          const result =
            fault === "429" || fault === "500"
              ? { ...FAULTS[fault], messages: messagesIn(request.body) }
              : await work(request, requestId, endpoint, open, answer);
          if (fault === "accept_then_hang") {
            record(call, result, 0);
            return hang(response);
          }
          const answered = fault === "accept_then_500" ? FAULTS["500"] : result;
          record(call, result, answered.status);
          response
            .status(answered.status)
            .set({ "x-line-request-id": requestId, ...answered.headers })
            .json(answered.body);
        } finally {
          over();
        }
      },
    onError(problem, request, response, next) {
      const status = (problem as { status?: unknown }).status;
      if (response.headersSent || typeof status !== "number" || status >= 500) return next(problem);
      const requestId = opaqueToken();
      const details = [{ message: "The request body could not be parsed as JSON", property: "" }];
      const answer: ApiAnswer = { ...invalid(details), status };
      record({ endpoint: `${request.method} ${request.path}`, requestId }, answer);
      response.status(status).set("x-line-request-id", requestId).json(answer.body);
    },
    close() {
      for (const response of hanging) response.destroy();
      hanging.clear();
    },
  };
}

function messageOf(answer: ApiAnswer): string {
  return (answer.body as { message?: string }).message ?? answer.reason ?? "";
}

/** One token bucket for each endpoint, a second's worth deep. */
function createRateLimits(now: () => number): (endpoint: string) => boolean {
  const buckets = new Map<string, { left: number; at: number }>();
  return (endpoint) => {
    const perSecond = limitOf(endpoint);
    const at = now();
    const bucket = buckets.get(endpoint) ?? { left: perSecond, at };
    const refilled = bucket.left + (Math.max(0, at - bucket.at) * perSecond) / 1000;
    bucket.left = Math.min(perSecond, refilled);
    bucket.at = at;
    buckets.set(endpoint, bucket);
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
  };
}

function limitOf(endpoint: string): number {
  if (endpoint.endsWith("/message/multicast")) return CALLS_PER_SECOND.multicast;
  if (endpoint.endsWith("/loading/start")) return CALLS_PER_SECOND.loading;
  return CALLS_PER_SECOND.usual;
}

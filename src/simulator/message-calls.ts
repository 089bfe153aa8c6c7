import { z } from "zod";
import { createAggregation } from "./aggregation.ts";
import { type ApiAnswer, done, invalid, messagesIn, notFound, refused } from "./api-answer.ts";
import type { ChatBook } from "./chat-book.ts";
import { LOADING_SECONDS, MULTICAST_RECIPIENTS_MAX, RETRY_KEY_LIFE_MS } from "./limits.ts";
import { messageId, opaqueToken } from "./line-ids.ts";
import { lineMessages } from "./line-messages.ts";
import type { ReplyTokens } from "./reply-tokens.ts";
import type { Switches } from "./switches.ts";
import { judge, type LineMessage } from "./validate-like-line.ts";

/** A call as a handler sees it: parsed JSON, the retry key as sent, its own id. */
export interface MessageCall {
  readonly body: unknown;
  readonly retryKey: string | undefined;
  readonly requestId: string;
}

/** The endpoints that send messages or count them. */
export interface MessageCalls {
  readonly reply: (call: MessageCall) => ApiAnswer;
  readonly push: (call: MessageCall) => ApiAnswer;
  readonly multicast: (call: MessageCall) => ApiAnswer;
  readonly validate: (call: MessageCall) => ApiAnswer;
  readonly quota: () => ApiAnswer;
  readonly consumption: () => ApiAnswer;
  /** @param query as it was sent */
  readonly unitStatistics: (query: unknown) => ApiAnswer;
  readonly startLoading: (call: MessageCall) => ApiAnswer;
  readonly profile: (userId: string) => ApiAnswer;
}

export interface MessageCallParts {
  readonly book: ChatBook;
  readonly tokens: ReplyTokens;
  readonly switches: Switches;
  readonly now: () => number;
}

const USER_ID = /^U[0-9a-f]{32}$/;
const CHAT_ID = /^[UCR][0-9a-f]{32}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const WRONG_TO = "The property, 'to', in the request body is invalid (line: -, column: -)";

const units = z
  .array(z.string().regex(/^[A-Za-z0-9_]{1,30}$/))
  .max(1)
  .optional();
const replyBody = z.strictObject({
  replyToken: z.string().min(1),
  messages: lineMessages,
  notificationDisabled: z.boolean().optional(),
});
const pushBody = z.strictObject({
  to: z.string().min(1),
  messages: lineMessages,
  notificationDisabled: z.boolean().optional(),
  customAggregationUnits: units,
});
const multicastBody = z.strictObject({
  to: z.array(z.string().min(1)).min(1).max(MULTICAST_RECIPIENTS_MAX),
  messages: lineMessages,
  notificationDisabled: z.boolean().optional(),
  customAggregationUnits: units,
});
const validateBody = z.strictObject({ messages: lineMessages });
const loadingBody = z.strictObject({
  chatId: z.string().regex(USER_ID),
  loadingSeconds: z
    .number()
    .min(LOADING_SECONDS.least)
    .max(LOADING_SECONDS.most)
    .multipleOf(LOADING_SECONDS.step)
    .optional(),
});

export function createMessageCalls(parts: MessageCallParts): MessageCalls {
  const { book, tokens, switches, now } = parts;
  const usage = createUsage(now);
  const retryKeys = createRetryKeys(now);
  const aggregation = createAggregation(book, now);

  function show(userId: string, messages: readonly LineMessage[], via: "reply" | "push" | "multicast") {
    return messages.map((message) => {
      const entry = book.add(userId, { from: "bot", message, via });
      return { id: entry.id, quoteToken: opaqueToken() };
    });
  }

  /** Those who would really see a pushed message: LINE answers 200 for the others too. */
  function reachable(ids: readonly string[]): string[] {
    return [...new Set(ids)].filter(
      (id) => book.person(id)?.friendship === "following" || id.startsWith("C"),
    );
  }

  function sendPaid(
    call: MessageCall,
    to: readonly string[],
    messages: readonly LineMessage[],
    {
      via,
      units = [],
    }: { readonly via: "push" | "multicast"; readonly units?: readonly string[] | undefined },
  ) {
    const seen = retryKeys.look(call);
    if (seen) return seen;
    const receivers = reachable(to);
    if (switches.quota !== null && usage.thisMonth() + receivers.length > switches.quota) {
      return refused(429, "quota", "You have reached your monthly limit.");
    }
    usage.add(receivers.length);
    const sent = receivers.map((id) => show(id, messages, via));
    for (const unit of units) aggregation.note(unit, receivers);
    const body = via === "push" ? { sentMessages: sent[0] ?? unseen(messages) } : {};
    retryKeys.remember(call, body);
    return done(body, { recipients: receivers, messages });
  }

  return {
    reply(call) {
      if (call.retryKey !== undefined) {
        return invalid([{ message: "X-Line-Retry-Key is not supported here", property: "X-Line-Retry-Key" }]);
      }
      const verdict = judge(replyBody, call.body);
      if (!verdict.ok) return invalid(verdict.details, messagesIn(call.body));
      const target = tokens.redeem(verdict.value.replyToken);
      if (!target) return refused(400, "invalid_reply_token", "Invalid reply token");
      const messages = verdict.value.messages as LineMessage[];
      const blocked = book.person(target.chatId)?.friendship === "blocked";
      const sentMessages = blocked ? unseen(messages) : show(target.chatId, messages, "reply");
      return done({ sentMessages }, { recipients: blocked ? [] : [target.chatId], messages });
    },
    push(call) {
      const verdict = judge(pushBody, call.body);
      if (!verdict.ok) return invalid(verdict.details, messagesIn(call.body));
      const { to, messages, customAggregationUnits: units } = verdict.value;
      if (!CHAT_ID.test(to)) return refused(400, "invalid_request", WRONG_TO);
      if (to.startsWith("U") && !book.person(to))
        return refused(400, "invalid_request", "Failed to send messages");
      return sendPaid(call, [to], messages as LineMessage[], { via: "push", units });
    },
    multicast(call) {
      const verdict = judge(multicastBody, call.body);
      if (!verdict.ok) return invalid(verdict.details, messagesIn(call.body));
      const { to, messages, customAggregationUnits: units } = verdict.value;
      if (!to.every((id) => USER_ID.test(id))) return refused(400, "invalid_request", WRONG_TO);
      return sendPaid(call, to, messages as LineMessage[], { via: "multicast", units });
    },
    validate({ body }) {
      const verdict = judge(validateBody, body);
      return verdict.ok ? done() : invalid(verdict.details, messagesIn(body));
    },
    quota: () =>
      done(switches.quota === null ? { type: "none" } : { type: "limited", value: switches.quota }),
    consumption: () => done({ totalUsage: usage.thisMonth() }),
    unitStatistics: (query) => aggregation.answer(query),
    startLoading({ body }) {
      const verdict = judge(loadingBody, body);
      if (!verdict.ok) return invalid(verdict.details);
      const { chatId, loadingSeconds = LOADING_SECONDS.usual } = verdict.value;
      if (!book.person(chatId)) return notFound;
      book.showLoading(chatId, now() + loadingSeconds * 1000);
      return { status: 202, body: {}, recipients: [chatId] };
    },
    profile(userId) {
      const person = book.person(userId);
      if (person?.friendship !== "following") return notFound;
      return done({ userId, displayName: person.displayName, language: person.language });
    },
  };
}

/** What LINE answers for messages nobody will see: ids all the same. */
function unseen(messages: readonly LineMessage[]): { id: string }[] {
  return messages.map(() => ({ id: messageId() }));
}

/** Messages counted this month; LINE's months turn at midnight in Japan. */
function createUsage(now: () => number) {
  const JAPAN_MS = 9 * 3_600_000;
  const months = new Map<string, number>();
  const month = () => new Date(now() + JAPAN_MS).toISOString().slice(0, 7);
  return {
    thisMonth: () => months.get(month()) ?? 0,
    add: (count: number) => months.set(month(), (months.get(month()) ?? 0) + count),
  };
}

/** @see https://developers.line.biz/en/docs/messaging-api/retrying-api-request/ */
function createRetryKeys(now: () => number) {
  const accepted = new Map<string, { requestId: string; at: number; body: object }>();
  return {
    look({ retryKey }: MessageCall): ApiAnswer | undefined {
      if (retryKey === undefined) return undefined;
      if (!UUID.test(retryKey)) {
        return invalid([{ message: "must be a UUID", property: "X-Line-Retry-Key" }]);
      }
      const first = accepted.get(retryKey.toLowerCase());
      if (!first || now() - first.at > RETRY_KEY_LIFE_MS) return undefined;
      const answer = refused(409, "retry_key_seen", "The retry key is already accepted");
      const body = { ...(answer.body as object), ...first.body };
      return { ...answer, body, headers: { "x-line-accepted-request-id": first.requestId } };
    },
    remember({ retryKey, requestId }: MessageCall, body: object) {
      if (retryKey !== undefined) accepted.set(retryKey.toLowerCase(), { requestId, at: now(), body });
    },
  };
}

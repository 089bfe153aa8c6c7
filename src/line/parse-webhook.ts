import type { AttachmentKind, PersonAct } from "../core/conversation/event.ts";
import type { GroupAct, InboundEvent } from "../runner/inbound-event.ts";
import { cutText } from "./cut-text.ts";
import { MOST_POSTBACK_DATA_LENGTH, MOST_TEXT_LENGTH } from "./line-limits.ts";
import {
  eventHead,
  UNUSED_TYPES,
  USED_TYPES,
  type UsedEvent,
  usedEvent,
  webhookBody,
} from "./webhook-schema.ts";

/** An event nothing follows of. */
interface IgnoredEvent {
  /** LINE's event type; "unknown" for types it did not document when this was written. */
  readonly type: string;
  readonly reason: IgnoreReason;
}

/** Why nothing follows of an event. */
export type IgnoreReason =
  /** No use is made of events like this. */
  | "unused"
  /** It does not look the way LINE documents it. */
  | "malformed"
  /** Another module channel has the conversation at the moment. */
  | "standby"
  /** It happened in a 1:1 chat, and LINE does not say whose. */
  | "anonymous"
  /** It happened so long ago that LINE does not deliver it any more; somebody else may, who has kept it. */
  | "too_old";

/** The body of a webhook, sorted. */
export interface ParsedWebhook {
  /** In LINE's order. */
  readonly events: readonly InboundEvent[];
  readonly ignored: readonly IgnoredEvent[];
}

const ATTACHMENTS: readonly string[] = [
  "sticker",
  "image",
  "video",
  "audio",
  "file",
  "location",
] satisfies AttachmentKind[];

/**
 * LINE keeps to itself for how long it delivers again. The latest events of a person are known by their ids, for as
 * long as there is a session; this is for what is older than that memory.
 */
const OLDEST_EVENT_MS = 7 * 24 * 60 * 60 * 1_000;

/**
 * Turns the JSON of a webhook into events for the inbox. An event that is unknown, malformed or of no use
 * is ignored and never spoils the others; unknown properties are dropped. Undefined when the value is no
 * webhook body at all.
 * @param receivedAt epoch ms
 * @see https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
 */
export function parseWebhook(body: unknown, receivedAt: number): ParsedWebhook | undefined {
  const parsed = webhookBody.safeParse(body);
  if (!parsed.success) return undefined;
  const events: InboundEvent[] = [];
  const ignored: IgnoredEvent[] = [];
  for (const value of parsed.data.events) {
    const result = parseEvent(value, receivedAt);
    if ("reason" in result) ignored.push(result);
    else events.push(result);
  }
  return { events, ignored };
}

function parseEvent(value: unknown, receivedAt: number): InboundEvent | IgnoredEvent {
  const head = eventHead.safeParse(value);
  if (!head.success) return { type: "unknown", reason: "malformed" };
  const { mode, source, type } = head.data;
  if (UNUSED_TYPES.has(type)) return { type, reason: "unused" };
  if (!USED_TYPES.has(type)) return { type: "unknown", reason: "unused" };
  if (mode === "standby") return { type, reason: "standby" };
  if (source === undefined || (source.type === "user" && source.userId === undefined)) {
    return { type, reason: "anonymous" };
  }
  if (!["user", "group", "room"].includes(source.type)) return { type, reason: "unused" };
  const event = usedEvent.safeParse(value);
  if (!event.success) return { type, reason: "malformed" };
  if (event.data.timestamp < receivedAt - OLDEST_EVENT_MS) return { type, reason: "too_old" };
  return toInbound(event.data, receivedAt) ?? { type, reason: "unused" };
}

function toInbound(event: UsedEvent, receivedAt: number): InboundEvent | undefined {
  const common = {
    id: event.webhookEventId,
    at: event.timestamp,
    receivedAt,
    redelivered: event.deliveryContext?.isRedelivery ?? false,
    ...(event.replyToken === undefined ? {} : { replyToken: event.replyToken }),
  };
  const { source } = event;
  if (source.type === "user") {
    const act = personAct(event);
    if (act === undefined || source.userId === undefined) return undefined;
    return { ...common, source: { type: "person", personId: source.userId }, act };
  }
  const act = groupAct(event);
  if (act === undefined) return undefined;
  return { ...common, source: { type: "group", groupId: groupId(source) }, act };
}

function groupId(source: Exclude<UsedEvent["source"], { type: "user" }>): string {
  return source.type === "group" ? source.groupId : source.roomId;
}

function personAct(event: UsedEvent): PersonAct | undefined {
  switch (event.type) {
    case "message":
      return messageAct(event.message);
    case "postback":
      return { type: "tapped", data: clean(event.postback.data, MOST_POSTBACK_DATA_LENGTH) };
    case "follow":
      return { type: "followed", isUnblocked: event.follow?.isUnblocked ?? false };
    case "unfollow":
      return { type: "unfollowed" };
    case "unsend":
      return { type: "unsent", messageId: event.unsend.messageId };
    case "join":
      return undefined;
    default:
      return event satisfies never;
  }
}

function messageAct(message: Extract<UsedEvent, { type: "message" }>["message"]): PersonAct {
  if ("text" in message) {
    return { type: "typed", text: clean(message.text, MOST_TEXT_LENGTH), messageId: message.id };
  }
  return { type: "attached", kind: isAttachmentKind(message.type) ? message.type : "other" };
}

function isAttachmentKind(type: string): type is AttachmentKind {
  return ATTACHMENTS.includes(type);
}

function groupAct(event: UsedEvent): GroupAct | undefined {
  if (event.type === "join") return { type: "joined" };
  if (event.type !== "message" || !("text" in event.message)) return undefined;
  return {
    type: "typed",
    text: clean(event.message.text, MOST_TEXT_LENGTH),
    messageId: event.message.id,
  };
}

/** PostgreSQL takes neither NUL nor half an emoji, so neither comes in. */
function clean(text: string, mostLength: number): string {
  return cutText(text.replaceAll("\u0000", "").toWellFormed(), mostLength);
}

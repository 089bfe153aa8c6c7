import { z } from "zod";

/** LINE's ids are visible ASCII; PostgreSQL takes no NUL, and others would change on their way through it. */
const id = z.string().regex(/^[!-~]{1,255}$/u);
const replyToken = id.optional().catch(undefined);
/** The end of the year 9999, in epoch ms: dates that people are told lie some days after it at most. */
const LATEST = Date.UTC(10_000, 0) - 1;

/**
 * Where an event happened. `userId` is missing for people who did not consent, and always may be.
 * @see https://developers.line.biz/en/reference/messaging-api/#source-user
 */
const source = z.discriminatedUnion("type", [
  z.object({ type: z.literal("user"), userId: id.optional() }),
  z.object({ type: z.literal("group"), groupId: id }),
  z.object({ type: z.literal("room"), roomId: id }),
]);

/** What every event has in common and this project looks at; further properties are dropped. */
const common = {
  webhookEventId: id,
  timestamp: z.int().nonnegative().max(LATEST),
  source,
  deliveryContext: z.object({ isRedelivery: z.boolean().optional() }).optional(),
  replyToken,
};

/** @see https://developers.line.biz/en/reference/messaging-api/#wh-text */
const message = z.union([
  z.object({ type: z.literal("text"), id, text: z.string() }),
  z.object({ type: z.string().refine((type) => type !== "text"), id }),
]);

/**
 * The events of which something follows here.
 * @see https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
 */
export const usedEvent = z.discriminatedUnion("type", [
  z.object({ ...common, type: z.literal("message"), message }),
  z.object({ ...common, type: z.literal("postback"), postback: z.object({ data: z.string() }) }),
  z.object({
    ...common,
    type: z.literal("follow"),
    follow: z.object({ isUnblocked: z.boolean().optional() }).optional(),
  }),
  z.object({ ...common, type: z.literal("unfollow") }),
  z.object({ ...common, type: z.literal("unsend"), unsend: z.object({ messageId: id }) }),
  z.object({ ...common, type: z.literal("join") }),
]);

/** An event of which something follows here. */
export type UsedEvent = z.infer<typeof usedEvent>;

/** The types of {@link UsedEvent}. */
export const USED_TYPES: ReadonlySet<string> = new Set<UsedEvent["type"]>([
  "message",
  "postback",
  "follow",
  "unfollow",
  "unsend",
  "join",
]);

/**
 * Event types LINE documents and nothing follows of.
 * @see https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
 */
export const UNUSED_TYPES: ReadonlySet<string> = new Set([
  "messageEdited",
  "leave",
  "memberJoined",
  "memberLeft",
  "videoPlayComplete",
  "beacon",
  "accountLink",
  "membership",
  "module",
  "activated",
  "deactivated",
  "botSuspended",
  "botResumed",
  "delivery",
]);

/** What decides about an event before anything else is looked at. */
export const eventHead = z.object({
  type: z.string(),
  mode: z.string().optional(),
  source: z.object({ type: z.string(), userId: z.string().min(1).optional().catch(undefined) }).optional(),
});

/** @see https://developers.line.biz/en/reference/messaging-api/#request-body */
export const webhookBody = z.object({ events: z.array(z.unknown()) });

import { accountId, messageId, opaqueToken, ulid } from "../../../src/simulator/line-ids.ts";
import { type LineEvent, signatureOf } from "../../../src/simulator/webhook-sender.ts";

/** A POST that is ready to go. */
export interface LoadRequest {
  readonly body: Buffer | string;
  readonly headers: Readonly<Record<string, string>>;
}

const DESTINATION = accountId("U");

/** Somebody typed something: a made-up person unless one is named. The event id and reply token are new. */
export function textEvent({ userId = accountId("U"), text = "เริ่ม" } = {}): LineEvent {
  return {
    type: "message",
    message: { type: "text", id: messageId(), quoteToken: opaqueToken(), text },
    ...whatAllHave(userId),
  };
}

/** Somebody tapped a button. The event id and reply token are new. */
export function postbackEvent({ userId = accountId("U"), data = "a=menu" } = {}): LineEvent {
  return { type: "postback", postback: { data }, ...whatAllHave(userId) };
}

function whatAllHave(userId: string) {
  const now = Date.now();
  return {
    webhookEventId: ulid(now),
    deliveryContext: { isRedelivery: false },
    timestamp: now,
    source: { type: "user", userId },
    replyToken: opaqueToken(),
    mode: "active",
  } as const;
}

/** One POST with these events, in this order, as LINE makes and signs it. */
export function signedWebhook(channelSecret: string, events: readonly LineEvent[]): LoadRequest {
  const body = JSON.stringify({ destination: DESTINATION, events });
  return {
    body,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "user-agent": "LineBotWebhook/2.0",
      "x-line-signature": signatureOf(channelSecret, body),
    },
  };
}

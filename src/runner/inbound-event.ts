import type { PersonAct } from "../core/conversation/event.ts";

/** What happened in a group or room, as far as the bot cares. */
export type GroupAct =
  | { readonly type: "joined" }
  | { readonly type: "typed"; readonly text: string; readonly messageId: string };

/**
 * An event as it lies in the durable inbox, of a 1:1 chat or of a group or room where others can read: parsed at the
 * door, nothing in it that is not needed.
 */
export type InboundEvent = {
  /** LINE's `webhookEventId`; the same when delivered again. */
  readonly id: string;
  /** When it happened, epoch ms (LINE's `timestamp`). */
  readonly at: number;
  /** When the webhook took it in, epoch ms. */
  readonly receivedAt: number;
  readonly redelivered: boolean;
  /** Absent when no reply is possible. */
  readonly replyToken?: string | undefined;
} & (
  | { readonly source: { readonly type: "person"; readonly personId: string }; readonly act: PersonAct }
  | { readonly source: { readonly type: "group"; readonly groupId: string }; readonly act: GroupAct }
);

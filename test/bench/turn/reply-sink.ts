import { setTimeout as pause } from "node:timers/promises";
import { type LightAnswer, startLightServer } from "../../support/light-server.ts";

/** A stand-in of LINE that is as light as can be: takes every reply at once and tells when it came. */
export interface ReplySink {
  /** Where LINE's API is. */
  readonly origin: string;
  /** Bytes of the replies' bodies so far, and how many replies that were. */
  readonly received: { replies: number; bytes: number };
  /** What else was called, and how often: `"GET /v2/bot/…"`. */
  readonly otherCalls: ReadonlyMap<string, number>;
  /** So long a reply that is here waits for its 200, ms; 0 at first. */
  answerAfterMs: number;
  close(): Promise<void>;
}

const REPLY = "/v2/bot/message/reply";
const SENT: LightAnswer = { status: 200, body: { sentMessages: [{ id: "1" }] } };
const PROFILE: LightAnswer = {
  status: 200,
  body: { displayName: "ผู้ทดลอง", userId: "U", language: "th" },
};

/** @param onReply called with the reply token as soon as the whole reply is here, before it is answered */
export async function startReplySink(onReply: (replyToken: string) => void): Promise<ReplySink> {
  const received = { replies: 0, bytes: 0 };
  const otherCalls = new Map<string, number>();
  const answering = { afterMs: 0 };
  const { origin, close } = await startLightServer(async (request, body) => {
    const isReply = request.url === REPLY;
    if (isReply) {
      received.replies += 1;
      received.bytes += body.length;
      onReply(/"replyToken":"([^"]+)"/u.exec(body.toString("utf8"))?.[1] ?? "");
    } else {
      const call = `${request.method} ${request.url?.replace(/[0-9a-f]{32}/u, "…")}`;
      otherCalls.set(call, (otherCalls.get(call) ?? 0) + 1);
    }
    if (answering.afterMs > 0) await pause(answering.afterMs);
    return isReply ? SENT : PROFILE;
  });
  return {
    origin,
    received,
    otherCalls,
    set answerAfterMs(afterMs: number) {
      answering.afterMs = afterMs;
    },
    get answerAfterMs() {
      return answering.afterMs;
    },
    close,
  };
}

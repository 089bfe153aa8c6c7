import { expect, it } from "vitest";
import { parseWebhook } from "../../../src/line/parse-webhook.ts";
import { createSignatureCheck } from "../../../src/line/verify-signature.ts";
import { postbackEvent, signedWebhook, textEvent } from "./line-webhook.ts";

it("makes webhooks the service accepts, every event of its own", () => {
  const events = [
    textEvent({ userId: "U-a", text: "สวัสดี" }),
    postbackEvent({ userId: "U-a", data: "a=1" }),
    textEvent(),
  ];
  const { body, headers } = signedWebhook("secret", events);
  expect(createSignatureCheck(["secret"])(Buffer.from(body), headers["x-line-signature"])).toBe(true);
  const parsed = parseWebhook(JSON.parse(body.toString()), 5);
  expect(parsed?.ignored).toEqual([]);
  expect(parsed?.events.map(({ act }) => act).slice(0, 2)).toEqual([
    { type: "typed", text: "สวัสดี", messageId: expect.any(String) },
    { type: "tapped", data: "a=1" },
  ]);
  const told = parsed?.events.flatMap(({ id, replyToken }) => [id, replyToken]);
  expect(new Set(told).size).toBe(6);
});

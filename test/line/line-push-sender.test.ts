import nock from "nock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { OutgoingMessage } from "../../src/core/conversation/message.ts";
import { fixedToken } from "../../src/line/channel-access-token.ts";
import type { FlexTemplates } from "../../src/line/flex-template.ts";
import { LinePushSender } from "../../src/line/line-push-sender.ts";
import { createMessageRenderer } from "../../src/line/render-message.ts";
import choice from "./choice-template.json" with { type: "json" };
import { nobodysOrigin, startScriptedLine } from "./scripted-line.ts";

const BASE = "https://line.example";
const PUSH = "/v2/bot/message/push";
const PERSON = "U00000000000000000000000000000001";
const RETRY_KEY = "123e4567-e89b-12d3-a456-426614174000";
const TEXT: OutgoingMessage = { type: "text", text: "สวัสดี" };
const RENDERED = [{ type: "text", text: "สวัสดี" }];

function setUp(apiBaseURL = BASE) {
  const logged: [string, object][] = [];
  const record = (level: string) => (fields: object) => void logged.push([level, fields]);
  const log = { info: record("info"), warn: record("warn"), error: record("error") };
  const sender = new LinePushSender({
    tokens: fixedToken("token"),
    apiBaseURL,
    // The other cards are not used here.
    render: createMessageRenderer({ choice } as unknown as FlexTemplates, log),
    log,
  });
  const push = (timeoutMs = 5_000) =>
    sender.push({
      personId: PERSON,
      body: JSON.stringify(RENDERED),
      retryKey: RETRY_KEY,
      unitTag: "run_1",
      timeoutMs,
    });
  return { sender, push, logged };
}

const pushed = () =>
  nock(BASE, { reqheaders: { "x-line-retry-key": RETRY_KEY, authorization: "Bearer token" } }).post(PUSH, {
    to: PERSON,
    messages: RENDERED,
    customAggregationUnits: ["run_1"],
  });

function quota(value: object, totalUsage: number) {
  nock(BASE).get("/v2/bot/message/quota").reply(200, value);
  nock(BASE).get("/v2/bot/message/quota/consumption").reply(200, { totalUsage });
}

beforeEach(() => {
  nock.disableNetConnect();
  nock.enableNetConnect("127.0.0.1");
});

afterEach(() => {
  const left = nock.pendingMocks();
  nock.abortPendingRequests();
  nock.cleanAll();
  nock.enableNetConnect();
  expect(left).toEqual([]);
});

describe("an attempt to push", () => {
  for (const [status, body, attempt] of [
    [200, { sentMessages: [] }, "accepted"],
    [409, { message: "The retry key is already accepted" }, "accepted"],
    [400, { message: "Failed to send messages" }, "refused"],
    [413, {}, "refused"],
    [401, {}, "not_accepted"],
    [403, {}, "not_accepted"],
    [404, {}, "not_accepted"],
    [500, {}, "unclear"],
    [503, "<html>", "unclear"],
  ] as const) {
    test(`that LINE answers with ${status} is ${attempt}`, async () => {
      const { push } = setUp();
      pushed().reply(status, body);
      expect(await push()).toBe(attempt);
    });
  }

  test("that never left is not accepted; one that broke on its way is unclear", async () => {
    const line = await startScriptedLine("breaks");
    const attempts = [await setUp(await nobodysOrigin()).push(), await setUp(line.origin).push()];
    await line.close();
    expect(attempts).toEqual(["not_accepted", "unclear"]);
  });

  test("without an answer in time is unclear", async () => {
    const line = await startScriptedLine("hangs");
    const attempt = await setUp(line.origin).push(1_000);
    await line.close();
    expect(attempt).toBe("unclear");
  });

  test("carries the messages to the byte as they were stored", async () => {
    const line = await startScriptedLine([200]);
    await setUp(line.origin).push();
    await line.close();
    expect(line.arrived[0]).toContain(`"messages":${JSON.stringify(RENDERED)}`);
    expect(JSON.parse(line.arrived[0] ?? "")).toEqual({
      to: PERSON,
      messages: RENDERED,
      customAggregationUnits: ["run_1"],
    });
  });
});

describe("a 429", () => {
  test("means the monthly quota when that is used up, and LINE is asked once for many of them", async () => {
    const { push } = setUp();
    pushed().times(3).reply(429, { message: "whatever" });
    quota({ type: "limited", value: 500 }, 500);
    expect(await Promise.all([push(), push(), push()])).toEqual(Array(3).fill("quota_reached"));
  });

  for (const [message, attempt] of [
    ["The API rate limit has been exceeded. Try again later.", "rate_limited"],
    ["", "rate_limited"],
    ["The API rate limit has been exceeded for the user of this token", "rate_limited"],
    ["Too many messages have been sent to this user", "try_later"],
    ["A concurrent operation is in progress", "try_later"],
  ] as const) {
    test(`with "${message}" and messages left means ${attempt}`, async () => {
      const { push } = setUp();
      pushed().reply(429, { message });
      quota({ type: "limited", value: 500 }, 499);
      expect(await push()).toBe(attempt);
    });
  }

  test("is about the rate when there is no quota, or it cannot be read", async () => {
    const { push } = setUp();
    pushed().reply(429, {});
    quota({ type: "none" }, 1_000_000);
    expect(await push()).toBe("rate_limited");
    const other = setUp();
    pushed().reply(429, {});
    nock(BASE).get("/v2/bot/message/quota").reply(500, {});
    nock(BASE).get("/v2/bot/message/quota/consumption").reply(500, {});
    expect(await other.push()).toBe("rate_limited");
  });
});

test("the same trouble of the channel is logged once, without whom it was for", async () => {
  const { push, logged } = setUp();
  pushed().times(2).reply(403, { message: "Not authorized", details: [] });
  await Promise.all([push(), push()]);
  expect(logged).toEqual([
    ["error", { endpoint: "push", status: 403, properties: [], requestId: undefined }],
  ]);
});

test("messages are rendered as LINE takes them; nothing when nothing of them can be shown", () => {
  const { sender } = setUp();
  expect(sender.render([TEXT])).toBe(JSON.stringify(RENDERED));
  expect(sender.render([{ type: "text", text: "" }])).toBeUndefined();
});

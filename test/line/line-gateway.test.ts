import nock from "nock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { OutgoingMessage } from "../../src/core/conversation/message.ts";
import type { ChannelAccessTokenSource } from "../../src/line/channel-access-token.ts";
import type { FlexTemplates } from "../../src/line/flex-template.ts";
import { LineGateway } from "../../src/line/line-gateway.ts";
import { createMessageRenderer } from "../../src/line/render-message.ts";
import choice from "./choice-template.json" with { type: "json" };
import { type Fate, nobodysOrigin, type ScriptedLine, startScriptedLine } from "./scripted-line.ts";

const BASE = "https://line.example";
const REPLY = "/v2/bot/message/reply";
const PUSH = "/v2/bot/message/push";
const PERSON = "U00000000000000000000000000000001";
const RETRY_KEY = "123e4567-e89b-12d3-a456-426614174000";
const DEADLINE_AT = 60_000;

const TEXT: OutgoingMessage = { type: "text", text: "สวัสดี" };
const CARD: OutgoingMessage = {
  type: "card",
  card: "choice",
  values: { title: "เมนู", text: "", note: "", buttons: [] },
  text: "เมนูเป็นข้อความ",
};
const RENDERED = { type: "text", text: "สวัสดี" };
const CARD_AS_TEXT = { type: "text", text: "เมนูเป็นข้อความ" };

const INVALID_TOKEN = { message: "Invalid reply token" };
const INVALID_MESSAGES = {
  message: "A message (messages[0]) in the request body is invalid",
  details: [{ message: "invalid", property: "/body/contents/0" }],
};

/** Tokens one after the other, the last for ever. */
function tokensOf(...values: string[]): ChannelAccessTokenSource {
  let index = 0;
  const value = () => values[index] ?? "";
  const replace = async () => {
    index = Math.min(index + 1, values.length - 1);
    return value();
  };
  return { current: async () => value(), replace };
}

/** Long enough for an answer that comes, short enough to wait for one that does not. */
const IMPATIENT = { callTimeoutMs: 1_000 };

interface SetUp {
  tokens?: ChannelAccessTokenSource;
  apiBaseURL?: string;
  callTimeoutMs?: number;
}

function setUp(options: SetUp = {}) {
  const logged: unknown[] = [];
  const record = (...all: unknown[]) => void logged.push(all);
  const log = { info: record, warn: record, error: record };
  const clock = { at: 0, now: () => clock.at };
  const calls: string[] = [];
  const gateway = new LineGateway({
    tokens: tokensOf("token"),
    apiBaseURL: BASE,
    // The other cards are not used here.
    render: createMessageRenderer({ choice } as unknown as FlexTemplates, log),
    clock,
    log,
    pause: async (durationMs) => {
      clock.at += durationMs;
    },
    observe: ({ endpoint, result }) => calls.push(`${endpoint} ${result}`),
    ...options,
  });
  const reply = (message = TEXT) => gateway.reply("reply-token", [message], DEADLINE_AT);
  const push = (message = TEXT) => gateway.push(PERSON, [message], RETRY_KEY, DEADLINE_AT);
  return { gateway, reply, push, clock, calls, logged };
}

const replied = (messages = [RENDERED]) =>
  nock(BASE, { badheaders: ["x-line-retry-key"] }).post(REPLY, { replyToken: "reply-token", messages });

const pushed = (messages = [RENDERED]) =>
  nock(BASE, { reqheaders: { "x-line-retry-key": RETRY_KEY } }).post(PUSH, { to: PERSON, messages });

const broken = () => Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });

const scripted: ScriptedLine[] = [];

/** LINE on a real connection: what a connection did decides there. */
async function lineThat(...fates: Parameters<typeof startScriptedLine>) {
  const line = await startScriptedLine(...fates);
  scripted.push(line);
  return { line, apiBaseURL: line.origin };
}

function quota(value: object, totalUsage: number) {
  nock(BASE).get("/v2/bot/message/quota").reply(200, value);
  nock(BASE).get("/v2/bot/message/quota/consumption").reply(200, { totalUsage });
}

beforeEach(() => {
  nock.disableNetConnect();
  nock.enableNetConnect("127.0.0.1");
});

afterEach(async () => {
  await Promise.all(scripted.splice(0).map((line) => line.close()));
  const left = nock.pendingMocks();
  nock.abortPendingRequests();
  nock.cleanAll();
  nock.enableNetConnect();
  expect(left).toEqual([]);
});

describe("a reply", () => {
  test("is delivered with the present token", async () => {
    const { reply, calls } = setUp();
    replied().matchHeader("authorization", "Bearer token").reply(200, { sentMessages: [] });
    expect(await reply()).toBe("delivered");
    expect(calls).toEqual(["reply accepted"]);
  });

  test("is delivered even when LINE's answer is garbled", async () => {
    const { reply } = setUp();
    replied().reply(200, "<html>");
    expect(await reply()).toBe("delivered");
  });

  test("is delivered as soon as LINE says so, though the rest of its answer does not come", async () => {
    const { reply } = setUp(IMPATIENT);
    replied().delay(60_000).reply(200, {});
    expect(await reply()).toBe("delivered");
  });

  test("is tried again with the same token while LINE is busy or broken", async () => {
    const { reply, calls } = setUp();
    replied().reply(429, { message: "The API rate limit has been exceeded" });
    replied().reply(500, "");
    replied().reply(503, "<html>");
    replied().reply(200, {});
    expect(await reply()).toBe("delivered");
    expect(calls).toEqual(["reply 429", "reply 500", "reply 503", "reply accepted"]);
  });

  test("fails for certain when LINE has too many calls until the deadline", async () => {
    const { reply, clock } = setUp();
    replied().reply(429, {});
    replied().reply(429, () => {
      clock.at = DEADLINE_AT - 1;
      return {};
    });
    expect(await reply()).toBe("failed");
  });

  test("is unsure when LINE fails until the deadline, and waits no longer", async () => {
    const { reply, clock, calls } = setUp();
    replied().times(5).reply(500, {});
    replied().reply(500, () => {
      clock.at = DEADLINE_AT - 1;
      return {};
    });
    expect(await reply()).toBe("unsure");
    expect(clock.at).toBe(DEADLINE_AT - 1);
    expect(calls.length).toBe(6);
  });

  test("finds the token gone", async () => {
    const { reply } = setUp();
    replied().reply(400, INVALID_TOKEN);
    expect(await reply()).toBe("token_gone");
  });

  test("is delivered when the token turns out used after an attempt without an answer", async () => {
    const { apiBaseURL } = await lineThat("breaks", [400, INVALID_TOKEN]);
    const { reply, calls } = setUp({ apiBaseURL });
    expect(await reply()).toBe("delivered");
    expect(calls).toEqual(["reply unanswered", "reply 400"]);
  });

  test("is delivered when the token turns out used, in whatever words LINE says so", async () => {
    const { apiBaseURL } = await lineThat("breaks", [400, { message: "Bad request" }]);
    const { reply } = setUp({ apiBaseURL });
    expect(await reply()).toBe("delivered");
  });

  test("may be delivered when the token turns out used after a server error", async () => {
    const { reply } = setUp();
    replied().reply(500, {});
    replied().reply(400, INVALID_TOKEN);
    expect(await reply()).toBe("ambiguous");
  });

  test("may be delivered when no attempt was answered until the deadline", async () => {
    const late = (): Fate => {
      clock.at = DEADLINE_AT;
      return [500];
    };
    const { apiBaseURL } = await lineThat([500], "hangs", late);
    const { reply, clock } = setUp({ ...IMPATIENT, apiBaseURL });
    expect(await reply()).toBe("ambiguous");
  });

  test("is delivered when it times out first and is accepted then", async () => {
    const { apiBaseURL } = await lineThat("hangs", [200]);
    const { reply, calls } = setUp({ ...IMPATIENT, apiBaseURL });
    expect(await reply()).toBe("delivered");
    expect(calls).toEqual(["reply unanswered", "reply accepted"]);
  });

  test("goes out as text when LINE refuses the card", async () => {
    const { reply, logged } = setUp();
    const isCard = (body: { messages?: { type: string }[] }) => body.messages?.[0]?.type === "flex";
    nock(BASE).post(REPLY, isCard).reply(400, INVALID_MESSAGES, { "x-line-request-id": "request-1" });
    replied([CARD_AS_TEXT]).reply(200, {});
    expect(await reply(CARD)).toBe("delivered");
    expect(logged).toEqual([
      [
        { endpoint: "reply", status: 400, properties: ["/body/contents/0"], requestId: "request-1" },
        "LINE refused a request",
      ],
    ]);
  });

  test("is refused when LINE refuses the text of the card as well", async () => {
    const { reply } = setUp();
    nock(BASE).post(REPLY).twice().reply(400, INVALID_MESSAGES);
    expect(await reply(CARD)).toBe("refused");
  });

  test("is refused when the card LINE refuses has no text", async () => {
    const { reply, calls } = setUp();
    nock(BASE).post(REPLY).reply(400, INVALID_MESSAGES);
    expect([await reply({ ...CARD, text: "" }), calls]).toEqual(["refused", ["reply 400"]]);
  });

  test("is refused at once when it was text already", async () => {
    const { reply } = setUp();
    replied().reply(400, INVALID_MESSAGES);
    expect(await reply()).toBe("refused");
  });

  test("is refused when there is nothing to send", async () => {
    const { reply, calls } = setUp();
    expect(await reply({ type: "text", text: "" })).toBe("refused");
    expect(calls).toEqual([]);
  });

  test("gets a fresh channel access token when LINE does not accept the old one", async () => {
    const { reply, push } = setUp({ tokens: tokensOf("old", "new") });
    replied().matchHeader("authorization", "Bearer old").reply(401, { message: "Authentication failed" });
    replied().matchHeader("authorization", "Bearer new").reply(200, {});
    pushed().matchHeader("authorization", "Bearer new").reply(200, {});
    expect([await reply(), await push()]).toEqual(["delivered", "delivered"]);
  });

  test("fails when LINE accepts no channel access token", async () => {
    const { reply, logged } = setUp({ tokens: tokensOf("old", "new") });
    replied().twice().reply(401, { message: "Authentication failed old new" });
    expect(await reply()).toBe("failed");
    expect(JSON.stringify(logged)).not.toMatch(/old|new/);
  });

  test("fails when no channel access token can be had", async () => {
    const tokens = {
      current: () => Promise.reject(new Error("no")),
      replace: () => Promise.reject(new Error("no")),
    };
    expect(await setUp({ tokens }).reply()).toBe("failed");
  });

  test("fails after the deadline without a call", async () => {
    const { reply, clock, calls } = setUp();
    clock.at = DEADLINE_AT;
    expect([await reply(), calls]).toEqual(["failed", []]);
  });

  test("fails when nobody listens", async () => {
    const { reply, calls } = setUp({ apiBaseURL: await nobodysOrigin() });
    expect(await reply()).toBe("failed");
    expect(new Set(calls)).toEqual(new Set(["reply not_sent"]));
  });

  test("may be delivered when the connection breaks after sending", async () => {
    const { apiBaseURL } = await lineThat("breaks");
    const { reply, calls } = setUp({ apiBaseURL });
    expect(await reply()).toBe("ambiguous");
    expect(new Set(calls)).toEqual(new Set(["reply unanswered"]));
  });
});

describe("a push", () => {
  test("is delivered with its retry key", async () => {
    const { push } = setUp();
    pushed().reply(200, {});
    expect(await push()).toBe("delivered");
  });

  test("is delivered when LINE knows the retry key", async () => {
    const { apiBaseURL } = await lineThat("breaks", [409, { message: "The retry key is already accepted" }]);
    const { push, calls, logged } = setUp({ apiBaseURL });
    expect([await push(), calls]).toEqual(["delivered", ["push unanswered", "push 409"]]);
    expect(logged).toEqual([]);
  });

  test("is tried again with the same key after errors of LINE and time-outs", async () => {
    const { line, apiBaseURL } = await lineThat([502], "hangs", [200]);
    const { push } = setUp({ ...IMPATIENT, apiBaseURL });
    expect(await push()).toBe("delivered");
    expect(line.arrived.length).toBe(3);
  });

  test.each([
    ["server errors", [500] as const],
    ["broken connections", "breaks" as const],
  ])("may be delivered after %s until the deadline", async (_what, fate) => {
    const last = (): Fate => {
      clock.at = DEADLINE_AT;
      return fate;
    };
    const { apiBaseURL } = await lineThat(fate, last);
    const { push, clock } = setUp({ apiBaseURL });
    expect(await push()).toBe("ambiguous");
  });

  test("finds the monthly quota used up", async () => {
    const { push, calls } = setUp();
    pushed().reply(429, { message: "You have reached your monthly limit." });
    quota({ type: "limited", value: 500 }, 500);
    expect(await push()).toBe("quota_reached");
    expect(calls).toEqual(["push 429", "quota accepted", "quota accepted"]);
  });

  test.each([
    ["there is quota left", () => quota({ type: "limited", value: 500 }, 499)],
    ["there is no quota", () => quota({ type: "none" }, 100_000)],
    [
      "the quota cannot be read",
      () => {
        nock(BASE).get("/v2/bot/message/quota").reply(500, {});
        nock(BASE).get("/v2/bot/message/quota/consumption").reply(200, {});
      },
    ],
  ])("waits for the rate limit when %s", async (_what, answer) => {
    const { push } = setUp();
    pushed().reply(429, {});
    answer();
    pushed().reply(200, {});
    expect(await push()).toBe("delivered");
  });

  test("fails when it is too often too much until the deadline", async () => {
    const { push, clock } = setUp();
    pushed().reply(429, () => {
      clock.at = DEADLINE_AT - 1;
      return {};
    });
    quota({ type: "none" }, 0);
    expect(await push()).toBe("failed");
  });

  test("goes out as text, with the same key, when LINE refuses the card", async () => {
    const { push } = setUp();
    nock(BASE, { reqheaders: { "x-line-retry-key": RETRY_KEY } })
      .post(PUSH)
      .reply(400, INVALID_MESSAGES);
    pushed([CARD_AS_TEXT]).reply(200, {});
    expect(await push(CARD)).toBe("delivered");
  });

  test("is refused when LINE takes neither card nor text", async () => {
    const { push } = setUp();
    nock(BASE).post(PUSH).twice().reply(400, { message: "Failed to send messages" });
    expect(await push(CARD)).toBe("refused");
  });

  test("fails when the channel may not push", async () => {
    const { push } = setUp();
    pushed().reply(403, { message: "Access to this API is not available for your account" });
    expect(await push()).toBe("failed");
  });
});

describe("the loading animation", () => {
  test.each([
    [1, 5],
    [5, 5],
    [7, 10],
    [300, 60],
  ])("asked for %i seconds is shown for %i", async (seconds, loadingSeconds) => {
    const { gateway } = setUp();
    nock(BASE).post("/v2/bot/chat/loading/start", { chatId: PERSON, loadingSeconds }).reply(202, {});
    expect(await gateway.showLoading(PERSON, seconds)).toBeUndefined();
  });

  test("is not worth any trouble", async () => {
    const { gateway } = setUp(IMPATIENT);
    nock(BASE).post("/v2/bot/chat/loading/start").reply(500, {});
    nock(BASE).post("/v2/bot/chat/loading/start").replyWithError(broken());
    nock(BASE).post("/v2/bot/chat/loading/start").delay(60_000).reply(202, {});
    await gateway.showLoading(PERSON, 5);
    await gateway.showLoading(PERSON, 5);
    await gateway.showLoading(PERSON, 5);
  });
});

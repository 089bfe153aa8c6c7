import { createHmac } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import express from "express";
import request from "supertest";
import { afterEach, describe, expect, test } from "vitest";
import { createWebhookRouter, type WebhookOptions } from "../../src/line/webhook-router.ts";
import type { InboundEvent } from "../../src/runner/inbound-event.ts";

// LINE's own example of a signature.
const LINES_BODY = '{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}';
const LINES_SECRET = "8c570fa6dd201bb328f1c1eac23a96d8";
const LINES_SIGNATURE = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=";
const OLD_SECRET = "0123456789abcdef0123456789abcdef";

const followed = (id: string) => ({
  type: "follow",
  mode: "active",
  timestamp: 1,
  source: { type: "user", userId: `U-${id}` },
  webhookEventId: id,
  deliveryContext: { isRedelivery: false },
  replyToken: `token-${id}`,
});

const sign = (body: string | Buffer, secret = LINES_SECRET) =>
  createHmac("sha256", secret).update(body).digest("base64");

function setUp(options: Partial<WebhookOptions> = {}) {
  const appended: (readonly InboundEvent[])[] = [];
  const told: unknown[] = [];
  const logged: unknown[] = [];
  const record = (...all: unknown[]) => void logged.push(all);
  const router = createWebhookRouter({
    channelSecrets: [LINES_SECRET, OLD_SECRET],
    inbox: { append: async (events) => void appended.push(events) },
    clock: { now: () => 5_000 },
    isMeantForBot: (text) => text === "menu",
    log: { info: record, warn: record, error: record },
    metrics: {
      answered: (status) => told.push(["answered", status]),
      accepted: (count) => told.push(["accepted", count]),
      ignored: (type, reason) => told.push(["ignored", type, reason]),
    },
    ...options,
  });
  const app = express().use(router);
  const post = (body: string, signature: string | undefined = sign(body)) => {
    const posting = request(app).post("/webhook").set("Content-Type", "application/json");
    if (signature !== undefined) posting.set("x-line-signature", signature);
    return posting.send(body);
  };
  return { app, appended, told, logged, post };
}

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

describe("the webhook", () => {
  test("accepts LINE's own example without touching the inbox", async () => {
    const { appended, post } = setUp();
    const answer = await post(LINES_BODY, LINES_SIGNATURE);
    expect([answer.status, answer.text, appended]).toEqual([200, "", []]);
  });

  test("never stores what people say to each other in a group", async () => {
    const { appended, post, told } = setUp();
    const said = (id: string, text: string) => ({
      ...followed(id),
      type: "message",
      source: { type: "group", groupId: "C1", userId: "U1" },
      message: { type: "text", id: `m${id}`, text },
    });
    const answer = await post(JSON.stringify({ events: [said("1", "see you at noon"), said("2", "menu")] }));
    expect(answer.status).toBe(200);
    expect(appended.flat().map(({ id }) => id)).toEqual(["2"]);
    expect(told).toContainEqual(["ignored", "message", "unused"]);
  });

  test("puts all events of a request into the inbox at once", async () => {
    const { appended, post, told } = setUp();
    const events = [followed("1"), followed("2"), { ...followed("3"), type: "leave" }, null];
    const answer = await post(JSON.stringify({ events }));
    const expected = (id: string) => ({
      id,
      at: 1,
      receivedAt: 5_000,
      redelivered: false,
      replyToken: `token-${id}`,
      source: { type: "person", personId: `U-${id}` },
      act: { type: "followed", isUnblocked: false },
    });
    expect([answer.status, answer.text]).toEqual([200, ""]);
    expect(appended).toEqual([[expected("1"), expected("2")]]);
    expect(told).toEqual([
      ["ignored", "leave", "unused"],
      ["ignored", "unknown", "malformed"],
      ["accepted", 2],
      ["answered", 200],
    ]);
  });

  test("accepts the other secret while it is being changed", async () => {
    const answer = await setUp().post(LINES_BODY, sign(LINES_BODY, OLD_SECRET));
    expect(answer.status).toBe(200);
  });

  test("checks the bytes as they came, not as they mean", async () => {
    const { post } = setUp();
    const spaced = LINES_BODY.replace(":", " :");
    expect((await post(spaced, LINES_SIGNATURE)).status).toBe(401);
    expect((await post(spaced)).status).toBe(200);
  });

  test("takes a body whatever its content type", async () => {
    const { app } = setUp();
    const posting = request(app).post("/webhook").set("x-line-signature", LINES_SIGNATURE);
    const answer = await posting.set("Content-Type", "text/plain").send(LINES_BODY);
    expect(answer.status).toBe(200);
  });

  test.each([
    ["forged", sign(LINES_BODY, "another secret")],
    ["empty", ""],
    ["cut", LINES_SIGNATURE.slice(0, 20)],
    ["no base64", "ลายเซ็น".replace(/./g, "?")],
  ])("refuses a signature that is %s and says nothing", async (_what, signature) => {
    const { appended, post } = setUp();
    const body = JSON.stringify({ events: [followed("1")] });
    const answer = await post(body, signature);
    expect([answer.status, answer.text, appended]).toEqual([401, "", []]);
  });

  test("refuses a request without a signature", async () => {
    const { app } = setUp();
    const answer = await request(app).post("/webhook").send({ events: [] });
    expect([answer.status, answer.text]).toEqual([401, ""]);
    expect((await request(app).post("/webhook")).status).toBe(401);
  });

  test.each(["", "สวัสดี", "{", "[]", "null", '{"events":1}'])("refuses %j as a body", async (body) => {
    const answer = await setUp().post(body);
    expect([answer.status, answer.text]).toEqual([400, ""]);
  });

  test("refuses 2 MB", async () => {
    const { appended, post } = setUp();
    const answer = await post(JSON.stringify({ events: [followed("1")], padding: "x".repeat(2_000_000) }));
    expect([answer.status, answer.text, appended]).toEqual([413, "", []]);
  });

  test("refuses a compressed body", async () => {
    const { app } = setUp();
    const posting = request(app).post("/webhook").set("Content-Encoding", "gzip");
    const answer = await posting.set("x-line-signature", LINES_SIGNATURE).send(LINES_BODY);
    expect([answer.status, answer.text]).toEqual([415, ""]);
  });

  test("lives on after a body that is cut off", async () => {
    const { app, appended, logged } = setUp();
    const server = app.listen(0, "127.0.0.1");
    cleanUps.push(() => server.close());
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const socket = connect(port, "127.0.0.1");
    const arrived = once(server, "request");
    socket.write("POST /webhook HTTP/1.1\r\nHost: bot\r\nContent-Length: 100\r\n\r\nhalf of it");
    const [incoming] = await arrived;
    const gone = new Promise((resolve) => incoming.once("close", resolve));
    socket.destroy();
    await gone;
    const posting = request(server).post("/webhook").set("x-line-signature", LINES_SIGNATURE);
    const answer = await posting.set("Content-Type", "application/json").send(LINES_BODY);
    expect([answer.status, appended, logged]).toEqual([200, [], []]);
  });

  test("answers 503 when the inbox refuses, and logs neither texts nor addresses", async () => {
    const trouble = Object.assign(new Error("redis://:secret@host cannot be reached"), {
      code: "UNAVAILABLE",
    });
    const { logged, post, told } = setUp({ inbox: { append: () => Promise.reject(trouble) } });
    const answer = await post(JSON.stringify({ events: [followed("1")] }));
    expect([answer.status, answer.text]).toEqual([503, ""]);
    expect(logged).toEqual([
      [
        { error: "Error", code: "UNAVAILABLE", at: expect.any(Array), events: 1 },
        "the inbox did not take webhook events",
      ],
    ]);
    expect(JSON.stringify(logged)).not.toContain("secret");
    expect(told).toEqual([["answered", 503]]);
  });

  test("answers 503 when the inbox is slow, whatever it does later", async () => {
    let fail: (reason: Error) => void = () => undefined;
    const never = new Promise<void>((_, reject) => {
      fail = reject;
    });
    const { logged, post } = setUp({ inbox: { append: () => never }, appendTimeoutMs: 5 });
    const answer = await post(JSON.stringify({ events: [followed("1")] }));
    fail(new Error("too late"));
    expect([answer.status, answer.text]).toEqual([503, ""]);
    expect(logged).toEqual([
      [
        { error: "DeadlineError", code: "DEADLINE", at: expect.any(Array), events: 1 },
        "the inbox did not take webhook events",
      ],
    ]);
  });

  test("answers 200 only when the events are safe", async () => {
    let isSafe = false;
    const append = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      isSafe = true;
    };
    const { post } = setUp({ inbox: { append } });
    const answer = await post(JSON.stringify({ events: [followed("1")] }));
    expect([answer.status, isSafe]).toEqual([200, true]);
  });

  test("shows no stack trace when something unforeseen happens", async () => {
    const clock = {
      now: () => {
        throw new Error("the clock stopped");
      },
    };
    const { logged, post } = setUp({ clock });
    const answer = await post(LINES_BODY);
    expect([answer.status, answer.text]).toEqual([500, ""]);
    expect(logged).toEqual([[{ error: "Error", at: expect.any(Array) }, "a webhook could not be handled"]]);
  });

  test.each(["get", "put", "delete", "head", "options"] as const)("takes no %s", async (method) => {
    const answer = await request(setUp().app)[method]("/webhook");
    expect([answer.status, answer.headers.allow, answer.text ?? ""]).toEqual([405, "POST", ""]);
  });

  test.each([[[]], [[""]], [[LINES_SECRET, " "]]])("does not start with the secrets %j", (channelSecrets) => {
    expect(() => setUp({ channelSecrets })).toThrow("channel secret is empty");
  });
});

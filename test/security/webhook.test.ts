import { connect } from "node:net";
import express from "express";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createWebhookRouter } from "../../src/line/webhook-router.ts";
import type { InboundEvent } from "../../src/runner/inbound-event.ts";
import { signatureOf } from "../../src/simulator/webhook-sender.ts";
import { listen } from "../../src/web/http-server.ts";
import { silentLog } from "../contracts/builders.ts";
import { type BotWithLine, startBotWithLine } from "../support/bot-with-line.ts";
import { Player } from "../support/player.ts";

const SECRET = "the-secret-of-this-test";
const DAY_MS = 24 * 60 * 60 * 1_000;

function post(url: string, body: string, secret = SECRET): Promise<Response> {
  const headers = { "x-line-signature": signatureOf(secret, body) };
  return fetch(`${url}/webhook`, { method: "POST", body, headers });
}

describe("a forged webhook", () => {
  const appended: InboundEvent[] = [];
  let server: Awaited<ReturnType<typeof listen>>;
  let url: string;
  beforeAll(async () => {
    const router = createWebhookRouter({
      channelSecrets: [SECRET],
      inbox: { append: async (events) => void appended.push(...events) },
      clock: { now: () => Date.now() },
      log: silentLog,
      isMeantForBot: () => true,
      bodyTimeoutMs: 200,
    });
    server = await listen(express().use(router), 0, "127.0.0.1");
    url = `http://127.0.0.1:${server.port}`;
  });
  afterAll(() => server.close());

  const typed = (text: string, more = "") =>
    `{"events":[{"type":"message","mode":"active","timestamp":${Date.now()},"webhookEventId":"E${text}",
      "source":{"type":"user","userId":"U1"${more}},"message":{"type":"text","id":"1","text":"${text}"}}]}`;

  it("is refused when it is signed with a secret that is no longer accepted", async () => {
    expect((await post(url, typed("old"), "the-secret-before")).status).toBe(401);
    expect((await post(url, typed("new"))).status).toBe(200);
    expect(appended.map(({ id }) => id)).toEqual(["Enew"]);
  });

  it("is refused whatever else stands in the place of a signature", async () => {
    const body = typed("strange");
    const right = signatureOf(SECRET, body);
    const wrong = ["", " ", "=", right.slice(0, -2), right.toLowerCase(), `A${right}`, "ก"];
    for (const signature of wrong) {
      const headers = { "x-line-signature": encodeURI(signature) };
      expect([signature, (await fetch(`${url}/webhook`, { method: "POST", body, headers })).status]).toEqual([
        signature,
        401,
      ]);
    }
  });

  it("cannot change what every object has", async () => {
    appended.length = 0;
    const polluted = typed(
      "polluted",
      ',"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}',
    );
    const whole = polluted.replace('{"events"', '{"__proto__":{"polluted":1},"events"');
    expect((await post(url, whole)).status).toBe(200);
    expect(appended).toHaveLength(1);
    expect(appended[0]?.source).toEqual({ type: "person", personId: "U1" });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("that comes drop by drop is cut off, and others are served meanwhile", async () => {
    const socket = connect(server.port, "127.0.0.1");
    // Not once(): a drop on its way when the connection is cut is an error, and no reason to fail.
    const cut = new Promise((resolve) => socket.on("close", resolve));
    socket.on("error", () => {});
    socket.write("POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
    const dripping = setInterval(() => socket.write("x"), 20);
    expect((await post(url, typed("meanwhile"))).status).toBe(200);
    await cut;
    clearInterval(dripping);
  });
});

describe("a webhook somebody has kept and posts again", () => {
  let bot: BotWithLine;
  let player: Player;
  let kept: string;
  beforeAll(async () => {
    bot = await startBotWithLine({ LINE_CHANNEL_SECRET_PREVIOUS: SECRET });
    player = new Player(bot.line, bot.line.people.add({ displayName: "ผู้ทดสอบ" }).userId);
    kept = JSON.stringify({
      destination: "U0",
      events: [
        {
          type: "message",
          mode: "active",
          timestamp: bot.line.controls.now(),
          webhookEventId: "01J00000000000000000KEPT00",
          deliveryContext: { isRedelivery: false },
          source: { type: "user", userId: player.userId },
          message: { type: "text", id: "1", text: "English" },
        },
      ],
    });
    await player.follow();
    await player.tap("accept|");
  });
  afterAll(() => bot.stop());

  const stored = async () =>
    (await bot.app.storage.sessions.load(player.userId)) as
      | { readonly session: { readonly language: string } }
      | undefined;
  const language = async () => (await stored())?.session.language;
  const metrics = async () => (await fetch(`${bot.url}/metrics`)).text();
  const handledOf = (text: string) =>
    Number(/^thaksa_event_seconds_count\{outcome="done"\} (\d+)$/mu.exec(text)?.[1] ?? 0);
  /** How many events have been worked on, when none is left: an answer is there before its event counts as done. */
  const handled = () =>
    vi.waitFor(
      async () => {
        const text = await metrics();
        const accepted = Number(/^thaksa_events_accepted_total (\d+)$/mu.exec(text)?.[1]);
        expect(handledOf(text)).toBe(accepted);
        return accepted;
      },
      { timeout: 10_000 },
    );
  /** Posts it and waits until it has been worked on. */
  async function replay(): Promise<void> {
    const before = await handled();
    expect((await post(bot.url, kept)).status).toBe(200);
    expect(await handled()).toBe(before + 1);
  }

  it("does what it asks for once: at once and after very many others it changes nothing", async () => {
    await replay();
    expect(await language()).toBe("en");
    await player.type("ภาษาไทย");
    await replay();
    expect(await language()).toBe("th");
    for (let number = 0; number < 25; number += 1) await player.type(`${number}?`);
    const before = (await stored())?.session;
    await replay();
    expect(await language()).toBe("th");
    expect((await stored())?.session).toEqual(before);
  });

  it("is not even taken in when it is more than a week old, also when nothing is known of the person", async () => {
    await bot.app.storage.sessions.remove(player.userId);
    bot.line.controls.moveClock(7 * DAY_MS + 1);
    const before = await handled();
    expect((await post(bot.url, kept)).status).toBe(200);
    expect(await metrics()).toContain('thaksa_events_ignored_total{type="message",reason="too_old"} 1');
    expect(await bot.app.storage.inbox.depth()).toMatchObject({ waiting: 0 });
    expect([await handled(), await stored()]).toEqual([before, undefined]);
  });
});

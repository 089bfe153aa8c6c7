import { createHmac } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createLog } from "../src/log.ts";
import { type BotWithLine, startBotWithLine } from "./support/bot-with-line.ts";
import { Player } from "./support/player.ts";

const PRIVATE = [
  "text",
  "data",
  "displayText",
  "messages",
  "message",
  "body",
  "stack",
  "replyToken",
  "token",
  "accessToken",
  "access_token",
  "secret",
  "channelSecret",
  "client_secret",
  "authorization",
  "password",
  "url",
  "connectionString",
];

/** A log and the lines it wrote. */
function capture(level = "trace") {
  const lines: string[] = [];
  return { lines, log: createLog(level, { write: (line) => void lines.push(line) }) };
}

describe("a log line", () => {
  it.each(PRIVATE)("has %s blacked out wherever it stands", (field) => {
    const { lines, log } = capture();
    const here = { [field]: "hush" };
    log.info({ ...here, a: here, b: { c: here }, d: { e: { f: here } }, g: [here] }, "something happened");
    log.warn({ [field]: { nested: "hush" } }, "something else");
    log.error({ [field]: ["hush"] }, "and more");
    expect(lines).toHaveLength(3);
    expect(lines.join("")).not.toContain("hush");
    expect(lines[0]).toContain('"msg":"something happened"');
  });

  it("of an error that is logged after all tells its kind and nothing it says", () => {
    const { lines, log } = capture();
    const error = new TypeError("what somebody typed");
    log.error({ err: error, error }, "failed");
    expect(lines.join("")).not.toContain("somebody");
  });

  it("is one JSON object, without host name and process id", () => {
    const { lines, log } = capture();
    log.info({ events: 3 }, "taken in");
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      level: 30,
      time: expect.any(Number),
      events: 3,
      msg: "taken in",
    });
  });

  it("below the level is not written", () => {
    const { lines, log } = capture("warn");
    log.info({}, "not interesting");
    log.warn({}, "interesting");
    expect(lines).toHaveLength(1);
  });
});

describe("a conversation at the most talkative level", () => {
  let bot: BotWithLine;
  afterEach(() => bot.stop());

  it("leaves neither typed text nor reply tokens nor secrets in the log", async () => {
    const { lines, log } = capture();
    const CHANNEL_SECRET = "secret-of-the-channel";
    bot = await startBotWithLine(
      { LINE_CHANNEL_SECRET_PREVIOUS: CHANNEL_SECRET, LOG_LEVEL: "trace" },
      { log },
    );
    const { userId } = bot.line.people.add({ displayName: "ชื่อที่ไม่ควรบันทึก" });
    // The stand-in knows nothing of these reply tokens: every reply is refused, and that is logged.
    const events = [
      { type: "follow", follow: { isUnblocked: false } },
      { type: "message", message: { type: "text", id: "7", text: "ความลับที่พิมพ์", quoteToken: "quote-token" } },
      { type: "postback", postback: { data: "ข้อมูลลับ|x" } },
    ].map((event, n) => ({
      ...event,
      mode: "active",
      timestamp: bot.line.controls.now(),
      webhookEventId: `01J0000000000000000000000${n}`,
      deliveryContext: { isRedelivery: false },
      replyToken: `reply-token-${n}`,
      source: { type: "user", userId },
    }));
    const body = JSON.stringify({ destination: "U0", events });
    const signature = createHmac("sha256", CHANNEL_SECRET).update(body).digest("base64");
    const post = (sent: string, signed: string) =>
      fetch(`${bot.url}/webhook`, { method: "POST", body: sent, headers: { "x-line-signature": signed } });
    expect((await post(body, signature)).status).toBe(200);
    expect((await post(`${body} `, signature)).status).toBe(401);
    await vi.waitFor(() => {
      const refused = bot.line.log.calls().filter(({ reason }) => reason === "invalid_reply_token");
      expect(refused).toHaveLength(3);
    });
    const written = lines.join("");
    expect(lines.length).toBeGreaterThan(0);
    expect(written).not.toMatch(/ความลับ|ข้อมูลลับ|ชื่อที่|reply-token|quote-token|secret-of-the-channel/);
    expect(written).not.toContain(userId);
    expect(written).not.toContain(signature);
  });

  it("nor when all goes well, or LINE has trouble", async () => {
    const { lines, log } = capture();
    bot = await startBotWithLine({ LOG_LEVEL: "trace" }, { log });
    const { userId } = bot.line.people.add({ displayName: "ชื่อที่ไม่ควรบันทึก" });
    const player = new Player(bot.line, userId);
    await player.follow();
    await player.tap("accept|");
    bot.line.controls.failNext(2, "500");
    await player.type("ความลับที่พิมพ์");
    bot.line.controls.failNext(1, "429");
    await player.tap("stage|early");
    expect(lines.join("")).toContain("LINE did not take messages now");
    expect(lines.join("")).not.toMatch(/ความลับ|ชื่อที่|stage\|early|Bearer/);
    expect(lines.join("")).not.toContain(userId);
  });
});

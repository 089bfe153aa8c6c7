import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LineMessage } from "../../src/simulator/validate-like-line.ts";
import { openStage, SECRET, type Stage, text } from "./fake-bot.ts";

const REPLY = "/v2/bot/message/reply";
const PUSH = "/v2/bot/message/push";
const MULTICAST = "/v2/bot/message/multicast";
const RETRY_KEY = "7f9c24e8-3b12-4fef-91e0-56a2d5a1e9b0";

let stage: Stage;
let somying: string;
let somchai: string;
let nowMs: number;

beforeEach(async () => {
  nowMs = Date.parse("2026-11-22T09:00:00+07:00");
  stage = await openStage({ clock: () => nowMs });
  [somying = "", somchai = ""] = stage.standIn.people.list().map((person) => person.userId);
  await stage.standIn.people.follow(somying).delivered;
  await stage.standIn.people.follow(somchai).delivered;
});

afterEach(() => stage.close());

async function freshToken(): Promise<string> {
  await stage.standIn.people.sendText(somying, "สวัสดี").delivered;
  return stage.received.at(-1)?.events[0].replyToken;
}

function botWords(userId: string): unknown[] {
  const chat = stage.standIn.inside.book.chat(userId);
  return chat.filter((entry) => entry.from === "bot").map((entry) => entry.message?.text);
}

describe("replying", () => {
  it("shows the messages to the person and hands them to who waits for them", async () => {
    const waiting = stage.standIn.log.nextMessages(somying);
    const answer = await stage.call(REPLY, { replyToken: await freshToken(), messages: [text("ยินดีต้อนรับ")] });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("x-line-request-id")).toMatch(/^[0-9a-f]{32}$/);
    expect(await waiting).toEqual([text("ยินดีต้อนรับ")]);
    expect(botWords(somying)).toEqual(["ยินดีต้อนรับ"]);
  });

  it("takes a token once only", async () => {
    const replyToken = await freshToken();
    await stage.call(REPLY, { replyToken, messages: [text("หนึ่ง")] });
    const second = await stage.call(REPLY, { replyToken, messages: [text("สอง")] });
    expect([second.status, second.body]).toEqual([400, { message: "Invalid reply token" }]);
    expect(botWords(somying)).toEqual(["หนึ่ง"]);
  });

  it("takes a token for 60 seconds", async () => {
    const [early, late] = [await freshToken(), await freshToken()];
    nowMs += 60_000;
    expect((await stage.call(REPLY, { replyToken: early, messages: [text("ทัน")] })).status).toBe(200);
    stage.standIn.controls.moveClock(1);
    expect((await stage.call(REPLY, { replyToken: late, messages: [text("ไม่ทัน")] })).status).toBe(400);
  });

  it("refuses a retry key", async () => {
    const body = { replyToken: await freshToken(), messages: [text("ก")] };
    const answer = await stage.call(REPLY, body, { headers: { "x-line-retry-key": RETRY_KEY } });
    expect(answer.status).toBe(400);
  });

  it("refuses the whole call for one bad message, keeps the token good and shows it as rejected", async () => {
    const replyToken = await freshToken();
    const bad = { replyToken, messages: [text("ดี"), text("")] };
    const answer = await stage.call(REPLY, bad);
    const details = [{ message: "May not be empty", property: "messages[1].text" }];
    expect(answer.body).toEqual({ message: "The request body has 1 error(s)", details });
    expect(stage.standIn.log.rejected().map((entry) => entry.errors)).toEqual([details]);
    expect((await stage.call(REPLY, { replyToken, messages: [text("ดี")] })).status).toBe(200);
  });
});

describe("pushing", () => {
  it("answers a retry key seen before with 409, the first request's id, and sends nothing twice", async () => {
    const headers = { "x-line-retry-key": RETRY_KEY };
    const first = await stage.call(PUSH, { to: somying, messages: [text("เตือน")] }, { headers });
    const second = await stage.call(PUSH, { to: somying, messages: [text("เตือน")] }, { headers });
    expect([first.status, second.status]).toEqual([200, 409]);
    expect(second.headers.get("x-line-accepted-request-id")).toBe(first.headers.get("x-line-request-id"));
    expect(botWords(somying)).toEqual(["เตือน"]);
  });

  it("answers 200 for somebody who blocked the account, shows nothing and counts nothing", async () => {
    await stage.standIn.people.block(somchai).delivered;
    const one = await stage.call(PUSH, { to: somchai, messages: [text("ก")] });
    const many = await stage.call(MULTICAST, { to: [somying, somchai], messages: [text("ข")] });
    expect([one.status, many.status]).toEqual([200, 200]);
    expect([botWords(somying), botWords(somchai)]).toEqual([["ข"], []]);
    expect((await stage.call("/v2/bot/message/quota/consumption")).body).toEqual({ totalUsage: 1 });
  });

  it("stops at the monthly quota and starts again next month", async () => {
    stage.standIn.controls.set({ quota: 1 });
    expect((await stage.call("/v2/bot/message/quota")).body).toEqual({ type: "limited", value: 1 });
    const push = () => stage.call(PUSH, { to: somying, messages: [text("ก")] });
    const [first, second] = [await push(), await push()];
    expect([first.status, second.status]).toEqual([200, 429]);
    expect(second.body).toEqual({ message: "You have reached your monthly limit." });
    stage.standIn.controls.moveClock(10 * 24 * 3_600_000);
    expect((await push()).status).toBe(200);
  });

  it("refuses ids LINE never gave", async () => {
    const wrong = await stage.call(PUSH, { to: "somying", messages: [text("ก")] });
    const unknown = await stage.call(PUSH, { to: `U${"0".repeat(32)}`, messages: [text("ก")] });
    expect([wrong.status, unknown.status]).toEqual([400, 400]);
  });

  it("allows 200 multicasts a second", async () => {
    const multicast = () => stage.call(MULTICAST, { to: [somying], messages: [text("ก")] });
    const answers = await Promise.all(Array.from({ length: 201 }, multicast));
    expect(answers.filter((answer) => answer.status === 429)).toHaveLength(1);
    nowMs += 1000;
    expect((await multicast()).status).toBe(200);
  });
});

describe("who may call, and how calls fail", () => {
  it("answers 401 without the right token", async () => {
    const answer = await stage.call("/v2/bot/info", undefined, { token: "wrong" });
    expect(answer.status).toBe(401);
  });

  it("gives out stateless tokens for 15 minutes", async () => {
    const form = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: "1234567890",
      client_secret: SECRET,
    });
    const issued = await stage.call("/oauth2/v3/token", form.toString(), {
      token: "",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    const { access_token: token, expires_in } = issued.body as { access_token: string; expires_in: number };
    expect(expires_in).toBe(899);
    expect((await stage.call("/v2/bot/info", undefined, { token })).status).toBe(200);
    nowMs += 15 * 60_000;
    expect((await stage.call("/v2/bot/info", undefined, { token })).status).toBe(401);
  });

  it("answers 400 in LINE's shape for a body that is no JSON, and 404 for an unknown path", async () => {
    const broken = await stage.call(PUSH, "{");
    expect(broken.status).toBe(400);
    expect(broken.body).toMatchObject({ message: "The request body has 1 error(s)" });
    expect((await stage.call("/v2/bot/nowhere")).status).toBe(404);
  });

  it("fails the next calls on request, then works again", async () => {
    const { controls } = stage.standIn;
    controls.failNext(1, "429");
    controls.failNext(1, "500");
    const push = () => stage.call(PUSH, { to: somying, messages: [text("ก")] });
    expect([(await push()).status, (await push()).status, (await push()).status]).toEqual([429, 500, 200]);
  });

  it("accepts and never answers, so that a retry of the same token meets 400", async () => {
    const replyToken = await freshToken();
    stage.standIn.controls.failNext(1, "accept_then_hang");
    const left = stage.call(REPLY, { replyToken, messages: [text("ถึงแล้ว")] }).catch(() => "cut off");
    const messages: readonly LineMessage[] = await stage.standIn.log.nextMessages(somying);
    expect(messages).toEqual([text("ถึงแล้ว")]);
    expect((await stage.call(REPLY, { replyToken, messages: [text("ถึงแล้ว")] })).status).toBe(400);
    stage.standIn.close();
    expect(await left).toBe("cut off");
  });

  it("checks messages without sending them", async () => {
    const good = await stage.call("/v2/bot/message/validate/reply", { messages: [text("ก")] });
    const bad = await stage.call("/v2/bot/message/validate/push", { messages: [text("")] });
    expect([good.status, bad.status]).toEqual([200, 400]);
    expect(botWords(somying)).toEqual([]);
  });
});

describe("profiles, loading and rich menus", () => {
  it("knows the profile of friends only", async () => {
    const profile = await stage.call(`/v2/bot/profile/${somying}`);
    expect(profile.body).toEqual({ userId: somying, displayName: "สมหญิง ตัวอย่าง", language: "th" });
    await stage.standIn.people.block(somying).delivered;
    expect((await stage.call(`/v2/bot/profile/${somying}`)).status).toBe(404);
  });

  it("shows the loading animation in steps of five seconds until the next message", async () => {
    const start = (loadingSeconds: number) =>
      stage.call("/v2/bot/chat/loading/start", { chatId: somying, loadingSeconds });
    expect([(await start(7)).status, (await start(10)).status]).toEqual([400, 202]);
    expect(stage.standIn.inside.book.loadingUntil(somying)).toBe(nowMs + 10_000);
    await stage.call(PUSH, { to: somying, messages: [text("ก")] });
    expect(stage.standIn.inside.book.loadingUntil(somying)).toBe(0);
  });

  it("shows a rich menu once it has a picture and is linked or the default", async () => {
    const definition = {
      size: { width: 1200, height: 405 },
      selected: true,
      name: "main",
      chatBarText: "เมนู",
      areas: [{ bounds: { x: 0, y: 0, width: 600, height: 405 }, action: { type: "message", text: "เริ่ม" } }],
    };
    const { body } = await stage.call("/v2/bot/richmenu", definition);
    const { richMenuId } = body as { richMenuId: string };
    const setDefault = () => stage.call(`/v2/bot/user/all/richmenu/${richMenuId}`, "", { method: "POST" });
    expect((await setDefault()).status).toBe(400);
    const headers = { "content-type": "image/png" };
    await stage.call(`/v2/bot/richmenu/${richMenuId}/content`, "not really a picture", { headers });
    expect((await setDefault()).status).toBe(200);
    const alias = { richMenuAliasId: "main", richMenuId };
    expect((await stage.call("/v2/bot/richmenu/alias", alias)).status).toBe(200);
    expect(stage.standIn.inside.menus.shownTo(somying)?.richMenuId).toBe(richMenuId);
    expect(stage.standIn.inside.menus.byAlias("main")?.definition.name).toBe("main");
    expect((await stage.call("/v2/bot/richmenu/list")).body).toEqual({
      richmenus: [{ richMenuId, ...definition }],
    });
  });
});

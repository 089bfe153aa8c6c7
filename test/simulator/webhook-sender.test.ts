import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { signatureOf } from "../../src/simulator/webhook-sender.ts";
import { openStage, type Stage, text } from "./fake-bot.ts";

let stage: Stage;
let somying: string;

beforeEach(async () => {
  stage = await openStage();
  somying = stage.standIn.people.list()[0]?.userId ?? "";
});

afterEach(() => stage.close());

const ids = () => stage.received.map((one) => one.events.map((event) => event.webhookEventId));
const redeliveries = () => stage.received.map((one) => one.events[0].deliveryContext.isRedelivery);

describe("events on their way to the bot", () => {
  it("signs as LINE's own test vector says", () => {
    const body = '{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}';
    expect(signatureOf("8c570fa6dd201bb328f1c1eac23a96d8", body)).toBe(
      "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=",
    );
  });

  it("sends typed text as LINE shapes it, signed over the exact bytes", async () => {
    const act = stage.standIn.people.sendText(somying, "เริ่ม");
    expect(await act.delivered).toMatchObject({ ok: true, status: 200 });
    expect(stage.received.map((one) => one.signed)).toEqual([true]);
    expect(stage.received[0]?.events).toEqual([
      {
        type: "message",
        message: { type: "text", text: "เริ่ม", id: act.messageId, quoteToken: expect.any(String) },
        mode: "active",
        timestamp: expect.any(Number),
        source: { type: "user", userId: somying },
        webhookEventId: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
        deliveryContext: { isRedelivery: false },
        replyToken: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    ]);
  });

  it("shows the words of a tapped button as said by the person, and marks them read", async () => {
    await stage.standIn.people.tap(somying, { data: "a=1", displayText: "ทำได้ด้วยตนเอง" }).delivered;
    expect(stage.received[0]?.events[0]).toMatchObject({ type: "postback", postback: { data: "a=1" } });
    expect(stage.standIn.inside.book.chat(somying)).toMatchObject([
      { from: "person", message: { type: "text", text: "ทำได้ด้วยตนเอง" }, read: true },
    ]);
  });

  it("sends every other act with its own type and no token where no reply is possible", async () => {
    const { people } = stage.standIn;
    const acts = [
      people.follow(somying),
      people.sendSticker(somying),
      people.sendImage(somying),
      people.sendLocation(somying),
    ];
    for (const act of acts) await act.delivered;
    await people.unsend(somying, acts[1]?.messageId ?? "").delivered;
    await people.block(somying).delivered;
    await people.unblock(somying).delivered;
    const group = people.groups.invite();
    await group.delivered;
    await people.groups.say(group.groupId, somying, "ทีม").delivered;
    await people.groups.removeBot(group.groupId).delivered;
    const events = stage.received.map(({ events: [event] }) => [
      event.message?.type ?? event.type,
      event.source.type,
      event.replyToken !== undefined,
    ]);
    expect(events).toEqual([
      ["follow", "user", true],
      ["sticker", "user", true],
      ["image", "user", true],
      ["location", "user", true],
      ["unsend", "user", false],
      ["unfollow", "user", false],
      ["follow", "user", true],
      ["join", "group", true],
      ["text", "group", true],
      ["leave", "group", false],
    ]);
    expect(stage.received[6]?.events[0].follow).toEqual({ isUnblocked: true });
  });

  it("delivers again, marked, until the bot answers 2xx", async () => {
    const statuses = [500, 503, 200];
    stage.answerWith(() => statuses.shift());
    const { webhookEventId } = stage.standIn.people.sendText(somying, "ก");
    await stage.standIn.log.idle();
    expect(ids()).toEqual([[webhookEventId], [webhookEventId], [webhookEventId]]);
    expect(redeliveries()).toEqual([false, true, true]);
    expect(stage.standIn.log.webhooks().map((entry) => entry.status)).toEqual([500, 503, 200]);
  });

  it("gives up after two seconds and delivers again", async () => {
    const statuses = [undefined, 200];
    stage.answerWith(() => statuses.shift());
    stage.standIn.people.sendText(somying, "ก");
    await stage.standIn.log.idle();
    expect(stage.standIn.log.webhooks().map((entry) => entry.status)).toEqual(["timed out", 200]);
  });

  it("makes a token good again for a minute when its event is delivered again", async () => {
    const statuses = [500, 200];
    stage.answerWith(() => {
      if (statuses.length === 2) stage.standIn.controls.moveClock(10 * 60_000);
      return statuses.shift();
    });
    stage.standIn.people.sendText(somying, "ก");
    await stage.standIn.log.idle();
    const replyToken = stage.received[0]?.events[0].replyToken;
    const answer = await stage.call("/v2/bot/message/reply", { replyToken, messages: [text("ก")] });
    expect(answer.status).toBe(200);
  });

  it("redelivers and duplicates what was answered well, when switched so", async () => {
    stage.standIn.controls.set({ redeliver: true });
    stage.standIn.people.sendText(somying, "ก");
    await stage.standIn.log.idle();
    stage.standIn.controls.set({ redeliver: false, duplicate: true });
    stage.standIn.people.sendText(somying, "ข");
    await stage.standIn.log.idle();
    expect(redeliveries()).toEqual([false, true, false, false]);
    expect(new Set(ids().flat()).size).toBe(2);
  });

  it("holds events and posts them in another order", async () => {
    stage.standIn.controls.set({ reorder: 3 });
    const acts = ["ก", "ข", "ค"].map((letter) => stage.standIn.people.sendText(somying, letter));
    await stage.standIn.log.idle();
    const sent = acts.map((act) => act.webhookEventId);
    expect(ids().flat()).not.toEqual(sent);
    expect(new Set(ids().flat())).toEqual(new Set(sent));
    expect(ids()).toHaveLength(3);
  });

  it("puts held events into one post, when switched so", async () => {
    stage.standIn.controls.set({ reorder: 5, releaseAs: "one_post" });
    const acts = ["ก", "ข"].map((letter) => stage.standIn.people.sendText(somying, letter));
    stage.standIn.controls.releaseHeld();
    await stage.standIn.log.idle();
    expect(ids()).toEqual([acts.map((act) => act.webhookEventId)]);
  });

  it("sends the console's empty body", async () => {
    expect(await stage.standIn.controls.verifyWebhook()).toMatchObject({ ok: true });
    expect(stage.received).toMatchObject([{ events: [], signed: true }]);
    const tested = await stage.call("/v2/bot/channel/webhook/test", {});
    expect(tested.body).toMatchObject({ success: true, statusCode: 200 });
  });

  it("closes while events are still waiting", async () => {
    stage.standIn.controls.set({ delayMs: 60_000 });
    const act = stage.standIn.people.sendText(somying, "ก");
    stage.standIn.close();
    expect(await act.delivered).toBeUndefined();
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseWebhook } from "../../src/line/parse-webhook.ts";

const RECEIVED_AT = 1_795_000_000_500;
const PERSON = "U00000000000000000000000000000001";
const user = { type: "user", userId: PERSON };
const group = { type: "group", groupId: "C00000000000000000000000000000001", userId: PERSON };
const room = { type: "room", roomId: "R00000000000000000000000000000001" };

function event(type: string, more: object = {}) {
  return {
    type,
    mode: "active",
    timestamp: 1_795_000_000_000,
    source: user,
    webhookEventId: "01KAN3X0000000000000000001",
    deliveryContext: { isRedelivery: false },
    replyToken: "token-1",
    ...more,
  };
}

const textMessage = (text: string) => ({ type: "text", id: "m-1", text, quoteToken: "q" });

function parse(...events: unknown[]) {
  return parseWebhook({ destination: "U0", events }, RECEIVED_AT);
}

function inbound(more: object) {
  return {
    id: "01KAN3X0000000000000000001",
    at: 1_795_000_000_000,
    receivedAt: RECEIVED_AT,
    redelivered: false,
    replyToken: "token-1",
    source: { type: "person", personId: PERSON },
    ...more,
  };
}

const taken = (more: object) => ({ events: [inbound(more)], ignored: [] });
const ignored = (type: string, reason: string) => ({ events: [], ignored: [{ type, reason }] });

describe("parsing a webhook", () => {
  test.each([
    ["text", { message: textMessage("สวัสดี") }, { type: "typed", text: "สวัสดี", messageId: "m-1" }],
    ["sticker", { message: { type: "sticker", id: "m-1" } }, { type: "attached", kind: "sticker" }],
    ["image", { message: { type: "image", id: "m-1" } }, { type: "attached", kind: "image" }],
    ["video", { message: { type: "video", id: "m-1" } }, { type: "attached", kind: "video" }],
    ["audio", { message: { type: "audio", id: "m-1" } }, { type: "attached", kind: "audio" }],
    ["file", { message: { type: "file", id: "m-1" } }, { type: "attached", kind: "file" }],
    ["location", { message: { type: "location", id: "m-1" } }, { type: "attached", kind: "location" }],
    ["unheard-of kind", { message: { type: "hologram", id: "m-1" } }, { type: "attached", kind: "other" }],
  ])("takes a message: %s", (_kind, more, act) => {
    expect(parse(event("message", more))).toEqual(taken({ act }));
  });

  test.each([
    ["postback", { postback: { data: "a=1", params: {} } }, { type: "tapped", data: "a=1" }],
    ["follow", { follow: { isUnblocked: true } }, { type: "followed", isUnblocked: true }],
    ["follow", {}, { type: "followed", isUnblocked: false }],
    ["unfollow", {}, { type: "unfollowed" }],
    ["unsend", { unsend: { messageId: "m-9" } }, { type: "unsent", messageId: "m-9" }],
  ])("takes %s with %j", (type, more, act) => {
    expect(parse(event(type, more))).toEqual(taken({ act }));
  });

  test("takes an event without a reply token", () => {
    const { replyToken: _, ...without } = event("unfollow");
    const { replyToken: __, ...expected } = inbound({ act: { type: "unfollowed" } });
    expect(parse(without)).toEqual({ events: [expected], ignored: [] });
  });

  test("says that an event is delivered again", () => {
    const again = event("unfollow", { deliveryContext: { isRedelivery: true } });
    expect(parse(again)).toEqual(taken({ redelivered: true, act: { type: "unfollowed" } }));
  });

  test.each([
    ["group", group, group.groupId],
    ["room", room, room.roomId],
  ])("takes joining and text in a %s, with or without a user id", (_place, source, groupId) => {
    const place = { source: { type: "group", groupId } };
    expect(parse(event("join", { source }))).toEqual(taken({ ...place, act: { type: "joined" } }));
    expect(parse(event("message", { source, message: textMessage("ผล") }))).toEqual(
      taken({ ...place, act: { type: "typed", text: "ผล", messageId: "m-1" } }),
    );
  });

  test.each([
    ["message", { message: { type: "image", id: "m-1" } }],
    ["postback", { postback: { data: "a=1" } }],
    ["unsend", { unsend: { messageId: "m-9" } }],
  ])("makes no use of %s in a group", (type, more) => {
    expect(parse(event(type, { source: group, ...more }))).toEqual(ignored(type, "unused"));
  });

  test.each([
    "messageEdited",
    "leave",
    "memberJoined",
    "memberLeft",
    "videoPlayComplete",
    "beacon",
    "accountLink",
    "membership",
    "module",
    "activated",
    "deactivated",
    "botSuspended",
    "botResumed",
    "delivery",
  ])("makes no use of %s, even without a source", (type) => {
    expect(parse(event(type, { source: undefined }))).toEqual(ignored(type, "unused"));
  });

  test("ignores event types LINE invents later, under one name", () => {
    expect(parse(event("telepathy"), event("constructor"))).toEqual({
      events: [],
      ignored: [
        { type: "unknown", reason: "unused" },
        { type: "unknown", reason: "unused" },
      ],
    });
  });

  test("ignores kinds of sources LINE invents later", () => {
    expect(parse(event("follow", { source: { type: "square" } }))).toEqual(ignored("follow", "unused"));
  });

  test("leaves events alone while another channel has the conversation", () => {
    expect(parse(event("follow", { mode: "standby" }))).toEqual(ignored("follow", "standby"));
  });

  test.each([
    [{ source: { type: "user" } }],
    [{ source: undefined }],
    [{ source: { type: "user", userId: "" } }],
  ])("ignores an event of nobody: %j", (more) => {
    expect(parse(event("follow", more))).toEqual(ignored("follow", "anonymous"));
  });

  test.each([
    ["a text message without text", "message", event("message", { message: { type: "text", id: "m-1" } })],
    ["a message without an id", "message", event("message", { message: { type: "image" } })],
    ["a message event without a message", "message", event("message")],
    ["a postback without data", "postback", event("postback", { postback: {} })],
    ["an event without an id", "follow", event("follow", { webhookEventId: undefined })],
    ["an event without a time", "follow", event("follow", { timestamp: "yesterday" })],
    ["an unsend of nothing", "unsend", event("unsend", { unsend: null })],
    ["a person whose id has NUL", "follow", event("follow", { source: { type: "user", userId: "U\u0000" } })],
    ["an event id with half an emoji", "follow", event("follow", { webhookEventId: "E\ud83d" })],
    ["a time no date can tell", "follow", event("follow", { timestamp: Number.MAX_SAFE_INTEGER })],
    ["a group without an id", "join", event("join", { source: { type: "group" } })],
    ["null", "unknown", null],
    ["a number", "unknown", 5],
    ["an event without a type", "unknown", {}],
  ])("a bad event spoils nothing: %s", (_what, type, bad) => {
    expect(parse(event("unfollow"), bad, event("follow"))).toEqual({
      events: [
        inbound({ act: { type: "unfollowed" } }),
        inbound({ act: { type: "followed", isUnblocked: false } }),
      ],
      ignored: [{ type, reason: "malformed" }],
    });
  });

  test("cuts an overlong text", () => {
    const text = "ก".repeat(6_000);
    const act = { type: "typed", text: "ก".repeat(5_000), messageId: "m-1" };
    expect(parse(event("message", { message: textMessage(text) }))).toEqual(taken({ act }));
  });

  test("lets in neither NUL nor half an emoji", () => {
    const act = { type: "typed", text: "ก\uFFFDข", messageId: "m-1" };
    expect(parse(event("message", { message: textMessage("ก\u0000\uD83Dข") }))).toEqual(taken({ act }));
  });

  test("survives whatever JSON comes, and accounts for every event", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.jsonValue(),
            fc.jsonValue().map((value) => event("message", { message: value })),
          ),
        ),
        (events) => {
          const parsed = parse(...events);
          expect([...(parsed?.events ?? []), ...(parsed?.ignored ?? [])].length).toBe(events.length);
        },
      ),
    );
  });

  test("knows an empty webhook from something else", () => {
    expect(parse()).toEqual({ events: [], ignored: [] });
    for (const value of [undefined, null, [], {}, { events: {} }, "events"]) {
      expect(parseWebhook(value, RECEIVED_AT)).toBeUndefined();
    }
  });
});

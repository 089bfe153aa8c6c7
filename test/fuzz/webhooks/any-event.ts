import type { Dice } from "../dice.ts";
import { strangeText } from "../strange-texts.ts";
import type { People, Person } from "./people.ts";

/** Whatever JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** An event as LINE sends it; the properties are those of the SDK's `webhook` models. */
export type EventJson = { readonly [name: string]: Json };

const hex = (dice: Dice, length: number) =>
  Array.from({ length }, () => dice.below(16).toString(16)).join("");

/** Everything LINE's own models know, and what none of them knows. */
export function anyEvent(person: Person, people: People, dice: Dice): EventJson {
  const { type, own } = dice.weighted<() => { type: string; own: EventJson }>([
    [34, () => ({ type: "message", own: { message: textMessage(talk(person, people, dice), dice) } })],
    [34, () => ({ type: "postback", own: { postback: postback(person, people, dice) } })],
    [6, () => ({ type: "message", own: { message: attachment(dice, people.canary) } })],
    [4, () => ({ type: "follow", own: { follow: { isUnblocked: dice.chance(0.5) } } })],
    [2, () => ({ type: "unfollow", own: {} })],
    [2, () => ({ type: "unsend", own: { unsend: { messageId: String(dice.below(1_000)) } } })],
    [10, () => unusedEvent(person, dice)],
  ])();
  return {
    type,
    mode: dice.chance(0.02) ? "standby" : "active",
    timestamp: people.now() - (dice.chance(0.03) ? dice.below(100_000) : 0),
    source: anySource(person, dice),
    webhookEventId: people.nextEventId(),
    deliveryContext: { isRedelivery: dice.chance(0.05) },
    ...(type === "unfollow" || type === "unsend" ? {} : { replyToken: people.nextToken(person) }),
    ...own,
  };
}

function anySource(person: Person, dice: Dice): EventJson {
  const { userId } = person;
  return dice.weighted<EventJson>([
    [94, { type: "user", userId }],
    [3, { type: "group", groupId: `C${hex(dice, 32)}`, userId }],
    [2, { type: "room", roomId: `R${hex(dice, 32)}` }],
    [1, { type: "user" }],
  ]);
}

/** What goes on: an answer, a command, or something strange with the mark that must not turn up in any log. */
function talk(person: Person, people: People, dice: Dice): string {
  return dice.weighted<() => string>([
    [75, () => people.words(person, dice)],
    [3, () => person.userId],
    [22, () => `${people.canary} ${strangeText(dice)}`],
  ])();
}

function textMessage(text: string, dice: Dice): EventJson {
  const emojis = [{ index: 0, length: 5, productId: "5ac1bfd5040ab15980c9b435", emojiId: "001" }];
  const mention = { mentionees: [{ index: 0, length: 3, type: "all" }] };
  return {
    type: "text",
    id: String(dice.below(1_000)),
    text,
    quoteToken: hex(dice, 40),
    ...(dice.chance(0.05) ? { emojis } : {}),
    ...(dice.chance(0.05) ? { mention } : {}),
    ...(dice.chance(0.05) ? { quotedMessageId: "1" } : {}),
  };
}

function postback(person: Person, people: People, dice: Dice): EventJson {
  const data = dice.weighted<() => string>([
    [60, () => people.ownButton(person, dice)],
    [12, () => people.foreignButton(dice)],
    [22, () => people.madeUpButton(person, dice)],
    [6, () => `${people.canary}|${strangeText(dice)}`],
  ])();
  const params = { datetime: "2026-11-23T10:00", newRichMenuAliasId: "x", status: "SUCCESS" };
  return { data, ...(dice.chance(0.1) ? { params } : {}) };
}

function attachment(dice: Dice, canary: string): EventJson {
  const id = String(dice.below(1_000));
  const contentProvider = { type: "line" };
  return dice.pick<EventJson>([
    {
      type: "sticker",
      id,
      packageId: "1",
      stickerId: "2",
      stickerResourceType: "STATIC",
      keywords: [canary],
    },
    { type: "image", id, contentProvider, imageSet: { id: "1", index: 1, total: 2 } },
    { type: "video", id, duration: 60_000, contentProvider },
    { type: "audio", id, duration: 60_000, contentProvider },
    { type: "file", id, fileName: `${canary}.xlsx`, fileSize: 2_138 },
    { type: "location", id, title: canary, address: canary, latitude: 13.75, longitude: 100.5 },
    { type: "poll", id, question: canary },
  ]);
}

function unusedEvent({ userId }: Person, dice: Dice): { type: string; own: EventJson } {
  const members = [{ type: "user", userId }];
  const own = (type: string, properties: EventJson) => ({ type, own: properties });
  return dice.pick([
    own("join", {}),
    own("leave", {}),
    own("memberJoined", { joined: { members } }),
    own("memberLeft", { left: { members } }),
    own("videoPlayComplete", { videoPlayComplete: { trackingId: "x" } }),
    own("beacon", { beacon: { hwid: "d41d8cd98f", type: "enter", dm: "00" } }),
    own("accountLink", { link: { result: "ok", nonce: "xxx" } }),
    own("membership", { membership: { type: "joined", membershipId: 3_189 } }),
    own("module", { module: { type: "attached", botId: "U1", scopes: ["message:send"] } }),
    own("activated", { chatControl: { expireAt: 1_795_000_000_000 } }),
    own("deactivated", {}),
    own("botSuspended", {}),
    own("botResumed", {}),
    own("delivery", { delivery: { data: hex(dice, 64) } }),
    own("messageEdited", { message: { type: "text", id: "1", text: "x" } }),
    own(strangeText(dice), {}),
  ]);
}

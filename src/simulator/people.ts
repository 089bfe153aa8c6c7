import type { ChatBook, PagePart, Person } from "./chat-book.ts";
import { accountId, messageId, opaqueToken, ulid } from "./line-ids.ts";
import type { ReplyTokens } from "./reply-tokens.ts";
import type { LineMessage } from "./validate-like-line.ts";
import type { Delivery, LineEvent, WebhookSender } from "./webhook-sender.ts";

/** What an act of a person set off. */
export interface Act {
  readonly webhookEventId: string;
  /** The chat message the act made, if it made one. */
  readonly messageId?: string | undefined;
  /** How the first POST of the event went; undefined when the stand-in closed before it. Never rejects. */
  readonly delivered: Promise<Delivery | undefined>;
}

/** A postback as a button carries it. */
export interface Tap {
  readonly data: string;
  /** Appears in the chat as said by the person. */
  readonly displayText?: string | undefined;
  /** What a date and time picker or rich menu switch adds. */
  readonly params?: Readonly<Record<string, string>> | undefined;
}

/** Somebody to be added; an id is made up where none is given, and the language is th. */
export interface NewPerson {
  readonly displayName: string;
  readonly userId?: string;
  readonly language?: string;
  readonly part?: PagePart;
  readonly unit?: string;
  readonly friendship?: Person["friendship"];
}

/** The fictional people and everything they can do. Every method throws for an unknown user id. */
export interface People {
  list(): readonly Person[];
  find(userId: string): Person | undefined;
  /** Adds somebody, who does not follow the account yet unless given. The account hears nothing of it. */
  add(person: NewPerson): Person;
  /** Hands somebody a code, as on paper: the page shows it beside them. Undefined takes it away. */
  giveCode(userId: string, code: string | undefined): void;
  /** Adds the account as a friend, or unblocks it when it was blocked. */
  follow(userId: string): Act;
  block(userId: string): Act;
  unblock(userId: string): Act;
  sendText(userId: string, text: string): Act;
  tap(userId: string, tap: Tap): Act;
  sendSticker(userId: string): Act;
  sendImage(userId: string): Act;
  sendLocation(userId: string): Act;
  unsend(userId: string, messageId: string): Act;
  /** Any event of LINE's shape; common properties and the source are filled in. */
  sendEvent(userId: string, event: Readonly<Record<string, unknown>> & { type: string }): Act;
  readonly groups: Groups;
}

/** Group chats: only what a bot notices of them. */
export interface Groups {
  /** The account is invited; answers the new group's id too. */
  invite(groupId?: string): Act & { readonly groupId: string };
  say(groupId: string, userId: string, text: string): Act;
  tap(groupId: string, userId: string, tap: Tap): Act;
  memberJoins(groupId: string, userId: string): Act;
  removeBot(groupId: string): Act;
}

/** Somebody who is there from the start. */
export interface FictionalPerson {
  readonly displayName: string;
  readonly userId: string;
  readonly language: string;
  readonly part: PagePart;
}

/** The people who are there from the start. Names say that nobody real is meant. */
export const FICTIONAL_PEOPLE: readonly FictionalPerson[] = [
  { displayName: "สมหญิง ตัวอย่าง", userId: `U${"a1".repeat(16)}`, language: "th", part: "newcomer" },
  { displayName: "สมชาย สมมติ", userId: `U${"b2".repeat(16)}`, language: "th", part: "officer" },
  { displayName: "มานี ทดลอง", userId: `U${"c3".repeat(16)}`, language: "th", part: "manager" },
  { displayName: "วีระ สาธิต", userId: `U${"e5".repeat(16)}`, language: "th", part: "hr" },
  { displayName: "Somchai Demo", userId: `U${"d4".repeat(16)}`, language: "en", part: "newcomer" },
];

export interface PeopleParts {
  readonly book: ChatBook;
  readonly sender: WebhookSender;
  readonly tokens: ReplyTokens;
  readonly now: () => number;
}

type Source = { type: "user"; userId: string } | { type: "group"; groupId: string; userId?: string };

const NO_REPLY = new Set(["unfollow", "unsend", "leave", "memberLeft"]);

export function createPeople(parts: PeopleParts): People {
  const { book, sender, tokens, now } = parts;

  function known(userId: string): Person {
    const person = book.person(userId);
    if (!person) throw new Error(`nobody has the user id ${userId}`);
    return person;
  }

  function happen(source: Source, what: Record<string, unknown> & { type: string }): Act {
    const chatId = source.type === "group" ? source.groupId : source.userId;
    const at = now();
    const event: LineEvent = {
      ...what,
      mode: "active",
      timestamp: at,
      source,
      webhookEventId: ulid(at),
      deliveryContext: { isRedelivery: false },
      ...(NO_REPLY.has(what.type) ? {} : { replyToken: tokens.issue(chatId) }),
    };
    return { webhookEventId: event.webhookEventId, delivered: sender.send(event) };
  }

  function act(userId: string, what: Record<string, unknown> & { type: string }, entryId?: string): Act {
    known(userId);
    const { webhookEventId, delivered } = happen({ type: "user", userId }, what);
    if (entryId) void delivered.then((delivery) => delivery?.ok && book.markRead(userId, entryId));
    return { webhookEventId, messageId: entryId, delivered };
  }

  function say(userId: string, message: LineMessage): Act {
    known(userId);
    const { id } = book.add(userId, { from: "person", message });
    return act(userId, { type: "message", message: { ...message, id, quoteToken: opaqueToken() } }, id);
  }

  function befriend(userId: string): Act {
    const wasBlocked = known(userId).friendship === "blocked";
    book.setFriendship(userId, "following");
    book.add(userId, { from: "notice", notice: wasBlocked ? "unblocked" : "followed" });
    return act(userId, { type: "follow", follow: { isUnblocked: wasBlocked } });
  }

  return {
    list: () => book.people(),
    find: (userId) => book.person(userId),
    add: ({ userId = accountId("U"), language = "th", friendship = "stranger", ...person }) =>
      book.addPerson({ ...person, userId, language, friendship }),
    giveCode(userId, code) {
      known(userId);
      book.setCode(userId, code);
    },
    follow: befriend,
    unblock: befriend,
    block(userId) {
      known(userId);
      book.setFriendship(userId, "blocked");
      book.add(userId, { from: "notice", notice: "blocked" });
      return act(userId, { type: "unfollow" });
    },
    sendText: (userId, text) => say(userId, { type: "text", text }),
    sendSticker: (userId) =>
      say(userId, { type: "sticker", packageId: "446", stickerId: "1988", stickerResourceType: "STATIC" }),
    sendImage: (userId) => say(userId, { type: "image", contentProvider: { type: "line" } }),
    sendLocation: (userId) =>
      say(userId, {
        type: "location",
        title: "สถานที่สมมติ",
        address: "ถนนตัวอย่าง กรุงเทพมหานคร",
        latitude: 13.7563,
        longitude: 100.5018,
      }),
    tap(userId, { data, displayText, params }) {
      known(userId);
      const shown = displayText
        ? book.add(userId, { from: "person", message: { type: "text", text: displayText } }).id
        : undefined;
      return act(userId, { type: "postback", postback: { data, ...(params ? { params } : {}) } }, shown);
    },
    unsend(userId, sentId) {
      known(userId);
      if (!book.markUnsent(userId, sentId)) throw new Error(`no message ${sentId} in this chat`);
      return act(userId, { type: "unsend", unsend: { messageId: sentId } });
    },
    sendEvent: (userId, event) => act(userId, { ...event }),
    groups: createGroups(happen),
  };
}

type Happen = (source: Source, what: Record<string, unknown> & { type: string }) => Act;

function createGroups(happen: Happen): Groups {
  return {
    invite: (groupId = accountId("C")) => ({
      groupId,
      ...happen({ type: "group", groupId }, { type: "join" }),
    }),
    say(groupId, userId, text) {
      const id = messageId();
      const message = { type: "text", id, text, quoteToken: opaqueToken() };
      return { ...happen({ type: "group", groupId, userId }, { type: "message", message }), messageId: id };
    },
    tap: (groupId, userId, { data }) =>
      happen({ type: "group", groupId, userId }, { type: "postback", postback: { data } }),
    memberJoins: (groupId, userId) =>
      happen(
        { type: "group", groupId },
        { type: "memberJoined", joined: { members: [{ type: "user", userId }] } },
      ),
    removeBot: (groupId) => happen({ type: "group", groupId }, { type: "leave" }),
  };
}

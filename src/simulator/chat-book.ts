import { messageId } from "./line-ids.ts";
import type { LineMessage } from "./validate-like-line.ts";

/** What somebody on the page is in the bot's organisation; a newcomer is in none. */
export type PagePart = "newcomer" | "officer" | "manager" | "hr";

/** A fictional person, and whether the account may write to them. */
export interface Person {
  readonly userId: string;
  readonly displayName: string;
  /** BCP 47. */
  readonly language: string;
  /** What the page says they are; nothing for people added there. */
  readonly part?: PagePart | undefined;
  /** Where they work, for the many who stand in a list of their own; nothing for everybody else. */
  readonly unit?: string | undefined;
  /** A code they were given on paper, to be typed in the chat. */
  code?: string | undefined;
  friendship: "stranger" | "following" | "blocked";
}

/** One line of a chat as the person sees it. */
export interface ChatEntry {
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  readonly from: "person" | "bot" | "notice";
  /** For the person and the bot: a LINE message object. */
  readonly message?: LineMessage;
  /** For a notice: what happened. */
  readonly notice?: "followed" | "blocked" | "unblocked";
  readonly via?: "reply" | "push" | "multicast";
  /** The bot answered 2xx to the event of this entry. */
  read: boolean;
  unsent: boolean;
}

/** What is new in somebody's chat. */
export type ChatChange =
  | { readonly type: "entry"; readonly userId: string; readonly entry: ChatEntry }
  | { readonly type: "person"; readonly userId: string }
  | { readonly type: "loading"; readonly userId: string; readonly until: number };

/** Everybody and what their chats show; kept in memory while the stand-in lives. */
export interface ChatBook {
  people(): Person[];
  person(userId: string): Person | undefined;
  /** Adds somebody; the same id again replaces nobody and answers the one who is there. */
  addPerson(person: Person): Person;
  setFriendship(userId: string, friendship: Person["friendship"]): void;
  /** Hands somebody a code, or takes theirs away. */
  setCode(userId: string, code: string | undefined): void;
  chat(userId: string): readonly ChatEntry[];
  /** Adds an entry with a fresh id (or the one given) to a chat that exists. */
  add(userId: string, entry: Omit<ChatEntry, "id" | "at" | "read" | "unsent"> & { id?: string }): ChatEntry;
  markRead(userId: string, entryId: string): void;
  markUnsent(userId: string, entryId: string): boolean;
  /** Shows the loading animation until this instant (epoch ms) or the next message of the bot. */
  showLoading(userId: string, until: number): void;
  /** Until when the loading animation shows, epoch ms; 0 when it does not. */
  loadingUntil(userId: string): number;
  subscribe(listener: (change: ChatChange) => void): () => void;
}

const ENTRIES_PER_CHAT = 500;

/** @param now epoch ms */
export function createChatBook(now: () => number): ChatBook {
  const everybody = new Map<string, Person>();
  const chats = new Map<string, ChatEntry[]>();
  const loading = new Map<string, number>();
  const listeners = new Set<(change: ChatChange) => void>();

  const tell = (change: ChatChange) => {
    for (const listener of listeners) listener(change);
  };
  const chatOf = (userId: string) => {
    const chat = chats.get(userId) ?? [];
    chats.set(userId, chat);
    return chat;
  };
  const change = (userId: string, entryId: string, edit: (entry: ChatEntry) => void) => {
    const entry = chatOf(userId).find((one) => one.id === entryId);
    if (!entry) return false;
    edit(entry);
    tell({ type: "entry", userId, entry });
    return true;
  };

  const edit = (userId: string, work: (person: Person) => void) => {
    const person = everybody.get(userId);
    if (!person) return;
    work(person);
    tell({ type: "person", userId });
  };

  return {
    people: () => [...everybody.values()],
    person: (userId) => everybody.get(userId),
    addPerson(person) {
      const known = everybody.get(person.userId);
      if (known) return known;
      everybody.set(person.userId, person);
      tell({ type: "person", userId: person.userId });
      return person;
    },
    setFriendship(userId, friendship) {
      edit(userId, (person) => {
        person.friendship = friendship;
      });
    },
    setCode(userId, code) {
      edit(userId, (person) => {
        person.code = code;
      });
    },
    chat: (userId) => chats.get(userId) ?? [],
    add(userId, { id, ...rest }) {
      const entry: ChatEntry = { ...rest, id: id ?? messageId(), at: now(), read: false, unsent: false };
      const chat = chatOf(userId);
      chat.push(entry);
      if (chat.length > ENTRIES_PER_CHAT) chat.shift();
      if (entry.from === "bot") loading.delete(userId);
      tell({ type: "entry", userId, entry });
      return entry;
    },
    markRead(userId, entryId) {
      change(userId, entryId, (entry) => {
        entry.read = true;
      });
    },
    markUnsent: (userId, entryId) =>
      change(userId, entryId, (entry) => {
        entry.unsent = true;
      }),
    showLoading(userId, until) {
      loading.set(userId, until);
      tell({ type: "loading", userId, until });
    },
    loadingUntil: (userId) => loading.get(userId) ?? 0,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/* What happened, person by person, as the log of a chaos run tells it. Part of the verdict: nothing of src. */
import { createHash } from "node:crypto";
import type { CallEntry, LogEntry, LoggedEvent, WebhookEntry } from "./log-entries.ts";

/** An event with everything the log says about its deliveries and what was said to it. */
export interface StoryEvent extends LoggedEvent {
  /** When its first delivery was begun, real epoch ms. */
  readonly sentAt: number;
  /** When its first 200 came, real epoch ms; null when none ever did: then it may or may not be known. */
  readonly takenAt: number | null;
  /** Calls with its reply token and pushes that are its answer, as they came. */
  readonly calls: readonly CallEntry[];
  /** Those of these calls, and of calls the stand-in never saw, of which the service cannot know whether LINE did them. */
  readonly open: readonly Attempt[];
  /** Attempts whose connection was refused: the stand-in never saw them. */
  readonly refused: readonly Attempt[];
  /** When workers had it in hand. */
  readonly holds: readonly Hold[];
}

/** What was tried to be said. */
export type Attempt = Pick<CallEntry, "at" | "messages">;

/** A worker had an event in hand: from taking it up to putting it back or having done with it, real epoch ms. */
export interface Hold {
  readonly pid: number;
  readonly from: number;
  /** When somebody else took it up if it was neither put back nor done; infinite when nobody did. */
  readonly to: number;
}

/** Somebody's part of the story. */
export interface PersonStory {
  readonly person: string;
  /** In the order of their first delivery. */
  readonly events: readonly StoryEvent[];
  /** Replies and pushes to them, as they came. */
  readonly calls: readonly CallEntry[];
}

/** A whole run. */
export interface Story {
  readonly entries: readonly LogEntry[];
  readonly people: readonly PersonStory[];
  /** Replies and pushes. */
  readonly calls: readonly CallEntry[];
  /** Which event a call answers; undefined when the log has none of its token or key. */
  readonly askedBy: ReadonlyMap<CallEntry, StoryEvent>;
}

/** A rule of the verdict that was broken. */
export interface Finding {
  readonly person: string | null;
  readonly rule: string;
  readonly what: string;
}

interface Draft {
  readonly event: LoggedEvent;
  sentAt: number;
  takenAt: number | null;
  readonly open: Attempt[];
  readonly refused: Attempt[];
  readonly holds: readonly Hold[];
  readonly calls: CallEntry[];
}

/** Puts a log in order. */
export function tellStory(entries: readonly LogEntry[]): Story {
  const drafts = draftsOf(
    entries.filter((entry) => entry.kind === "webhook"),
    holdsOf(entries),
  );
  const calls = entries.filter((entry) => entry.kind === "call").filter(isMessage);
  const byAddress = new Map([...drafts.values()].flatMap((draft) => addressesOf(draft)));
  for (const unheard of entries.filter((entry) => entry.kind === "unheard")) {
    const draft = byAddress.get(`${unheard.endpoint} ${unheard.address.toLowerCase()}`);
    draft?.[unheard.why === "not connected" ? "refused" : "open"].push(unheard);
  }
  const owners = new Map<CallEntry, Draft>();
  for (const call of calls) {
    const draft = byAddress.get(addressOf(call));
    draft?.calls.push(call);
    if (call.status === 0 || call.status >= 500) draft?.open.push(call);
    if (draft) owners.set(call, draft);
  }
  const events = new Map([...drafts.values()].map((draft) => [draft, finish(draft)]));
  const run = entries.find((entry) => entry.kind === "run");
  const names = new Set([...(run?.people ?? []), ...[...events.values()].map(({ person }) => person)]);
  const eventsOf = Map.groupBy(events.values(), ({ person }) => person);
  const callsOf = Map.groupBy(calls, (call) => owners.get(call)?.event.person ?? call.person ?? "");
  return {
    entries,
    calls,
    people: [...names].map((person) => ({
      person,
      events: (eventsOf.get(person) ?? []).toSorted((a, b) => a.sentAt - b.sentAt),
      calls: callsOf.get(person) ?? [],
    })),
    askedBy: new Map([...owners].flatMap(([call, draft]) => pair(call, events.get(draft)))),
  };
}

/** Whether LINE was asked to put messages into a chat. */
function isMessage({ endpoint }: CallEntry): boolean {
  return endpoint === "reply" || endpoint === "push";
}

/** By event. */
function holdsOf(entries: readonly LogEntry[]): ReadonlyMap<string, readonly Hold[]> {
  const claims = entries.filter((entry) => entry.kind === "claim");
  const releases = entries.filter((entry) => entry.kind === "release");
  const endsOf = Map.groupBy([...claims, ...releases], ({ entry }) => entry);
  const holds = claims.map((claim) => {
    const later = (endsOf.get(claim.entry) ?? []).filter((end) => end !== claim && end.at >= claim.at);
    const to = Math.min(...later.map(({ at }) => at), Number.POSITIVE_INFINITY);
    return { event: claim.event, hold: { pid: claim.pid, from: claim.at, to } };
  });
  const byEvent = Map.groupBy(holds, ({ event }) => event);
  return new Map([...byEvent].map(([event, all]) => [event, all.map(({ hold }) => hold)]));
}

function draftsOf(
  webhooks: readonly WebhookEntry[],
  holds: ReadonlyMap<string, readonly Hold[]>,
): ReadonlyMap<string, Draft> {
  const drafts = new Map<string, Draft>();
  for (const { events, sentAt, at, status } of webhooks) {
    for (const event of events) {
      const draft = drafts.get(event.id) ?? {
        event,
        sentAt,
        takenAt: null,
        open: [],
        refused: [],
        holds: holds.get(event.id) ?? [],
        calls: [],
      };
      draft.sentAt = Math.min(draft.sentAt, sentAt);
      if (status === 200) draft.takenAt = Math.min(draft.takenAt ?? at, at);
      drafts.set(event.id, draft);
    }
  }
  return drafts;
}

function finish({ event, ...rest }: Draft): StoryEvent {
  return { ...event, ...rest };
}

function addressesOf(draft: Draft): [string, Draft][] {
  const { id, token } = draft.event;
  const byKey: [string, Draft] = [`push ${retryKeyOf(id)}`, draft];
  return token === undefined ? [byKey] : [[`reply ${token.toLowerCase()}`, draft], byKey];
}

function addressOf({ endpoint, token = "", retryKey = "" }: CallEntry): string {
  return endpoint === "reply" ? `reply ${token.toLowerCase()}` : `push ${retryKey.toLowerCase()}`;
}

/** The key a push carries that answers an event: SHA-256 of `thaksa:` and its id, as a UUID of version 8. */
export function retryKeyOf(eventId: string): string {
  const bytes = createHash("sha256").update(`thaksa:${eventId}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, "$1-$2-$3-$4-$5");
}

function pair<A, B>(one: A, other: B | undefined): [A, B][] {
  return other === undefined ? [] : [[one, other]];
}

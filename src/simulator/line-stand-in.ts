import type { Router } from "express";
import { createApiRouter } from "./api-router.ts";
import { createCallGate, createFaultQueue } from "./call-gate.ts";
import { createChannelAccess } from "./channel-access.ts";
import { type ChatBook, createChatBook } from "./chat-book.ts";
import { createMessageCalls } from "./message-calls.ts";
import { createPeople, FICTIONAL_PEOPLE, type People } from "./people.ts";
import { createPushFaults, type PushFaultPlan } from "./push-faults.ts";
import { createReplyTokens } from "./reply-tokens.ts";
import { createRichMenus, type RichMenus } from "./rich-menus.ts";
import { createStandInClock } from "./stand-in-clock.ts";
import { type CallFault, calmSwitches, type Switches } from "./switches.ts";
import { createTrafficLog, type TrafficEntry, type TrafficLog, type TrafficRecorder } from "./traffic-log.ts";
import { createWebhookSender, type Delivery } from "./webhook-sender.ts";

export interface LineStandInOptions {
  readonly channelSecret: string;
  /** The channel's id, wanted for stateless tokens; `1234567890` unless given. */
  readonly channelId?: string;
  /** A token that never runs out; without one only stateless tokens are good. */
  readonly accessToken?: string;
  /** Where the bot takes webhooks; a function when its port is not known yet. */
  readonly webhookUrl: string | (() => string);
  /** Epoch ms; the machine's clock unless given. {@link Controls.moveClock} moves on top of it. */
  readonly clock?: () => number;
  /** Monthly quota in messages; unlimited unless given. */
  readonly quota?: number;
  /** Waited before each redelivery of an event not answered 2xx, ms; three of them unless given. */
  readonly redeliveryDelaysMs?: readonly number[];
  /** After so long, ms, the reorder switch lets go what it holds; 3,000 unless given. */
  readonly holdAtMostMs?: number;
  /** 0 up to 1, for shuffling. */
  readonly random?: () => number;
  /** How many log entries are kept; 5,000 unless given. */
  readonly keepEntries?: number;
  /** Hears every entry of the log as it is made, also those that are not kept. */
  readonly onEntry?: (entry: TrafficEntry) => void;
}

/** What goes wrong on purpose, and the clock. */
export interface Controls {
  /** The switches as they stand; a copy. */
  switches(): Switches;
  set(patch: { [K in keyof Switches]?: Switches[K] | undefined }): void;
  /** The next so many API calls fail like this, whichever endpoint they go to. */
  failNext(count: number, fault: CallFault): void;
  /** From now on pushes fail at random, the same way for the same seed and order; null for an end of it. */
  setPushFaults(plan: PushFaultPlan | null): void;
  /** Faults not used up yet. */
  faultsWaiting(): readonly CallFault[];
  /** Posts what the reorder switch holds back. */
  releaseHeld(): void;
  moveClock(ms: number): void;
  /** The stand-in's time, epoch ms; hand it to a bot that shall share it. */
  readonly now: () => number;
  movedMs(): number;
  /** Sends a signed body without events, as the console's "Verify". */
  verifyWebhook(): Promise<Delivery>;
  /** Everything calm again, no faults waiting, clock back. */
  reset(): void;
}

/** A local LINE platform: people on one side, LINE's API on the other. */
export interface LineStandIn {
  /** LINE's API paths, to be mounted at the root of what `apiBaseURL` names. */
  readonly router: Router;
  readonly people: People;
  readonly controls: Controls;
  readonly log: TrafficLog;
  /** For a page that shows it: chats, rich menus and news of both. */
  readonly inside: {
    readonly book: ChatBook;
    readonly menus: RichMenus;
    readonly traffic: TrafficRecorder;
    /** Hears that switches, faults, clock or rich menus changed; the answer ends it. */
    readonly subscribe: (listener: () => void) => () => void;
  };
  /** Ends timers, posts on their way and calls left hanging. */
  close(): void;
}

const BOT = { userId: `U${"0b".repeat(16)}`, basicId: "@000demo", displayName: "ทักษะ" };
const REDELIVERY_DELAYS_MS = [1000, 5000, 15_000];

/**
 * Builds a stand-in of the LINE platform: it judges messages by its own rules, so that a mistake about
 * LINE's limits made in the bot is not made a second time here.
 */
export function createLineStandIn(options: LineStandInOptions): LineStandIn {
  const clock = createStandInClock(options.clock);
  const switches = calmSwitches(options.quota ?? null);
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const { now } = clock;
  let setUrl: string | undefined;
  const url = () =>
    setUrl ?? (typeof options.webhookUrl === "string" ? options.webhookUrl : options.webhookUrl());
  const traffic = createTrafficLog(now, options.keepEntries);
  const book = createChatBook(now);
  const tokens = createReplyTokens(now);
  const menus = createRichMenus(changed);
  if (options.onEntry) traffic.subscribe(options.onEntry);
  const faults = createFaultQueue();
  const pushFaults = createPushFaults();
  const access = createChannelAccess({ channelId: "1234567890", ...options }, now);
  const gate = createCallGate({ access, faults, pushFaults, log: traffic, now });
  const sender = createWebhookSender({
    channelSecret: options.channelSecret,
    destination: BOT.userId,
    url,
    switches,
    tokens,
    log: traffic,
    redeliveryDelaysMs: options.redeliveryDelaysMs ?? REDELIVERY_DELAYS_MS,
    holdAtMostMs: options.holdAtMostMs ?? 3000,
    random: options.random ?? Math.random,
  });
  const people = createPeople({ book, sender, tokens, now });
  for (const person of FICTIONAL_PEOPLE) people.add(person);
  const webhook = {
    url,
    set: (to: string) => {
      setUrl = to;
    },
  };
  const calls = createMessageCalls({ book, tokens, switches, now });

  return {
    router: createApiRouter({ gate, access, calls, menus, sender, bot: BOT, webhook, now }),
    people,
    log: traffic,
    controls: {
      switches: () => ({ ...switches }),
      set(patch) {
        Object.assign(switches, withoutUndefined(patch));
        changed();
      },
      failNext(count, fault) {
        faults.failNext(count, fault);
        changed();
      },
      setPushFaults: (plan) => pushFaults.set(plan),
      faultsWaiting: () => faults.waiting(),
      releaseHeld: () => sender.releaseHeld(),
      moveClock(ms) {
        clock.move(ms);
        changed();
      },
      now,
      movedMs: () => clock.movedMs(),
      verifyWebhook: () => sender.verify(),
      reset() {
        faults.clear();
        pushFaults.set(null);
        clock.move(-clock.movedMs());
        Object.assign(switches, calmSwitches(options.quota ?? null));
        sender.releaseHeld();
        changed();
      },
    },
    inside: {
      book,
      menus,
      traffic,
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    close() {
      sender.close();
      gate.close();
    },
  };
}

function withoutUndefined(patch: object): object {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}

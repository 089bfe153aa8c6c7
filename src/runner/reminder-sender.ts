import { setTimeout as pause } from "node:timers/promises";
import { noticeVersionAt } from "../core/conversation/content-for.ts";
import { isSendingTime, RETRY_UNTIL_MS } from "../core/reminder/reminder-policy.ts";
import { describeError } from "./describe-error.ts";
import { type Clock, UnavailableError } from "./ports.ts";
import type { PrepareParts } from "./prepare-batch.ts";
import { PushPump } from "./push-pump.ts";
import type { PushSender, RateLimiter } from "./push-sender.ts";
import type { PausedRun, ReminderLedger } from "./reminders.ts";
import { renderOnce } from "./rendered-messages.ts";
import { type ClaimedBatch, type SendBatchParts, sendBatch } from "./send-batch.ts";
import { untilReachable } from "./until-reachable.ts";

/** What a sender works with. */
export interface ReminderSenderParts
  extends Omit<PrepareParts, "render" | "ledger">,
    Pick<SendBatchParts, "calendar"> {
  readonly ledger: ReminderLedger;
  readonly pusher: PushSender;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  /** The quota's month of an instant, `YYYY-MM`. */
  readonly periodOf: (at: number) => string;
  /** A run has paused by itself at an instant: somebody is told. May throw UnavailableError. */
  readonly onPaused?: (paused: PausedRun, at: number) => Promise<void>;
}

/** Settings of a sender. */
export interface ReminderSenderOptions {
  /** Messages claimed at once. */
  readonly batch?: number | undefined;
  /** How often the ledger is looked at when there is nothing to do, ms. */
  readonly pollMs?: number | undefined;
  /** So long a claimed message belongs to this sender, ms. */
  readonly leaseMs?: number | undefined;
  /** Calls to LINE at the same time. */
  readonly concurrency?: number | undefined;
  /** How long a call to LINE may take, ms. */
  readonly timeoutMs?: number | undefined;
}

/** Batches between claiming and pushing: the next is decided while the one before is pushed. */
const MOST_PREPARING = 3;
/** What is in hand when the sender is stopped is settled within this, even if the ledger is away. */
const STOP_PATIENCE_MS = 5_000;
const QUOTA_NOTED_MS = 2_000;
const TELL_PATIENCE_MS = 30_000;

/**
 * Sends what the ledger says is due, in sending hours. Any number of senders work side by side; one that is killed
 * is gone on for by the others.
 */
export class ReminderSender {
  readonly #parts: ReminderSenderParts;
  readonly #options: { readonly [N in keyof ReminderSenderOptions]-?: number };
  readonly #pump: PushPump;
  readonly #render: PushSender["render"];
  readonly #flights = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #preparing = 0;
  #keptHouseAt = Number.NEGATIVE_INFINITY;
  #quotaNotedAt = Number.NEGATIVE_INFINITY;
  #stoppedAt = Number.POSITIVE_INFINITY;
  #news = Promise.withResolvers<void>();

  constructor(
    parts: ReminderSenderParts,
    {
      batch = 200,
      pollMs = 1_000,
      leaseMs = 60_000,
      concurrency = 512,
      timeoutMs = 5_000,
    }: ReminderSenderOptions = {},
  ) {
    this.#parts = parts;
    this.#options = { batch, pollMs, leaseMs, concurrency, timeoutMs };
    const { pusher, limiter, log } = parts;
    this.#render = renderOnce(pusher);
    const onRoom = () => this.#tellNews();
    this.#pump = new PushPump({ pusher, limiter, log, concurrency, timeoutMs, onRoom });
  }

  /** Begins to send. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Claims nothing more and finishes what is in hand. */
  async stop(): Promise<void> {
    this.#stoppedAt = performance.now();
    this.#stopping.abort();
    this.#tellNews();
    await this.#running;
    await this.#land();
  }

  async #land(): Promise<void> {
    while (this.#flights.size > 0) await Promise.all(this.#flights);
  }

  /** One round of work; returns how many messages were claimed. Never rejects. */
  async pass(): Promise<number> {
    await this.#keepHouse();
    const claimed = await this.#begin();
    await this.#land();
    await this.#keepHouse();
    await this.#land();
    return claimed;
  }

  async #run(): Promise<void> {
    const { pollMs } = this.#options;
    while (!this.#stopping.signal.aborted) {
      if (performance.now() - this.#keptHouseAt >= pollMs) await this.#keepHouse();
      const claimed = await this.#begin();
      if (claimed === 0) await this.#rest(pollMs);
      else await this.#roomForMore();
    }
  }

  /** What has waited too long is given up, and runs move on. */
  async #keepHouse(): Promise<void> {
    const { ledger, clock, log } = this.#parts;
    this.#keptHouseAt = performance.now();
    await this.#guard("keeping the ledger of reminders failed", async () => {
      const now = clock.now();
      const unknown = await ledger.expire(RETRY_UNTIL_MS, now);
      if (unknown > 0) log.warn({ unknown }, "messages that may have arrived are not tried again");
      for (const { run, reporter, change } of await ledger.advance(now)) {
        const { id, state, stage, planned, sent, refused } = run;
        log.info(
          { run: id, state, stage, planned, sent, refused, unknown: run.unknown },
          `reminders: ${change}`,
        );
        if (change === "paused") this.#paused([{ run, reporter }], now);
      }
    });
  }

  /** Claims a batch and begins to work on it; returns how many messages it has. */
  async #begin(): Promise<number> {
    const { ledger, clock, rules, calendar, content, periodOf } = this.#parts;
    const { batch: count, leaseMs } = this.#options;
    const at = clock.now();
    const notice = (organisation: string) => noticeVersionAt(organisation, content);
    if (!isSendingTime(at, rules, calendar)) return 0;
    const claim = await this.#guard("claiming reminders failed", () =>
      ledger.claim({ count, leaseMs, at, period: periodOf(at), notice }),
    );
    if (claim === undefined) return 0;
    this.#paused(claim.paused ?? [], at);
    const { token, reminders } = claim;
    if (reminders.length > 0) this.#fly({ token, reminders, at, leaseMs });
    return reminders.length;
  }

  #fly(batch: ClaimedBatch): void {
    let isReady = false;
    const onReady = () => {
      if (isReady) return;
      isReady = true;
      this.#preparing -= 1;
      this.#tellNews();
    };
    this.#preparing += 1;
    const send = () => sendBatch(batch, this.#batchParts(onReady));
    const flight = this.#guard("sending a batch failed: it will be claimed again", send).then(onReady);
    this.#keep(flight);
  }

  #batchParts(onReady: () => void): SendBatchParts {
    const { timeoutMs } = this.#options;
    const onQuota = () => this.#noteQuota();
    const mayWait = () => performance.now() < this.#stoppedAt + STOP_PATIENCE_MS;
    return { ...this.#parts, render: this.#render, pump: this.#pump, timeoutMs, onReady, onQuota, mayWait };
  }

  #noteQuota(): void {
    const now = performance.now();
    if (now - this.#quotaNotedAt < QUOTA_NOTED_MS) return;
    this.#quotaNotedAt = now;
    const { ledger, clock } = this.#parts;
    const pausing = this.#guard("pausing runs failed", async () => {
      const at = clock.now();
      this.#paused(await ledger.pauseForQuota(at), at);
    });
    this.#keep(pausing.then(() => {}));
  }

  #paused(paused: readonly PausedRun[], at: number): void {
    const until = performance.now() + TELL_PATIENCE_MS;
    const mayGoOn = () => performance.now() < until && !this.#stopping.signal.aborted;
    for (const one of paused) {
      const { id, pauseReason, planned, sent, refused } = one.run;
      this.#parts.log.error(
        { run: id, pauseReason, planned, sent, refused },
        "a run of reminders has paused",
      );
      const tell = () => untilReachable(async () => this.#parts.onPaused?.(one, at), mayGoOn);
      this.#keep(this.#guard("nobody was told of the pause", tell).then(() => {}));
    }
  }

  #keep(work: Promise<void>): void {
    this.#flights.add(work);
    void work.finally(() => this.#flights.delete(work));
  }

  /** What the stores throw is logged, and waits for better times. */
  async #guard<T>(trouble: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof UnavailableError) this.#parts.log.warn({ what: error.message }, trouble);
      else this.#parts.log.error(describeError(error), trouble);
      return undefined;
    }
  }

  /** Until the batches in hand leave room for another. */
  async #roomForMore(): Promise<void> {
    const isFull = () => this.#preparing >= MOST_PREPARING || this.#pump.waiting >= this.#options.batch;
    while (isFull() && !this.#stopping.signal.aborted) await this.#news.promise;
  }

  #tellNews(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }

  async #rest(durationMs: number): Promise<void> {
    // Rejects when stopped.
    await pause(durationMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
  }
}

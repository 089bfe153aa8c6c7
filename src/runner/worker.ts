import { setTimeout as pause } from "node:timers/promises";
import { ageOf, apologise, comfort } from "./comfort.ts";
import { describeError } from "./describe-error.ts";
import { EventMemories } from "./event-memory.ts";
import { handleEvent } from "./handle-event.ts";
import type { Host } from "./host.ts";
import { type ClaimedEvent, type Meter, UnavailableError } from "./ports.ts";

/** An event that failed so often goes to the dead letters. */
const MOST_FAILURES = 5;
/** Longer than one event is worked on, shorter than a reply token lives. */
const STALE_AFTER_MS = 30_000;
const CLAIM_WAIT_MS = 2_000;
const RETRY_SOON_MS = 1_000;
const RETRY_LATE_MS = 5_000;
/** After the reply token's minute nobody waits in front of the screen any more. */
const RETRY_MUCH_LATER_MS = 15_000;
const REPLY_MINUTE_MS = 60_000;

/** Settings of one worker. */
export interface WorkerOptions {
  /** Unique among all running workers. */
  readonly name: string;
  /** How many events are worked on at the same time. */
  readonly concurrency?: number | undefined;
  /** After this long, ms, the claim of a worker that was killed counts for nothing. */
  readonly staleAfterMs?: number | undefined;
}

type Finish = (outcome: Parameters<Meter["eventHandled"]>[0]) => void;

/**
 * Takes events from the inbox and handles them: those of one person one after the other, those of
 * different persons side by side.
 */
export class Worker {
  readonly #host: Host;
  readonly #name: string;
  readonly #concurrency: number;
  readonly #staleAfterMs: number;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #lastOfPerson = new Map<string, Promise<void>>();
  readonly #memories = new EventMemories();
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(host: Host, { name, concurrency = 64, staleAfterMs = STALE_AFTER_MS }: WorkerOptions) {
    this.#host = host;
    this.#name = name;
    this.#concurrency = concurrency;
    this.#staleAfterMs = staleAfterMs;
  }

  /** Begins to take events. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Takes no more events, finishes those it works on and leaves those in the queue behind them to others. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#host.inbox.wake();
    await this.#running;
    await Promise.allSettled(this.#inFlight);
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const room = this.#concurrency - this.#inFlight.size;
      if (room <= 0) await Promise.race(this.#inFlight);
      else for (const claimed of await this.#claim(room)) this.#begin(claimed);
    }
  }

  async #claim(count: number): Promise<readonly ClaimedEvent[]> {
    const { inbox, log } = this.#host;
    try {
      const staleAfterMs = this.#staleAfterMs;
      return await inbox.claim({ worker: this.#name, count, staleAfterMs, waitMs: CLAIM_WAIT_MS });
    } catch (error) {
      if (!(error instanceof UnavailableError)) log.error(describeError(error), "claiming events failed");
      await this.#pause(RETRY_SOON_MS);
      return [];
    }
  }

  #begin(claimed: ClaimedEvent): void {
    const { source } = claimed.event;
    const key = source.type === "person" ? source.personId : source.groupId;
    const before = this.#lastOfPerson.get(key) ?? Promise.resolve();
    const work = before.then(() => this.#handleUnlessStopped(claimed));
    this.#inFlight.add(work);
    this.#lastOfPerson.set(key, work);
    const forget = () => {
      this.#inFlight.delete(work);
      if (this.#lastOfPerson.get(key) === work) this.#lastOfPerson.delete(key);
    };
    work.then(forget, forget);
  }

  async #handleUnlessStopped(claimed: ClaimedEvent): Promise<void> {
    if (!this.#stopping.signal.aborted) return this.#handle(claimed);
    // Should this fail, the claim goes stale.
    await this.#putBack(claimed, 0, false).catch(() => {});
  }

  async #handle(claimed: ClaimedEvent): Promise<void> {
    const { clock, inbox, log, meter } = this.#host;
    const { entryId, event } = claimed;
    const startedAt = clock.now();
    const finish: Finish = (outcome) => meter.eventHandled(outcome, clock.now() - startedAt);
    try {
      await handleEvent(event, this.#host, this.#memories.of(event.id));
      await inbox.acknowledge([entryId]);
      this.#memories.forget(event.id);
      finish("done");
    } catch (error) {
      // Whatever happens here, the claim goes stale and the event is taken up again.
      await this.#setAside(claimed, error, finish).catch((trouble: unknown) =>
        log.warn({ eventId: event.id, ...describeError(trouble) }, "the event will be claimed again"),
      );
    }
  }

  async #setAside(claimed: ClaimedEvent, error: unknown, finish: Finish): Promise<void> {
    const { event, failures } = claimed;
    if (error instanceof UnavailableError) {
      finish("later");
      await comfort(event, this.#memories.of(event.id), this.#host);
      return this.#putBack(claimed, retryAfter(ageOf(event, this.#host)), false);
    }
    const fields = {
      eventId: event.id,
      act: event.act.type,
      failures: failures + 1,
      ...describeError(error),
    };
    this.#host.log.error(fields, "event failed");
    if (failures + 1 >= MOST_FAILURES) return this.#bury(claimed, error, finish);
    finish("failed");
    await this.#putBack(claimed, RETRY_SOON_MS * 2 ** failures, true);
  }

  async #bury({ entryId, event }: ClaimedEvent, error: unknown, finish: Finish): Promise<void> {
    const { inbox, clock } = this.#host;
    const { error: name, code } = describeError(error);
    await inbox.bury(entryId, code === undefined ? name : `${name} ${code}`, clock.now());
    finish("dead");
    const memory = this.#memories.of(event.id);
    this.#memories.forget(event.id);
    await apologise(event, memory, this.#host);
  }

  /** With the inbox away it is tried for as long as the claim is good: sooner than the claim goes stale. */
  async #putBack({ entryId }: ClaimedEvent, retryAfterMs: number, failed: boolean): Promise<void> {
    const { inbox } = this.#host;
    const lastAt = performance.now() + this.#staleAfterMs - RETRY_SOON_MS;
    for (;;) {
      try {
        return await inbox.release(entryId, { retryAfterMs, failed });
      } catch (error) {
        const isHopeless = performance.now() >= lastAt || this.#stopping.signal.aborted;
        if (isHopeless || !(error instanceof UnavailableError)) throw error;
      }
      await this.#pause(RETRY_SOON_MS);
    }
  }

  async #pause(pauseMs: number): Promise<void> {
    // Rejects when stopped.
    await pause(pauseMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
  }
}

/** Often while somebody waits in front of the screen, rarely afterwards. */
function retryAfter(ageMs: number): number {
  if (ageMs < RETRY_LATE_MS) return RETRY_SOON_MS;
  return ageMs < REPLY_MINUTE_MS ? RETRY_LATE_MS : RETRY_MUCH_LATER_MS;
}

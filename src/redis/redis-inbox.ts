import type { Redis } from "ioredis";
import { gather, type Outcomes, oneByOne, togetherElseAlone } from "../runner/gather.ts";
import type { InboundEvent } from "../runner/inbound-event.ts";
import type { ClaimedEvent, DeadLetter, Inbox } from "../runner/ports.ts";
import { reachRedis } from "./redis-errors.ts";
import * as scripts from "./redis-inbox-scripts.ts";
import { type RedisScript, redisScript } from "./redis-script.ts";

const GROUP = "workers";
/** A waiting claim looks again at least this often: entries of crashed workers announce themselves to nobody. */
const LONGEST_PAUSE_MS = 1_000;
const PAGE_SIZE = 500;
/** Calls for which one script acknowledges. */
const MOST_ACKNOWLEDGED_TOGETHER = 100;
/** Events of different calls that one script appends; it keeps everybody else waiting. */
const MOST_APPENDED_TOGETHER = 500;

/** What came out of one look at the stream. */
interface Look {
  readonly claimed: readonly ClaimedEvent[];
  readonly lastId: string;
  readonly pauseMs: number;
}

/**
 * The inbox as a Redis Stream with one consumer group. Claiming is one script, so an entry is either
 * claimed with an answer on its way or untouched; waiting is a plain XREAD on a connection of its own,
 * which takes nothing and may be abandoned at any time.
 *
 * @see https://redis.io/docs/latest/develop/data-types/streams/
 */
export class RedisInbox implements Inbox {
  readonly #redis: Redis;
  readonly #waiting: Redis;
  readonly #keys: readonly string[];
  readonly #scripts: Record<keyof typeof scripts, RedisScript>;
  readonly #acknowledge: (entryIds: readonly string[]) => Promise<unknown>;
  readonly #append: (call: Call) => Promise<unknown>;
  #arrival: Promise<void> | undefined;
  #woken = Promise.withResolvers<void>();

  /**
   * @param redis a `commands` connection
   * @param waiting a `waiting` connection that nobody else uses
   * @param options.prefix of every key
   */
  constructor(redis: Redis, waiting: Redis, { prefix = "thaksa:" } = {}) {
    this.#redis = redis;
    this.#waiting = waiting;
    this.#keys = ["", ":released", ":failures", ":dead", ":dead-index"].map((key) => `${prefix}inbox${key}`);
    this.#scripts = Object.fromEntries(
      Object.entries(scripts).map(([name, lua]) => [name, redisScript(redis, lua)]),
    ) as Record<keyof typeof scripts, RedisScript>;
    this.#acknowledge = gather(
      (calls) => togetherElseAlone(calls, (some) => this.#acknowledgeAll(some)),
      MOST_ACKNOWLEDGED_TOGETHER,
    );
    // Whatever comes while appends are under way goes out with the next ones: waiting for the disk once is enough.
    this.#append = gather((calls) => this.#appendAll(calls), Number.POSITIVE_INFINITY);
  }

  async append(events: readonly InboundEvent[]): Promise<void> {
    if (events.length === 0) return;
    await this.#append(events.map(fieldsOf));
  }

  async claim(options: Parameters<Inbox["claim"]>[0]): Promise<readonly ClaimedEvent[]> {
    const until = performance.now() + options.waitMs;
    const woken = this.#woken;
    for (;;) {
      const look = await this.#look(options);
      const leftMs = until - performance.now();
      if (look.claimed.length > 0 || leftMs <= 0 || woken !== this.#woken) return look.claimed;
      await this.#pause(look.lastId, Math.min(leftMs, look.pauseMs), woken.promise);
    }
  }

  async acknowledge(entryIds: readonly string[]): Promise<void> {
    if (entryIds.length > 0) await this.#acknowledge(entryIds);
  }

  async release(
    entryId: string,
    { retryAfterMs, failed }: { readonly retryAfterMs: number; readonly failed: boolean },
  ): Promise<void> {
    await this.#run("RELEASE", entryId, Math.ceil(retryAfterMs), failed ? 1 : 0);
  }

  async bury(entryId: string, reason: string, deadAt: number): Promise<void> {
    await this.#run("BURY", entryId, reason, deadAt);
  }

  async deadLetters(limit: number): Promise<readonly DeadLetter[]> {
    const letters = (await this.#run("DEAD_LETTERS", limit)) as [string, string][];
    return letters.map(([entryId, letter]) => {
      const [, , reason, deadAt, event] = JSON.parse(letter) as [string, string, string, string, string];
      return { entryId, event: JSON.parse(event) as InboundEvent, reason, deadAt: Number(deadAt) };
    });
  }

  async replay(entryId: string): Promise<boolean> {
    return (await this.#run("REPLAY", entryId)) === 1;
  }

  async eraseMessage(messageId: string): Promise<number> {
    return this.#erase("message", messageId);
  }

  async erasePerson(personId: string, exceptEventId: string, before: number): Promise<number> {
    // As they stand in the event's JSON: inside of what people wrote a quote is never without a backslash.
    const person = `"personId":${JSON.stringify(personId)}`;
    return this.#erase("person", before, person, `"id":${JSON.stringify(exceptEventId)}`);
  }

  async eraseBefore(instant: number): Promise<number> {
    return this.#erase("before", instant);
  }

  async depth(): Promise<{ readonly waiting: number; readonly dead: number }> {
    const [stream = "", , , deadKey = ""] = this.#keys;
    const [waiting, dead] = await reachRedis(() =>
      Promise.all([this.#redis.xlen(stream), this.#redis.hlen(deadKey)]),
    );
    return { waiting, dead };
  }

  wake(): void {
    const woken = this.#woken;
    this.#woken = Promise.withResolvers();
    woken.resolve();
  }

  /** The living first, so that what a worker buries meanwhile is found among the dead. */
  async #erase(...what: readonly (string | number)[]): Promise<number> {
    let erased = 0;
    // In pages, because a script keeps everybody else waiting.
    for (let from = "-"; from !== ""; ) {
      const page = (await this.#run("ERASE_PAGE", from, PAGE_SIZE, ...what)) as [number, string];
      erased += page[0];
      from = page[1];
    }
    return erased + ((await this.#run("ERASE_DEAD", "", "", ...what)) as number);
  }

  async #acknowledgeAll(calls: readonly (readonly string[])[]): Promise<readonly unknown[]> {
    const done = await this.#run("ACKNOWLEDGE", ...calls.flat());
    return calls.map(() => done);
  }

  /** The events of a call are in one script, so that all of them are appended or none. */
  async #appendAll(calls: readonly Call[]): Promise<Outcomes<unknown>> {
    const batches = inBatches(calls);
    // One after the other, so that they come in their order even when Redis has to be told the script again.
    const outcomes = await oneByOne(batches, (batch) => this.#run("APPEND", ...batch.flat(2)));
    return outcomes.flatMap((outcome, place) => batches[place]?.map(() => outcome) ?? []);
  }

  #run(name: keyof typeof scripts, ...args: readonly (string | number)[]): Promise<unknown> {
    return reachRedis(() => this.#scripts[name](this.#keys, [GROUP, ...args]));
  }

  async #look({ worker, count, staleAfterMs }: Parameters<Inbox["claim"]>[0]): Promise<Look> {
    const reply = await this.#run("CLAIM", worker, count, staleAfterMs);
    const [claimed, lastId, nextDueMs] = reply as [[string, string, string][], string, number];
    return {
      claimed: claimed.map(([entryId, failures, event]) => ({
        entryId,
        failures: Number(failures),
        event: JSON.parse(event) as InboundEvent,
      })),
      lastId,
      pauseMs: nextDueMs < 0 ? LONGEST_PAUSE_MS : Math.min(nextDueMs, LONGEST_PAUSE_MS),
    };
  }

  /** Until something new came, somebody called wake, or the time is over. */
  async #pause(lastId: string, pauseMs: number, woken: Promise<void>): Promise<void> {
    // Claims that wait at the same time share one blocking read: a second would queue up behind the first.
    this.#arrival ??= this.#watch(lastId).finally(() => {
      this.#arrival = undefined;
    });
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, pauseMs);
    });
    try {
      await Promise.race([this.#arrival, woken, over]);
    } finally {
      clearTimeout(timer);
      // A read that is abandoned may still fail when the connection is closed.
      this.#arrival?.catch(() => {});
    }
  }

  async #watch(lastId: string): Promise<void> {
    const [stream = ""] = this.#keys;
    await reachRedis(() =>
      this.#waiting.xread("COUNT", 1, "BLOCK", LONGEST_PAUSE_MS, "STREAMS", stream, lastId),
    );
  }
}

/** What the stream keeps of an event: the first two fields are what scripts select by. */
type Fields = [receivedAt: number, messageId: string, event: string];

/** What one call of `append` brings. */
type Call = readonly Fields[];

function fieldsOf(event: InboundEvent): Fields {
  const messageId = event.act.type === "typed" ? event.act.messageId : "";
  return [event.receivedAt, messageId, JSON.stringify(event)];
}

/** The calls in their order; a batch has no more events than a script shall append, or is a single call. */
function inBatches(calls: readonly Call[]): Call[][] {
  const batches: Call[][] = [];
  let room = 0;
  for (const call of calls) {
    if (call.length > room) {
      batches.push([]);
      room = MOST_APPENDED_TOGETHER;
    }
    batches.at(-1)?.push(call);
    room -= call.length;
  }
  return batches;
}

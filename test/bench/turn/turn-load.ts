import { Agent } from "node:http";
import { createHistogram } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import type { LineEvent } from "../../../src/simulator/webhook-sender.ts";
import { type LoadRequest, signedWebhook } from "../load/line-webhook.ts";
import { openLoop } from "../load/open-loop.ts";
import { post } from "../load/post.ts";
import { BenchCrowd, type Script } from "./bench-crowd.ts";
import { type ReplySink, startReplySink } from "./reply-sink.ts";

/** How turns went. Times are in ms, from the planned instant of the webhook until its reply was here. */
export interface TurnFigures {
  readonly sent: number;
  /** Webhooks answered 200. */
  readonly acknowledged: number;
  readonly answered: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** p99 of how late webhooks left here. */
  readonly late: number;
  /** Answered turns a second, from the first webhook to the last reply. */
  readonly perSecond: number;
}

/** A turn under way. */
interface Flight {
  /** On the clock of `performance.now`. */
  readonly plannedAt: number;
  answered?: () => void;
}

/** So long somebody waits for an answer to a webhook, and for late replies after the last one, ms. */
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 20;
const REDELIVER_AFTER_MS = 500;
const STRIKE_AFTER_MS = 500;

/** Taps of many people at one bot, and their replies at a stand-in of LINE, both in this process. */
export class TurnLoad {
  readonly crowd: BenchCrowd;
  readonly sink: ReplySink;
  readonly #channelSecret: string;
  readonly #flights = new Map<string, Flight>();
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 256 });
  #histogram = createHistogram();
  #answered = 0;
  #lastAt = 0;
  /** At full speed: answers to webhooks other than 200, by status (0: none at all); these are delivered again. */
  readonly refused = new Map<number, number>();
  /** Where webhooks go. */
  url = "";

  private constructor(channelSecret: string, script: Script, sink: ReplySink) {
    this.#channelSecret = channelSecret;
    this.crowd = new BenchCrowd(script);
    this.sink = sink;
  }

  static async start(channelSecret: string, script: Script): Promise<TurnLoad> {
    const heard = { by: undefined as TurnLoad | undefined };
    const sink = await startReplySink((token) => heard.by?.hear(token));
    heard.by = new TurnLoad(channelSecret, script, sink);
    return heard.by;
  }

  /** A reply came. */
  hear(replyToken: string): void {
    const flight = this.#flights.get(replyToken);
    if (flight === undefined) return;
    this.#flights.delete(replyToken);
    this.#lastAt = performance.now();
    this.#answered += 1;
    this.#histogram.record(Math.max(1, Math.round((this.#lastAt - flight.plannedAt) * 1_000)));
    this.crowd.answer(replyToken);
    flight.answered?.();
  }

  /** Brings in as many people as have still so many taps to make, and leads them to where they are met. */
  async prepare(taps: number, inFlight: number): Promise<void> {
    const missing = taps - this.crowd.tapsLeft;
    if (missing <= 0) return;
    this.crowd.join(missing);
    await this.#keepInFlight(() => this.crowd.nextOpening(), this.crowd.openingTaps, inFlight);
    this.crowd.mix();
  }

  /** So many taps, always this many of them under way: the next follows when a reply came. */
  async saturate(taps: number, inFlight: number): Promise<TurnFigures> {
    return this.#keepInFlight(() => this.crowd.nextTap(), taps, inFlight);
  }

  /** Taps at planned instants, whatever comes back. */
  async atRate(perSecond: number, seconds: number): Promise<TurnFigures> {
    const startedAt = this.#begin();
    let plannedFrom = 0;
    const figures = await openLoop({
      urls: [this.url],
      perSecond,
      seconds,
      requestOf: (index) => {
        if (index === 0) plannedFrom = performance.now();
        return this.#tap(this.crowd.nextTap(), { plannedAt: plannedFrom + (index * 1_000) / perSecond });
      },
    });
    await this.#settled();
    return this.#figures(startedAt, figures.sent, figures.ok, figures.late);
  }

  /** Half a second of taps, so many under way, and what became of them `patienceMs` after `strike`. */
  async struck(
    inFlight: number,
    strike: () => Promise<void>,
    patienceMs: number,
  ): Promise<{ readonly acknowledged: number; readonly unanswered: number; readonly never: number }> {
    const acknowledged = new Set<string>();
    this.#begin();
    let isStruck = false;
    const chain = async () => {
      while (!isStruck) {
        const event = this.crowd.nextTap();
        const { promise, resolve } = Promise.withResolvers<void>();
        const load = this.#tap(event, { plannedAt: performance.now(), answered: resolve });
        if ((await this.#post(load)) !== 200) return;
        acknowledged.add(event.replyToken ?? "");
        await promise;
      }
    };
    // Whoever waits for an answer that never comes is left behind.
    for (let index = 0; index < inFlight; index += 1) void chain();
    await pause(STRIKE_AFTER_MS);
    isStruck = true;
    const started = strike();
    const open = () => [...this.#flights.keys()].filter((token) => acknowledged.has(token)).length;
    const unanswered = open();
    await started;
    const until = performance.now() + patienceMs;
    while (open() > 0 && performance.now() < until) await pause(LOOK_EVERY_MS);
    const never = open();
    this.#flights.clear();
    this.crowd.leaveWaiting();
    return { acknowledged: acknowledged.size, unanswered, never };
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await this.sink.close();
  }

  async #keepInFlight(
    next: () => LineEvent | undefined,
    count: number,
    inFlight: number,
  ): Promise<TurnFigures> {
    const startedAt = this.#begin();
    let [begun, acknowledged] = [0, 0];
    const chain = async () => {
      while (begun < count) {
        const event = next();
        if (event === undefined) {
          await pause(1);
          continue;
        }
        begun += 1;
        const { promise, resolve } = Promise.withResolvers<void>();
        const load = this.#tap(event, { plannedAt: performance.now(), answered: resolve });
        await this.#deliver(load);
        acknowledged += 1;
        await promise;
      }
    };
    const stuck = this.#watch();
    try {
      await Promise.race([Promise.all(Array.from({ length: inFlight }, () => chain())), stuck.promise]);
    } finally {
      stuck.end();
    }
    return this.#figures(startedAt, begun, acknowledged, 0);
  }

  /** Rejects when no reply has come for a minute. */
  #watch(): { readonly promise: Promise<never>; end(): void } {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setInterval(() => {
      if (performance.now() - this.#lastAt > PATIENCE_MS) reject(this.#stuck());
    }, 1_000);
    return { promise, end: () => clearInterval(timer) };
  }

  #stuck(): Error {
    const refused = [...this.refused].map(([status, count]) => `${count} of ${status}`).join(", ");
    return new Error(`${this.#flights.size} replies do not come; webhooks refused: ${refused || "none"}`);
  }

  #begin(): number {
    this.#histogram = createHistogram();
    this.#answered = 0;
    this.#lastAt = performance.now();
    return this.#lastAt;
  }

  #tap(event: LineEvent, flight: Flight): LoadRequest {
    this.#flights.set(event.replyToken ?? "", flight);
    return signedWebhook(this.#channelSecret, [event]);
  }

  /** As LINE does: again when the answer is not 200. */
  async #deliver(load: LoadRequest): Promise<void> {
    for (;;) {
      const status = await this.#post(load);
      if (status === 200) return;
      this.refused.set(status, (this.refused.get(status) ?? 0) + 1);
      await pause(REDELIVER_AFTER_MS);
    }
  }

  /** Resolves with the status, 0 when there was no answer. */
  #post(load: LoadRequest): Promise<number> {
    return post(this.url, load, { agent: this.#agent, timeoutMs: PATIENCE_MS });
  }

  async #settled(): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    while (this.#flights.size > 0 && performance.now() < until) await pause(LOOK_EVERY_MS);
    this.#flights.clear();
    this.crowd.leaveWaiting();
  }

  #figures(startedAt: number, sent: number, acknowledged: number, late: number): TurnFigures {
    const answered = this.#answered;
    const ms = (microseconds: number) => Number((microseconds / 1_000).toFixed(1));
    return {
      sent,
      acknowledged,
      answered,
      p50: ms(this.#histogram.percentile(50)),
      p99: ms(this.#histogram.percentile(99)),
      max: ms(this.#histogram.max),
      late,
      perSecond: Number((answered / ((this.#lastAt - startedAt) / 1_000)).toFixed(1)),
    };
  }
}

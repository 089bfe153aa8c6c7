import { Agent } from "node:http";
import { createHistogram, type RecordableHistogram } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import type { LoadRequest } from "./line-webhook.ts";
import { post } from "./post.ts";

/** What is sent where, and how fast. */
export interface OpenLoopOptions {
  /** Where POSTs go, in turns. */
  readonly urls: readonly string[];
  readonly perSecond: number;
  readonly seconds: number;
  /** Called once for every index from 0, just before the request goes out. */
  readonly requestOf: (index: number) => LoadRequest;
  /** Most connections to each host; beyond them requests wait, and their clock runs. Default 256. */
  readonly connections?: number;
  /** Answers that take longer have failed, ms. Default 10,000. */
  readonly timeoutMs?: number;
}

/** What came back. Times are in ms and count from the planned instant. */
export interface OpenLoopFigures {
  readonly sent: number;
  /** Answered 2xx. */
  readonly ok: number;
  /** Answered otherwise or not at all; their times count too. */
  readonly failed: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** p99 of how late requests left here; timers make up to 1 ms. Near `p99`, it was this process that was slow. */
  readonly late: number;
  /** From the first planned instant to the last answer. */
  readonly seconds: number;
}

/**
 * POSTs at planned instants, evenly spread, without waiting for answers: people do not hold back because the service
 * is slow. A request that leaves late has its lateness counted, so that a pause of the service is felt by all who
 * would have come meanwhile.
 */
export async function openLoop(options: OpenLoopOptions): Promise<OpenLoopFigures> {
  const { urls, perSecond, seconds, requestOf, connections = 256, timeoutMs = 10_000 } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const [answers, lateness] = [createHistogram(), createHistogram()];
  const total = Math.round(perSecond * seconds);
  const underWay = new Set<Promise<void>>();
  let ok = 0;
  const startedAt = performance.now();
  const send = async (index: number, plannedAt: number) => {
    record(lateness, plannedAt);
    const url = urls[index % urls.length] ?? "";
    const status = await post(url, requestOf(index), { agent, timeoutMs });
    if (status >= 200 && status < 300) ok += 1;
    record(answers, plannedAt);
  };
  for (let index = 0; index < total; index += 1) {
    const plannedAt = startedAt + (index * 1_000) / perSecond;
    const leftMs = plannedAt - performance.now();
    // Timers cut fractions off, and nobody may come before their time.
    if (leftMs > 0) await pause(Math.ceil(leftMs));
    const sending = send(index, plannedAt).finally(() => underWay.delete(sending));
    underWay.add(sending);
  }
  await Promise.all(underWay);
  agent.destroy();
  return {
    sent: total,
    ok,
    failed: total - ok,
    p50: ms(answers.percentile(50)),
    p99: ms(answers.percentile(99)),
    max: ms(answers.max),
    late: ms(lateness.percentile(99)),
    seconds: (performance.now() - startedAt) / 1_000,
  };
}

/** In microseconds: a histogram takes whole numbers from 1. */
function record(histogram: RecordableHistogram, since: number): void {
  histogram.record(Math.max(1, Math.round((performance.now() - since) * 1_000)));
}

function ms(microseconds: number): number {
  return Number((microseconds / 1_000).toFixed(2));
}

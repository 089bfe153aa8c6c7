import { signedWebhook } from "../load/line-webhook.ts";
import { type OpenLoopFigures, openLoop } from "../load/open-loop.ts";
import { median } from "../median.ts";
import { processFigures } from "../process-figures.ts";
import { CHANNEL_SECRET, type Contest, type Contestant, type Cost, costOf } from "./contestants.ts";
import { mixedEvents } from "./saturation.ts";

/** How acknowledgements are measured. */
export interface AcknowledgementOptions {
  readonly rounds: number;
  /** Of each contestant in each round. */
  readonly seconds: number;
}

/** Times in ms from the planned instant: medians over the rounds, and the longest of all. */
export interface Acknowledgement {
  readonly contestant: Contestant;
  /** Events, each in a POST of its own. */
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** p99 of how late the generator was. */
  readonly late: number;
  readonly failed: number;
  /** What the process computes in a second; 1 is a whole core. */
  readonly cores: number;
  readonly redisCores: number | null;
  /** Afterwards, MB. */
  readonly memoryMb: number;
  readonly redisMemoryMb: number | null;
}

interface Stretch extends Cost {
  readonly result: OpenLoopFigures;
}

/** How soon each answers when so many events come a second, in turns. */
export async function measureAcknowledgement(
  contest: Contest,
  perSecond: number,
  options: AcknowledgementOptions,
): Promise<readonly Acknowledgement[]> {
  const all = new Map<Contestant, Stretch[]>();
  for (let round = 0; round < options.rounds; round += 1) {
    for (const contestant of [contest.raw, contest.express, contest.thaksa]) {
      const stretch = await loadOnce(contestant, perSecond, options.seconds);
      all.set(contestant, [...(all.get(contestant) ?? []), stretch]);
    }
  }
  return [...all].map(([contestant, stretches]) => summary(contestant, perSecond, stretches));
}

async function loadOnce(contestant: Contestant, perSecond: number, seconds: number): Promise<Stretch> {
  const requests = Array.from({ length: perSecond * seconds }, (_, at) =>
    signedWebhook(CHANNEL_SECRET, mixedEvents(3).slice(at % 3, (at % 3) + 1)),
  );
  const requestOf = (index: number) => {
    const request = requests[index];
    if (request === undefined) throw new Error(`no request ${index} was made`);
    return request;
  };
  const stretch = await costOf(contestant, () =>
    openLoop({ urls: [contestant.url], perSecond, seconds, requestOf }),
  );
  const kept = await contestant.empty();
  if (contestant.redisPid !== undefined && kept < stretch.result.ok) {
    throw new Error(`${stretch.result.ok} events were accepted and only ${kept} are in Redis`);
  }
  return stretch;
}

function summary(contestant: Contestant, perSecond: number, stretches: readonly Stretch[]): Acknowledgement {
  const medianOf = (figure: (stretch: Stretch) => number) => median(stretches.map(figure));
  const { pid, redisPid } = contestant;
  return {
    contestant,
    perSecond,
    p50: medianOf(({ result }) => result.p50),
    p99: medianOf(({ result }) => result.p99),
    max: Math.max(...stretches.map(({ result }) => result.max)),
    late: medianOf(({ result }) => result.late),
    failed: stretches.reduce((sum, { result }) => sum + result.failed, 0),
    cores: medianOf(({ result, cpuSeconds }) => cpuSeconds / result.seconds),
    redisCores:
      redisPid === undefined
        ? null
        : medianOf(({ result, redisCpuSeconds }) => (redisCpuSeconds ?? 0) / result.seconds),
    memoryMb: processFigures(pid)?.memoryMb ?? 0,
    redisMemoryMb: redisPid === undefined ? null : (processFigures(redisPid)?.memoryMb ?? 0),
  };
}

import { postbackEvent, signedWebhook, textEvent } from "../load/line-webhook.ts";
import { type SaturateFigures, saturate } from "../load/saturate.ts";
import { median } from "../median.ts";
import { CHANNEL_SECRET, type Contest, type Contestant, type Cost, costOf } from "./contestants.ts";

/** How saturation is measured. */
export interface SaturationOptions {
  /** Counted ones; one more goes before them, for the compilers. */
  readonly rounds: number;
  /** Of each contestant in each round. */
  readonly seconds: number;
  readonly connections: number;
}

/** What one contestant does in one stretch. */
interface Stretch extends Cost {
  readonly result: SaturateFigures;
}

/** Medians over the rounds. */
export interface Saturation {
  readonly contestant: Contestant;
  readonly eventsAPost: number;
  readonly perSecond: number;
  /** Median of what it does of Express' requests in the same round. */
  readonly ofExpress: number;
  /** Of the process, a request. */
  readonly cpuMicroseconds: number;
  readonly redisCpuMicroseconds: number | null;
  /** In all rounds together. */
  readonly failed: number;
}

/** Different bodies in a pool; their bytes together stay well below what the generator's memory should be. */
const BODIES = 200;
const BIG_BODIES = 20;

/** How much each takes when it gets as much as it takes, in turns, with so many events a POST. */
export async function measureSaturation(
  contest: Contest,
  eventsAPost: number,
  options: SaturationOptions,
): Promise<readonly Saturation[]> {
  const requests = Array.from({ length: eventsAPost === 1 ? BODIES : BIG_BODIES }, () =>
    signedWebhook(CHANNEL_SECRET, mixedEvents(eventsAPost)),
  );
  const rounds: (readonly Stretch[])[] = [];
  const contestants = [contest.raw, contest.express, contest.thaksa];
  for (let round = 0; round <= options.rounds; round += 1) {
    const stretches: Stretch[] = [];
    for (const contestant of contestants) {
      const work = () =>
        saturate({
          url: contestant.url,
          until: { seconds: options.seconds },
          connections: options.connections,
          requests,
        });
      const stretch = await costOf(contestant, work);
      await checkKept(contestant, stretch.result.ok * eventsAPost);
      stretches.push(stretch);
    }
    if (round > 0) rounds.push(stretches);
  }
  return contestants.map((contestant, at) => summary({ contestant, at, eventsAPost }, rounds));
}

/** Events as people make them: two taps for every text. */
export function mixedEvents(count: number) {
  return Array.from({ length: count }, (_, at) =>
    at % 3 === 0 ? textEvent({ text: "อยากเริ่มทำแบบประเมินค่ะ" }) : postbackEvent({ data: "a=choose&c=2" }),
  );
}

/** Whoever keeps events has every one it said it took. */
async function checkKept(contestant: Contestant, accepted: number): Promise<void> {
  const kept = await contestant.empty();
  if (contestant.redisPid !== undefined && kept < accepted) {
    throw new Error(`${accepted} events were accepted and only ${kept} are in Redis`);
  }
}

function summary(
  { contestant, at, eventsAPost }: Pick<Saturation, "contestant" | "eventsAPost"> & { readonly at: number },
  rounds: readonly (readonly Stretch[])[],
): Saturation {
  const medianOf = (figure: (own: Stretch, express: Stretch) => number) =>
    median(rounds.flatMap(({ [at]: own, 1: express }) => (own && express ? [figure(own, express)] : [])));
  const perRequest = ({ result }: Stretch, seconds: number) => (seconds / result.ok) * 1e6;
  return {
    contestant,
    eventsAPost,
    perSecond: medianOf(({ result }) => result.perSecond),
    ofExpress: medianOf((own, express) => own.result.perSecond / express.result.perSecond),
    cpuMicroseconds: medianOf((own) => perRequest(own, own.cpuSeconds)),
    redisCpuMicroseconds:
      contestant.redisPid === undefined ? null : medianOf((own) => perRequest(own, own.redisCpuSeconds ?? 0)),
    failed: rounds.reduce((sum, { [at]: own }) => sum + (own?.result.failed ?? 0), 0),
  };
}

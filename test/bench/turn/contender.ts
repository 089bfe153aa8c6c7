import { setTimeout as pause } from "node:timers/promises";
import {
  type Contestant,
  computingBetween,
  computingOf,
  memoryOf,
  type SessionBytes,
  sessionBytes,
} from "./contestant.ts";
import { type TurnFigures, TurnLoad } from "./turn-load.ts";

/** A bot with the load that is meant for it. */
export interface Contender {
  readonly bot: Contestant;
  readonly load: TurnLoad;
}

/** How bots are measured. */
export interface MeetingPlan {
  /** Taps in all rounds of a bot together (fewer when a round would be too long), and again in the long run. */
  readonly events: number;
  readonly rounds: number;
  readonly inFlight: number;
  readonly rates: readonly number[];
  /** At each rate. */
  readonly seconds: number;
}

/** One stretch of load on one bot. */
export interface Stretch {
  readonly bot: string;
  readonly figures: TurnFigures;
  /** Seconds of computing by part of the bot. */
  readonly computing: Readonly<Record<string, number>>;
  /** Resident megabytes by part, after it. */
  readonly memory: Readonly<Record<string, number>>;
}

/** What came of everything measured in turns. */
export interface Meeting {
  /** As fast as they can, round after round. */
  readonly saturated: readonly Stretch[];
  readonly atRates: readonly (Stretch & { readonly rate: number })[];
}

/** What sessions of a bot take, of people midway or of those who have finished. */
export interface SessionsKept {
  readonly bot: string;
  readonly when: "midway" | "finished";
  /** Null when there are none. */
  readonly bytes: SessionBytes | null;
}

/** More than this in a round says nothing new. */
const MOST_IN_ROUND = 20_000;
const WARM_UP = 2_000;
/** So many people are there at least, so that everybody's card is there before they tap again. */
const CROWD = 2_000;
/** What is still done after a reply ends soon. */
const QUIET_MS = 500;

/** Starts a bot and its load. */
export async function openContender(bot: Contestant, channelSecret: string): Promise<Contender> {
  const load = await TurnLoad.start(channelSecret, bot.script);
  load.url = await bot.start(load.sink.origin);
  return { bot, load };
}

export async function closeContender({ bot, load }: Contender): Promise<void> {
  await bot.discard();
  await load.close();
}

/** Measures bots in turns: rounds at full speed, then every rate. */
export async function meet(contenders: readonly Contender[], plan: MeetingPlan): Promise<Meeting> {
  const perRound = Math.min(MOST_IN_ROUND, Math.ceil(plan.events / plan.rounds));
  for (const one of contenders) {
    await prepare(one, WARM_UP, plan.inFlight);
    await one.load.saturate(WARM_UP, plan.inFlight);
  }
  const saturated: Stretch[] = [];
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const one of contenders) {
      await prepare(one, perRound, plan.inFlight);
      saturated.push(await stretch(one, () => one.load.saturate(perRound, plan.inFlight)));
    }
  }
  const atRates: (Stretch & { rate: number })[] = [];
  for (const rate of plan.rates) {
    for (const one of contenders) {
      await prepare(one, rate * plan.seconds, plan.inFlight);
      const measured = await stretch(one, () => one.load.atRate(rate, plan.seconds));
      atRates.push({ ...measured, rate });
    }
  }
  return { saturated, atRates };
}

async function prepare({ load }: Contender, taps: number, inFlight: number): Promise<void> {
  await load.prepare(taps + CROWD * 2, inFlight);
}

/** One stretch of load and what it cost. */
export async function stretch({ bot }: Contender, work: () => Promise<TurnFigures>): Promise<Stretch> {
  await pause(QUIET_MS);
  const before = await computingOf(bot);
  const figures = await work();
  await pause(QUIET_MS);
  const computing = computingBetween(before, await computingOf(bot));
  console.log(`${bot.name}: ${JSON.stringify(figures)} ${JSON.stringify(computing)}`);
  return { bot: bot.name, figures, computing, memory: await memoryOf(bot) };
}

/** What sessions take at the moment. */
export async function sessionsOf(contenders: readonly Contender[]): Promise<readonly SessionsKept[]> {
  const kinds = contenders.flatMap((one) =>
    (["midway", "finished"] as const).map((when) => ({ ...one, when })),
  );
  return Promise.all(
    kinds.map(async ({ bot, load, when }) => ({
      bot: bot.name,
      when,
      bytes: await sessionBytes(bot, load.crowd.userIds(when)),
    })),
  );
}

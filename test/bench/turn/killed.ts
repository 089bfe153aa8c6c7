import { setTimeout as pause } from "node:timers/promises";
import type { Contender } from "./contender.ts";

/** What became of taps that were under way when all programs of a bot were killed. */
export interface Kill {
  readonly bot: string;
  /** Ratings that were answered with the next card, but were not kept when nobody had been killed yet. */
  readonly lostBefore: number;
  /** Acknowledged with 200 before the kill, in half a second. */
  readonly acknowledged: number;
  /** Of these, not answered when everything had ended. */
  readonly unanswered: number;
  /** Of these, not answered a minute after everything had been started again. */
  readonly never: number;
  /** Such ratings that are not kept since the kill. */
  readonly lost: number;
}

/** Reply tokens are good for a minute. */
const PATIENCE_MS = 60_000;
/** LINE's API is a network away: so long it takes its 200. */
const LINE_TAKES_MS = 50;
/** What is still written after a reply is written soon. */
const QUIET_MS = 500;

/** Kills every program of each bot under load and starts it again at once. */
export async function killed(contenders: readonly Contender[], inFlight: number): Promise<readonly Kill[]> {
  const kills: Kill[] = [];
  for (const { bot, load } of contenders) {
    await load.prepare(inFlight * 200, inFlight);
    const strike = async () => {
      await bot.kill();
      load.url = await bot.start(load.sink.origin);
    };
    await pause(QUIET_MS);
    const lostBefore = await lostRatings({ bot, load });
    load.sink.answerAfterMs = LINE_TAKES_MS;
    const { acknowledged, unanswered, never } = await load.struck(inFlight, strike, PATIENCE_MS);
    load.sink.answerAfterMs = 0;
    await pause(QUIET_MS);
    const lostAfter = await lostRatings({ bot, load });
    const lost = sum([...lostAfter].map(([userId, count]) => count - (lostBefore.get(userId) ?? 0)));
    const told = { lostBefore: sum([...lostBefore.values()]), lost };
    kills.push({ bot: bot.name, acknowledged, unanswered, never, ...told });
  }
  return kills;
}

/** How many ratings answered so far are not kept, of everybody who sees a card and waits for nothing. */
async function lostRatings({ bot, load }: Contender): Promise<ReadonlyMap<string, number>> {
  const lost = new Map<string, number>();
  for (const [userId, answered] of load.crowd.answeredTaps()) {
    lost.set(userId, Math.max(0, answered - (await bot.ratingsOf(userId))));
  }
  return lost;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "ioredis";
import { seededRandom } from "../../src/seeded-random.ts";
import { createDatabase, type OwnServer } from "../support/servers.ts";
import type { FaultKind } from "./fault-kinds.ts";
import type { ImpatientPlayer, Pace } from "./impatient-player.ts";
import type { LineSide } from "./line-side.ts";
import type { Verdict } from "./log-entries.ts";
import type { Bug } from "./mistakes.ts";
import { type Counts, RunLog } from "./run-log.ts";
import { runVerdict } from "./run-verdict.ts";
import { makeTrouble, type Often } from "./trouble.ts";
import { untilDrained, whoHasSomethingWaiting } from "./what-is-left.ts";
import { openWorld, type World } from "./world.ts";

/** How a run is made hard. */
export interface Ordeal {
  readonly people: number;
  readonly seed: number;
  readonly bug?: Bug | undefined;
  /** Both belong to the run alone, are restarted at will, and what Redis has is deleted first. */
  readonly redis: OwnServer;
  readonly postgres: OwnServer;
  /** JSON Lines, made anew; see log-entries.ts. */
  readonly logFile: string;
  readonly often: Often;
  readonly pace: Pace;
  /** Everybody begins within so long, ms. */
  readonly spreadMs: number;
  /** Trouble lasts as long as people play, and so long at most, ms. */
  readonly troubleMs: number;
  /** The run is cut short when this says so of what was logged, for runs that only have to show a mistake. */
  readonly isEnough?: (log: RunLog) => boolean;
  /** Hears now and then how far it has come. */
  readonly onProgress?: (progress: Progress) => void;
  /** After that people have so long to finish, ms, and so long is waited for everything to drain. */
  readonly calmMs: number;
}

/** How far a run has come. */
export interface Progress extends Counts {
  /** What goes on, in a word or two. */
  readonly what: string;
  readonly finished: number;
  readonly faults: number;
  /** Since people began to play, ms. */
  readonly sinceMs: number;
}

/** What came of a run. */
export interface Outcome extends Counts {
  readonly verdict: Verdict;
  readonly finished: number;
  readonly faults: ReadonlyMap<FaultKind, number>;
  readonly isDrained: boolean;
  /** Processes that ended though nobody killed them, or could not be ended. */
  readonly deaths: readonly string[];
  /** From the first person to the last, ms. */
  readonly playedMs: number;
  /** Altogether, ms. */
  readonly tookMs: number;
}

const MOST_LAST_WORDS = 20;
const PROGRESS_EVERY_MS = 20_000;

/** Lets people play while everything goes wrong, waits until it is quiet, and has an impartial script judge. */
export async function chaos(ordeal: Ordeal): Promise<Outcome> {
  const startedAt = performance.now();
  const log = new RunLog(ordeal.logFile);
  await flush(ordeal.redis.url);
  const database = await createDatabase(ordeal.postgres.url);
  const world = await openWorld(ordeal, database.url, log);
  try {
    world.crew.start();
    await world.crew.untilReady();
    const played = await letThemPlay(ordeal, world);
    const killed = await world.crew.stop();
    log.write({
      kind: "phase",
      what: killed.length > 0 ? "killed_at_end" : "stopped",
      detail: killed.join(),
    });
    return {
      ...played,
      verdict: await runVerdict(ordeal, database.url),
      faults: log.faults(),
      ...log.counts(),
      deaths: [...world.crew.deaths(), ...killed.map((name) => `${name} did not stop`)],
      tookMs: Math.round(performance.now() - startedAt),
    };
  } finally {
    await world.close();
    log.close();
    await database.drop();
  }
}

async function letThemPlay(
  ordeal: Ordeal,
  world: World,
): Promise<Pick<Outcome, "finished" | "isDrained" | "playedMs">> {
  const { log, players, lineSide, road } = world;
  const { redis, calmMs } = ordeal;
  const startedAt = performance.now();
  const sinceMs = () => Math.round(performance.now() - startedAt);
  const finished = () => players.filter(({ isFinished }) => isFinished).length;
  let what = "trouble";
  const telling = setInterval(() => {
    const faults = [...log.faults().values()].reduce((all, one) => all + one, 0);
    ordeal.onProgress?.({ what, finished: finished(), faults, sinceMs: sinceMs(), ...log.counts() });
  }, PROGRESS_EVERY_MS);
  try {
    const ending = new AbortController();
    const playing = Promise.all(players.map((player, place) => begin(player, place, ordeal, ending.signal)));
    await throughTrouble(ordeal, world, playing, ending);
    what = "calm";
    await within(calmMs, playing);
    ending.abort();
    await playing;
    what = "draining";
    const playedMs = sinceMs();
    const isQuiet = async () => road.isIdle() && (await isLineIdle(lineSide));
    const isDrained = await drain(world, redis.url, isQuiet, calmMs);
    log.write({ kind: "phase", what: isDrained ? "drained" : "not_drained" });
    return { finished: finished(), isDrained, playedMs };
  } finally {
    clearInterval(telling);
  }
}

/** Makes trouble as long as people play and there is time, and mends everything. */
async function throughTrouble(
  { seed, redis, postgres, often, troubleMs, isEnough }: Ordeal,
  world: World,
  playing: Promise<unknown>,
  ending: AbortController,
): Promise<void> {
  const { log } = world;
  const calming = new AbortController();
  setMischief("on", world);
  const random = (kind: number) => seededRandom(seed + 100 + kind);
  const trouble = makeTrouble({ ...world, redis, postgres, random, often }, calming.signal);
  await within(troubleMs, Promise.race([playing, untilEnough(isEnough, log, ending)]));
  calming.abort();
  await trouble;
  await world.crew.untilReady();
  setMischief("off", world);
  log.write({ kind: "phase", what: "calm" });
}

/** Ends the run itself as soon as it has lasted long enough; otherwise resolves when it ends. */
async function untilEnough(
  isEnough: Ordeal["isEnough"],
  log: RunLog,
  ending: AbortController,
): Promise<void> {
  const { signal } = ending;
  while (!signal.aborted && !isEnough?.(log)) await pause(50, undefined, { signal }).catch(() => {});
  ending.abort();
}

function setMischief(is: "on" | "off", { road, lineSide }: World): void {
  road.setMischief(is);
  lineSide.setFaults(is);
}

async function begin(
  player: ImpatientPlayer,
  place: number,
  { people, seed, spreadMs }: Ordeal,
  signal: AbortSignal,
): Promise<void> {
  const jitter = seededRandom(seed + 50_000 + place)();
  await pause((spreadMs * (place + jitter)) / people, undefined, { signal }).catch(() => {});
  await player.play(signal);
}

/** Whoever is owed something says a last word, and another: a reply brings five messages at most. */
async function drain(
  { players }: World,
  redisUrl: string,
  isQuiet: () => Promise<boolean>,
  patienceMs: number,
): Promise<boolean> {
  const until = performance.now() + patienceMs;
  for (let words = 0; words < MOST_LAST_WORDS; words += 1) {
    if (!(await untilDrained(redisUrl, isQuiet, until))) return false;
    const owed = await whoHasSomethingWaiting(redisUrl);
    if (owed.size === 0) return true;
    for (const player of players) if (owed.has(player.userId)) player.sayLastWord();
  }
  return false;
}

async function isLineIdle({ line }: LineSide): Promise<boolean> {
  return line.log.idle(1).then(
    () => true,
    () => false,
  );
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const ending = new AbortController();
  await Promise.race([work, pause(ms, undefined, { signal: ending.signal }).catch(() => {})]);
  ending.abort();
}

async function flush(url: string): Promise<void> {
  const redis = new Redis(url);
  try {
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
}

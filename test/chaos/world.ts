import { seededRandom } from "../../src/seeded-random.ts";
import type { Ordeal } from "./chaos.ts";
import { Crew } from "./crew.ts";
import { ImpatientPlayer } from "./impatient-player.ts";
import { type LineSide, startLineSide } from "./line-side.ts";
import type { RunLog } from "./run-log.ts";
import { openWebhookRoad, type WebhookRoad } from "./webhook-road.ts";

/** Everything there is, for one run. */
export interface World {
  readonly log: RunLog;
  readonly crew: Crew;
  readonly road: WebhookRoad;
  readonly lineSide: LineSide;
  readonly players: readonly ImpatientPlayer[];
  close(): Promise<void>;
}

/** Starts LINE and the roads; the processes are started with `crew.start()`. */
export async function openWorld(ordeal: Ordeal, databaseUrl: string, log: RunLog): Promise<World> {
  const { seed, bug, pace, redis } = ordeal;
  const everybody = new Map<string, ImpatientPlayer>();
  const people = namesOf(ordeal);
  log.write({ kind: "run", seed, people, bug: bug ?? null });
  const road = await openWebhookRoad({
    log,
    random: seededRandom(seed + 1),
    webs: () => crew.webs(),
  });
  const lineSide = await startLineSide({
    log,
    seed,
    random: seededRandom(seed + 2),
    webhookUrl: () => road.url,
    personOf: (token) => road.personOf(token),
    onMessages: (person, messages) => everybody.get(person)?.hear(messages),
  });
  const { line } = lineSide;
  for (const [place, userId] of people.entries()) {
    line.people.add({ displayName: `คนที่ ${place + 1}`, userId });
    const random = seededRandom(seed + 1_000 + place);
    everybody.set(userId, new ImpatientPlayer({ line, log, userId, random, pace }));
  }
  const crew = new Crew(settingsFor(ordeal, databaseUrl, lineSide, redis.url), log);
  return {
    log,
    crew,
    road,
    lineSide,
    players: [...everybody.values()],
    async close() {
      await crew.end();
      await lineSide.close();
      await road.close();
    },
  };
}

function settingsFor(
  { bug, seed, logFile }: Ordeal,
  databaseUrl: string,
  { settings }: LineSide,
  redisUrl: string,
): Record<string, string> {
  return {
    ...settings,
    CHAOS_LOG: logFile,
    REDIS_URL: redisUrl,
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: "error",
    // Both ways are to hold: waiting for the next reply, and pushing.
    LATE_ANSWER_PUSH: seed % 2 === 0 ? "off" : "on",
    ...(bug === undefined ? {} : { BUG: bug }),
  };
}

function namesOf({ people, seed }: Ordeal): readonly string[] {
  const random = seededRandom(seed + 3);
  const digit = () => Math.floor(random() * 16).toString(16);
  return Array.from({ length: people }, () => `U${Array.from({ length: 32 }, digit).join("")}`);
}

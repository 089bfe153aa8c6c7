import { setTimeout as pause } from "node:timers/promises";
import type { OwnServer } from "../support/servers.ts";
import type { Crew } from "./crew.ts";
import type { FaultKind } from "./fault-kinds.ts";
import type { LineSide } from "./line-side.ts";
import type { RunLog } from "./run-log.ts";
import type { WebhookRoad } from "./webhook-road.ts";

/** Which trouble is made, and how often on average, ms; what is not named is not made. */
export type Often = Partial<Readonly<Record<keyof typeof MAKERS, number>>>;

/** Everything there is to make trouble with. */
export interface TroubleParts {
  readonly log: RunLog;
  readonly crew: Crew;
  readonly road: WebhookRoad;
  readonly lineSide: LineSide;
  readonly redis: OwnServer;
  readonly postgres: OwnServer;
  /** A generator of its own for each kind of trouble. */
  readonly random: (kind: number) => () => number;
  readonly often: Often;
}

type Make = (chance: () => number, parts: TroubleParts) => Promise<unknown>;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How far the clock goes: seconds mostly, days at times; less than the inbox keeps events. */
const MOVES: readonly { readonly share: number; readonly least: number; readonly most: number }[] = [
  { share: 0.5, least: SECOND_MS, most: 30 * SECOND_MS },
  { share: 0.3, least: MINUTE_MS, most: 30 * MINUTE_MS },
  { share: 0.15, least: HOUR_MS, most: 12 * HOUR_MS },
  { share: 0.05, least: DAY_MS, most: 2 * DAY_MS },
];

const KILLING_BOTH = 0.15;

/** In this order they have their generators. */
const MAKERS = {
  kill_worker: (chance, parts) => kill(parts, "worker", chance),
  kill_web: (chance, parts) => kill(parts, "web", chance),
  restart_redis: (chance, parts) => restart(parts, "redis", between(chance(), 20, 1_200)),
  restart_postgres: (chance, parts) => restart(parts, "postgres", between(chance(), 20, 1_200)),
  cut_line: (chance, parts) => cutLine(parts, between(chance(), 300, 4_000)),
  line_limited: (chance, parts) => limitLine(parts, between(chance(), 2_000, 6_000)),
  cut_webhooks: (chance, parts) => cutWebhooks(parts, between(chance(), 300, 3_000)),
  webhooks_held: (chance, parts) => hold(parts, chance),
  move_clock: async (chance, parts) => moveClock(parts, chance),
} as const satisfies Partial<Record<FaultKind, Make>>;

/** Everything, at the pace of the long run; at an intensity of 2 twice as much of it a second. */
export function everyTrouble(intensity: number): Often {
  const often: Required<Often> = {
    kill_worker: 3_000,
    kill_web: 5_000,
    restart_redis: 12_000,
    restart_postgres: 16_000,
    cut_line: 15_000,
    line_limited: 15_000,
    cut_webhooks: 20_000,
    webhooks_held: 12_000,
    move_clock: 12_000,
  };
  return Object.fromEntries(Object.entries(often).map(([kind, everyMs]) => [kind, everyMs / intensity]));
}

/** Makes trouble of every kind named, each at its own pace, until told to stop; resolves when all is mended. */
export async function makeTrouble(parts: TroubleParts, signal: AbortSignal): Promise<void> {
  await Promise.all(
    Object.entries(MAKERS).map(async ([kind, make], place) => {
      const everyMs = parts.often[kind as keyof typeof MAKERS];
      if (everyMs === undefined) return;
      const chance = parts.random(place);
      while (!signal.aborted) {
        await pause(everyMs * (0.4 + 1.2 * chance()), undefined, { signal }).catch(() => {});
        if (!signal.aborted) await make(chance, parts);
      }
    }),
  );
}

/** One, or both of a kind; then there is peace until others have taken their places, however slow the machine is. */
async function kill({ crew }: TroubleParts, role: "web" | "worker", chance: () => number): Promise<void> {
  await crew.kill(role, chance());
  if (chance() < KILLING_BOTH) await crew.kill(role, chance());
  await crew.untilReady(role);
}

async function restart(parts: TroubleParts, which: "redis" | "postgres", downMs: number): Promise<void> {
  const { log } = parts;
  log.fault(which === "redis" ? "restart_redis" : "restart_postgres", `down for ${Math.round(downMs)} ms`);
  await parts[which].stop();
  await pause(downMs);
  await parts[which].start();
}

async function cutLine({ log, lineSide }: TroubleParts, ms: number): Promise<void> {
  log.fault("cut_line", `for ${Math.round(ms)} ms`);
  await lineSide.cutFor(ms);
}

async function limitLine({ log, lineSide }: TroubleParts, ms: number): Promise<void> {
  log.fault("line_limited", `for ${Math.round(ms)} ms`);
  await lineSide.limitFor(ms);
}

async function cutWebhooks({ log, road }: TroubleParts, ms: number): Promise<void> {
  log.fault("cut_webhooks", `for ${Math.round(ms)} ms`);
  await road.cutFor(ms);
}

/** Events gather and go on in another order, or many people's in one webhook. */
async function hold({ log, lineSide }: TroubleParts, chance: () => number): Promise<void> {
  const { controls } = lineSide.line;
  const releaseAs = chance() < 0.5 ? "shuffled" : "one_post";
  const reorder = Math.round(between(chance(), 2, 8));
  log.fault("webhooks_held", `${reorder} at a time, ${releaseAs}`);
  controls.set({ reorder, releaseAs });
  await pause(between(chance(), 500, 1_500));
  controls.set({ reorder: 0 });
  controls.releaseHeld();
}

function moveClock({ log, crew, lineSide }: TroubleParts, chance: () => number): void {
  const { controls } = lineSide.line;
  const ms = Math.round(howFar(chance));
  log.fault("move_clock", `${ms} ms on`);
  controls.moveClock(ms);
  crew.moveAhead(controls.movedMs());
  log.write({ kind: "clock", now: controls.now() });
}

function howFar(chance: () => number): number {
  let left = chance();
  for (const { share, least, most } of MOVES) {
    left -= share;
    if (left < 0) return between(chance(), least, most);
  }
  return SECOND_MS;
}

function between(chance: number, least: number, most: number): number {
  return least + chance * (most - least);
}

import { setTimeout as pause } from "node:timers/promises";
import { signedWebhook } from "../load/line-webhook.ts";
import { saturate } from "../load/saturate.ts";
import { processFigures } from "../process-figures.ts";
import { CHANNEL_SECRET, type Contestant } from "./contestants.ts";
import { mixedEvents } from "./saturation.ts";

/** The memory of the process after so many events. */
export interface MemoryMark {
  readonly events: number;
  /** Resident, MB. */
  readonly memoryMb: number;
  readonly redisMemoryMb: number;
}

const CONNECTIONS = 32;
/** POSTs with one event for every POST with many: half of the events come either way. */
const MANY = 100;
const CYCLE = [...Array.from({ length: MANY }, () => 1), MANY];
const CYCLES_A_BATCH = 4;
const EVENTS_A_BATCH = 2 * MANY * CONNECTIONS * CYCLES_A_BATCH;
const IDLE_MS = 200;

/**
 * Posts so many events, half of them one a POST and half 100 a POST, and empties the stream after each batch, so that
 * what grows is the process. The first mark is before any event.
 */
export async function measureMemory(thaksa: Contestant, events: number): Promise<readonly MemoryMark[]> {
  const requests = CYCLE.map((count) => signedWebhook(CHANNEL_SECRET, mixedEvents(count)));
  const marks = [markOf(thaksa, 0)];
  for (let posted = 0; posted < events; ) {
    const until = { requests: CYCLE.length * CONNECTIONS * CYCLES_A_BATCH };
    const { failed } = await saturate({ url: thaksa.url, until, connections: CONNECTIONS, requests });
    const kept = await thaksa.empty();
    if (failed > 0 || kept < EVENTS_A_BATCH) throw new Error(`${failed} failed, ${kept} were kept`);
    posted += kept;
    await pause(IDLE_MS);
    marks.push(markOf(thaksa, posted));
  }
  return marks;
}

function markOf({ pid, redisPid = 0 }: Contestant, events: number): MemoryMark {
  return {
    events,
    memoryMb: processFigures(pid)?.memoryMb ?? 0,
    redisMemoryMb: processFigures(redisPid)?.memoryMb ?? 0,
  };
}

import { parseArgs } from "node:util";
import { commandOf, type Goal, type Measurement, record, show, type Table } from "./measurement.ts";
import { type Acknowledgement, measureAcknowledgement } from "./webhook/acknowledgement.ts";
import { startContest } from "./webhook/contestants.ts";
import { type MemoryMark, measureMemory } from "./webhook/memory.ts";
import { measureSaturation, type Saturation } from "./webhook/saturation.ts";

/**
 * How soon LINE gets its 200, and how many a second, beside servers that do less.
 *
 *   npm run bench -- webhook [--rounds N] [--seconds N] [--connections N] [--events N] [--dry]
 */
const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "5" },
    connections: { type: "string", default: "64" },
    events: { type: "string", default: "1000000" },
    dry: { type: "boolean", default: false },
  },
});
const ROUNDS = Number(options.rounds);
const SECONDS = Number(options.seconds);
const CONNECTIONS = Number(options.connections);
const EVENTS = Number(options.events);
const EVENTS_A_POST = [1, 10, 100];
const RATES = [100, 500, 1_000];
const SHARE_OF_EXPRESS = 0.7;
const SHARE_HOPED = 0.8;
const ANSWERED_WITHIN_MS = 50;
const MOST_GROWTH = 0.1;
/** Share of the events in which the heap gets its size. */
const WARM_AFTER = 0.25;

async function compare() {
  const contest = await startContest();
  try {
    const saturation: Saturation[] = [];
    for (const count of EVENTS_A_POST) {
      const how = { rounds: ROUNDS, seconds: SECONDS, connections: CONNECTIONS };
      saturation.push(...(await measureSaturation(contest, count, how)));
    }
    const acknowledgement: Acknowledgement[] = [];
    for (const rate of RATES) {
      const how = { rounds: ROUNDS, seconds: SECONDS };
      acknowledgement.push(...(await measureAcknowledgement(contest, rate, how)));
    }
    return { saturation, acknowledgement };
  } finally {
    await contest.close();
  }
}

/** In a new process, where nothing was measured yet. */
async function watchMemory(): Promise<readonly MemoryMark[]> {
  const contest = await startContest();
  try {
    return await measureMemory(contest.thaksa, EVENTS);
  } finally {
    await contest.close();
  }
}

function markAt(marks: readonly MemoryMark[], share: number): MemoryMark {
  const mark = marks.find(({ events }) => events >= share * EVENTS);
  if (mark === undefined) throw new Error(`no mark after ${share} of the events`);
  return mark;
}

function digits(figure: number, count = 0): number {
  return Number(figure.toFixed(count));
}

function saturationTable(rows: readonly Saturation[]): Table {
  return {
    title: `As much as they take, ${CONNECTIONS} connections`,
    rows: rows.map((row) => ({
      server: row.contestant.title,
      "events a POST": row.eventsAPost,
      "POSTs/s": digits(row.perSecond),
      "events/s": digits(row.perSecond * row.eventsAPost),
      "of Express": digits(row.ofExpress, 2),
      "CPU a POST (µs)": digits(row.cpuMicroseconds),
      "CPU of Redis a POST (µs)": row.redisCpuMicroseconds === null ? null : digits(row.redisCpuMicroseconds),
      failed: row.failed,
    })),
  };
}

function acknowledgementTable(rows: readonly Acknowledgement[]): Table {
  return {
    title: "Acknowledgement at so many events a second, one a POST",
    rows: rows.map((row) => ({
      server: row.contestant.title,
      "events/s": row.perSecond,
      "p50 (ms)": row.p50,
      "p99 (ms)": row.p99,
      "longest (ms)": row.max,
      "sent late, p99 (ms)": row.late,
      failed: row.failed,
      "CPU (cores)": digits(row.cores, 2),
      "CPU of Redis (cores)": row.redisCores === null ? null : digits(row.redisCores, 2),
      "memory (MB)": row.memoryMb,
      "memory of Redis (MB)": row.redisMemoryMb,
    })),
  };
}

function memoryTable(marks: readonly MemoryMark[]): Table {
  return {
    title: "Memory of the web process",
    rows: [0, 0.1, 0.25, 0.5, 0.75, 1].map((share) => {
      const mark = markAt(marks, share);
      return {
        events: mark.events,
        "memory (MB)": mark.memoryMb,
        "memory of Redis (MB)": mark.redisMemoryMb,
      };
    }),
  };
}

function shareGoal(saturation: readonly Saturation[], goal: number, words: string): Goal {
  const own = saturation.find((row) => row.contestant.name === "thaksa" && row.eventsAPost === 1);
  const share = own?.ofExpress ?? 0;
  return {
    goal: `${words}: ${goal} of what Express with LINE's middleware takes and forgets, one event a POST, appendfsync always`,
    figure: `${digits(share, 2)} (${digits(own?.perSecond ?? 0).toLocaleString("en")} POSTs/s)`,
    met: share >= goal,
  };
}

function acknowledgementGoal(rows: readonly Acknowledgement[]): Goal {
  const own = rows.find((row) => row.contestant.name === "thaksa" && row.perSecond === 1_000);
  const { p99 = Infinity, failed = 0 } = own ?? {};
  return {
    goal: `p99 of the acknowledgement at 1,000 events/s below ${ANSWERED_WITHIN_MS} ms, none refused`,
    figure: `${p99} ms, ${failed} refused`,
    met: p99 < ANSWERED_WITHIN_MS && failed === 0,
  };
}

function memoryGoal(marks: readonly MemoryMark[]): Goal {
  const [first, last] = [markAt(marks, WARM_AFTER), markAt(marks, 1)];
  const [early, late] = [first.memoryMb, last.memoryMb];
  const growth = late / early - 1;
  return {
    goal: `memory flat over ${EVENTS.toLocaleString("en")} events: less than ${MOST_GROWTH * 100} % more at the end than after the first quarter`,
    figure: `${early} → ${late} MB (${digits(growth * 100, 1)} %)`,
    // So few events that both are one look say nothing.
    met: first !== last && growth < MOST_GROWTH,
  };
}

const { saturation, acknowledgement } = await compare();
const marks = await watchMemory();
const measurement: Measurement = {
  name: "webhook",
  title: "The webhook beside servers that do less",
  command: commandOf("webhook"),
  method: [
    "Three servers, each a process of its own: Node's own http server that checks the signature; Express with the middleware of LINE's SDK; the service as it runs (ROLE=web), with a Redis of its own (appendonly yes, appendfsync always). The first two do nothing with the events; the service answers 200 when they are in Redis and on its disk, and after each stretch they are counted there.",
    `As much as they take: autocannon, ${CONNECTIONS} connections that send again when they have their answer, ${ROUNDS} rounds of ${SECONDS} s each in turns after one that does not count; medians over the rounds, the share of Express within each round.`,
    `Acknowledgement: POSTs at planned instants whatever comes back, ${ROUNDS} rounds of ${SECONDS} s each in turns; times count from the planned instant, so the lateness of the generator is in them. Medians over the rounds, the longest of all.`,
    `Memory: ${EVENTS.toLocaleString("en")} events to a new process, half of them one a POST and half 100 a POST; the stream is emptied after every 25,600.`,
    "Generator, servers and Redis share the processors; CPU a POST does not depend on that.",
  ],
  goals: [
    shareGoal(saturation, SHARE_OF_EXPRESS, "At saturation"),
    shareGoal(saturation, SHARE_HOPED, "Hoped for"),
    acknowledgementGoal(acknowledgement),
    memoryGoal(marks),
  ],
  tables: [saturationTable(saturation), acknowledgementTable(acknowledgement), memoryTable(marks)],
};
if (options.dry) show(measurement);
else record(measurement);

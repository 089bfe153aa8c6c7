import type { Goal, Measurement, Table } from "../measurement.ts";
import { median } from "../median.ts";
import type { Contender, Meeting, MeetingPlan, SessionsKept, Stretch } from "./contender.ts";
import type { Kill } from "./killed.ts";

const SPEED_UP = 5;
const P99_MS = 200;
const RATE = 500;
const SESSION_BYTES = 2_048;
/** How much more memory the workers may have in the last quarter than in the second. */
const GROWTH = 1.1;

/** All that was measured of turns. */
export interface Figures extends Meeting {
  readonly sessions: readonly SessionsKept[];
  /** The long run of this project. */
  readonly memory: readonly Stretch[];
  /** Empty when nobody was killed. */
  readonly kills: readonly Kill[];
}

/** The measurement of turns, with its goals. */
export function turnMeasurement(
  command: string,
  plan: Pick<MeetingPlan, "events" | "rounds" | "inFlight">,
  contenders: readonly Contender[],
  figures: Figures,
): Measurement {
  const names = contenders.map(({ bot }) => bot.name);
  return {
    name: "turn",
    title: "Whole turns, from webhook to reply",
    command,
    method: METHOD,
    goals: goalsOf(names, figures),
    tables: [
      fullSpeed(names, figures, plan),
      computing(names, figures),
      atRates(figures),
      sessions(figures),
      longRun(figures.memory, plan.events),
      ...(figures.kills.length === 0 ? [] : [killed(figures.kills)]),
      replies(contenders),
    ],
  };
}

const METHOD = [
  "Every event is a tap on the question the person sees, each time of somebody else; a webhook brings one event. People are met at different questions, so that one tap in as many as there are questions is the last, which brings the result; what leads them there is not measured and is about as many taps again. A turn is over when its reply with the next card is at the stand-in of LINE, which takes every call at once. The load and the stand-in are one process of their own.",
  "Both bots have a Redis of their own with appendonly yes and appendfsync always, and take turns at the machine. This project also keeps records in PostgreSQL; Bottender keeps ratings in its session only.",
  "At full speed a fixed number of taps is under way; the median of the rounds counts. At a rate, taps come at planned instants and times count from these.",
  "Sessions are MEMORY USAGE of Redis, key and all, of people with the role that is asked the most questions (28).",
  "Killed: all programs of a bot at once with SIGKILL, started again at once, and looked at for a minute; LINE takes 50 ms for its 200 meanwhile.",
];

function goalsOf(names: readonly string[], figures: Figures): readonly Goal[] {
  const [ours = "", other] = names;
  const at500 = figures.atRates.find(({ bot, rate }) => bot === ours && rate === RATE);
  return [
    ...(other === undefined ? [] : [speedGoal(medianSpeed(ours, figures), medianSpeed(other, figures))]),
    ...(at500 === undefined ? [] : [latencyGoal(at500)]),
    sessionGoal(figures.sessions.filter(({ bot }) => bot === ours)),
    memoryGoal(figures.memory),
  ];
}

function speedGoal(ours: number, theirs: number): Goal {
  const times = ours / theirs;
  return {
    goal: `${SPEED_UP} times the turns a second of the same questionnaire in Bottender`,
    figure: `${times.toFixed(2)} times (${ours.toFixed(0)} and ${theirs.toFixed(0)} a second)`,
    met: times >= SPEED_UP,
  };
}

function latencyGoal({ figures }: Stretch): Goal {
  return {
    goal: `p99 from webhook to reply under ${P99_MS} ms at ${RATE} turns a second`,
    figure: `${figures.p99} ms, ${figures.answered} of ${figures.sent} answered`,
    met: figures.p99 < P99_MS && figures.answered === figures.sent,
  };
}

/** Sessions that were not there to be looked at meet no goal. */
function sessionGoal(kept: readonly SessionsKept[]): Goal {
  const seen = kept.flatMap(({ bytes }) => bytes?.most ?? []);
  const most = Math.max(0, ...seen);
  return {
    goal: `a session takes less than ${SESSION_BYTES.toLocaleString("en")} bytes of Redis`,
    figure: `${most.toLocaleString("en")} bytes at most${seen.length < kept.length ? ", not all kinds seen" : ""}`,
    met: seen.length > 0 && seen.length === kept.length && most < SESSION_BYTES,
  };
}

function memoryGoal(parts: readonly Stretch[]): Goal {
  const worker = parts.map(({ memory }) => memory.worker ?? memory["web and worker"] ?? 0);
  const quarter = Math.ceil(worker.length / 4);
  const before = mean(worker.slice(quarter, 2 * quarter));
  const after = mean(worker.slice(-quarter));
  return {
    goal: `the memory of the workers stays flat: at most ${Math.round((GROWTH - 1) * 100)} % more in the last quarter of the long run than in the second`,
    figure: `${before.toFixed(0)} MB, then ${after.toFixed(0)} MB`,
    // Where the system does not tell, nothing is flat.
    met: before > 0 && after <= before * GROWTH,
  };
}

function fullSpeed(
  names: readonly string[],
  meeting: Meeting,
  { rounds, inFlight }: { readonly rounds: number; readonly inFlight: number },
): Table {
  const rows = names.map((bot) => {
    const own = meeting.saturated.filter((one) => one.bot === bot);
    const speeds = own.map(({ figures }) => figures.perSecond);
    return {
      bot,
      "turns/s, median": median(speeds),
      slowest: Math.min(...speeds),
      fastest: Math.max(...speeds),
      "turns per second of computing": Math.round(1 / mean(own.map(secondsPerTurn))),
      "p50 ms": median(own.map(({ figures }) => figures.p50)),
      "p99 ms": median(own.map(({ figures }) => figures.p99)),
      unanswered: own.reduce((sum, { figures }) => sum + figures.sent - figures.answered, 0),
    };
  });
  return { title: `At full speed, ${inFlight} under way, ${rounds} round(s)`, rows };
}

function computing(names: readonly string[], meeting: Meeting): Table {
  const rows = names.flatMap((bot) => {
    const own = meeting.saturated.filter((one) => one.bot === bot);
    const turns = own.reduce((sum, { figures }) => sum + figures.answered, 0);
    const parts = Object.keys(own.at(-1)?.computing ?? {});
    return parts.map((part) => ({
      bot,
      part,
      "seconds per 1,000 turns": round(
        (own.reduce((sum, one) => sum + (one.computing[part] ?? 0), 0) / turns) * 1_000,
      ),
      "memory MB": own.at(-1)?.memory[part] ?? null,
    }));
  });
  return { title: "Computing at full speed (of PostgreSQL, the backends)", rows };
}

function atRates({ atRates: stretches }: Meeting): Table {
  const rows = stretches.map(({ bot, rate, figures }) => ({
    bot,
    "planned/s": rate,
    "answered/s": figures.perSecond,
    "p50 ms": figures.p50,
    "p99 ms": figures.p99,
    "max ms": figures.max,
    unanswered: figures.sent - figures.answered,
    "webhooks left late, p99 ms": figures.late,
  }));
  return { title: "At a rate", rows };
}

function sessions({ sessions: all }: Figures): Table {
  const rows = all.map(({ bot, when, bytes }) => ({
    bot,
    when,
    sessions: bytes?.sessions ?? 0,
    "average bytes": bytes?.average ?? null,
    "most bytes": bytes?.most ?? null,
  }));
  return { title: "Sessions in Redis", rows };
}

function longRun(parts: readonly Stretch[], events: number): Table {
  const rows = parts.map(({ figures, memory }, index) => ({
    "after turns": Math.ceil(events / parts.length) * (index + 1),
    "turns/s": figures.perSecond,
    ...Object.fromEntries(Object.entries(memory).map(([part, mb]) => [`${part} MB`, mb])),
  }));
  return { title: "Memory over a long run of this project", rows };
}

function killed(kills: readonly Kill[]): Table {
  const rows = kills.map(({ bot, lostBefore, acknowledged, unanswered, never, lost }) => ({
    bot,
    "ratings not kept before any kill": lostBefore,
    "acknowledged before": acknowledged,
    "unanswered then": unanswered,
    "never answered": never,
    "answered, but not kept since the kill": lost,
  }));
  return { title: "Killed under load", rows };
}

function replies(contenders: readonly Contender[]): Table {
  const rows = contenders.map(({ bot: { name: bot }, load: { sink, crowd, refused } }) => ({
    bot,
    replies: sink.received.replies,
    "average bytes": Math.round(sink.received.bytes / sink.received.replies),
    "other calls": [...sink.otherCalls].map(([call, count]) => `${count} ${call}`).join(", ") || "none",
    "webhooks delivered again": [...refused.values()].reduce((sum, one) => sum + one, 0),
    "taps before the card was there": crowd.tooEarly,
  }));
  return { title: "What came to LINE", rows };
}

function medianSpeed(bot: string, { saturated }: Meeting): number {
  return median(saturated.filter((one) => one.bot === bot).map(({ figures }) => figures.perSecond));
}

function secondsPerTurn({ computing: seconds, figures }: Stretch): number {
  return Object.values(seconds).reduce((sum, one) => sum + one, 0) / figures.answered;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

function round(value: number): number {
  return Number(value.toFixed(3));
}

import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { stopOnSignal } from "../../src/run-until-stopped.ts";
import { type Measurement, record, show } from "../bench/measurement.ts";
import { startOwnPostgres, startOwnRedis } from "../support/servers.ts";
import { chaos, type Outcome } from "./chaos.ts";
import { CRASHES, type FaultKind } from "./fault-kinds.ts";
import { BUGS } from "./mistakes.ts";
import { traceOf } from "./trace.ts";
import { everyTrouble } from "./trouble.ts";

/**
 * Plays so many made-up people through whole assessments while processes and servers are killed, LINE and the roads to
 * and from it fail and the clock is moved, and prints the verdict; servers of its own. The same seed gives the same
 * people and dice; what meets what depends on the machine as well.
 *
 *   npm run chaos -- [--seed N] [--people 500] [--faults 1000] [--bug NAME] [--log FILE] [--dry]
 */
const { values: options } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    people: { type: "string", default: "500" },
    faults: { type: "string", default: "1000" },
    bug: { type: "string" },
    log: { type: "string" },
    dry: { type: "boolean", default: false },
  },
});
const SECOND_MS = 1_000;
/** People come in one after the other, so that there is time for everything to go wrong. */
const BETWEEN_PEOPLE_MS = 600;
const LEAST_CRASHES = 150;
const MOST_TRACES = 3;

const seed = Number(options.seed);
const people = Number(options.people);
const bug = BUGS.find((one) => one === options.bug);
if (options.bug !== undefined && bug === undefined) throw new Error(`known mistakes: ${BUGS.join(", ")}`);
const logFile = options.log ?? join(tmpdir(), `thaksa-chaos-${seed}.jsonl`);
console.log(`seed ${seed}, log ${logFile}`);

const [redis, postgres] = await Promise.all([startOwnRedis(), startOwnPostgres()]);
const discard = () => Promise.all([redis.discard(), postgres.discard()]);
stopOnSignal(async () => void (await discard()));
try {
  const outcome = await chaos({
    people,
    seed,
    bug,
    redis,
    postgres,
    logFile,
    often: everyTrouble(1),
    pace: {
      think: { least: 100, most: 3 * SECOND_MS },
      patience: { least: 4 * SECOND_MS, most: 12 * SECOND_MS },
    },
    spreadMs: people * BETWEEN_PEOPLE_MS,
    troubleMs: 20 * 60 * SECOND_MS,
    calmMs: 90 * SECOND_MS,
    onProgress: ({ what, finished, faults, calls, sinceMs }) =>
      console.log(
        `${seconds(sinceMs)} s, ${what}: ${finished} of ${people} finished, ${faults} faults, ${calls} calls`,
      ),
  });
  const measurement = describe(outcome);
  if (options.dry) show(measurement);
  else record(measurement);
  await explain(outcome);
  process.exitCode = measurement.goals.every(({ met }) => met) ? 0 : 1;
} finally {
  await discard();
}

function describe(outcome: Outcome): Measurement {
  const { verdict, finished, faults, calls, redeliveries, isDrained, deaths } = outcome;
  const all = sum([...faults.values()]);
  const crashes = sum(CRASHES.map((kind) => faults.get(kind) ?? 0));
  const given = [`--seed ${seed}`, `--people ${people}`, ...(bug === undefined ? [] : [`--bug ${bug}`])];
  return {
    name: "chaos",
    title: "Chaos: whole assessments while everything goes wrong",
    command: `npm run chaos -- ${given.join(" ")}`,
    method: [
      "Two web and two worker processes over a Redis and a PostgreSQL of their own; made-up people tap, correct, repeat and grow impatient, all by the seed.",
      "Processes and servers are killed and started again, the API of LINE's stand-in and the roads to and from it fail, and everybody's clock is moved, while people play.",
      "Afterwards a script that shares no code with the service compares what the stand-in saw with what was stored.",
      "Claims, replies and retries are given up or repeated after a fifth of the usual time.",
    ],
    goals: [
      {
        goal: `${options.faults} faults or more, ${LEAST_CRASHES} of them killed processes and servers`,
        figure: `${all}, of them ${crashes}`,
        met: all >= Number(options.faults) && crashes >= LEAST_CRASHES,
      },
      {
        goal: "every tap kept, nothing repeated (the verdict has no problem)",
        figure: `${verdict.problemCount} problem(s)`,
        met: verdict.ok,
      },
      { goal: "everybody finishes", figure: `${finished} of ${people}`, met: finished === people },
      {
        goal: "all drains and stops by itself, no process dies unasked",
        figure: `${isDrained ? "drained" : "not drained"}, ${deaths.length} death(s)`,
        met: isDrained && deaths.length === 0,
      },
    ],
    tables: [
      {
        title: "The run",
        rows: [
          { what: "people", figure: people },
          { what: "calls to LINE's API", figure: calls },
          { what: "events delivered again", figure: redeliveries },
          { what: "played, s", figure: seconds(outcome.playedMs) },
          { what: "altogether, s", figure: seconds(outcome.tookMs) },
          ...Object.entries(verdict.figures).map(([what, figure]) => ({ what: `verdict: ${what}`, figure })),
        ],
      },
      { title: "Faults", rows: faultRows(faults) },
    ],
  };
}

function faultRows(faults: ReadonlyMap<FaultKind, number>): readonly Record<string, string | number>[] {
  return [...faults].map(([fault, count]) => ({ fault, count })).toSorted((a, b) => b.count - a.count);
}

/** What was found, and everything that happened to the first of those it happened to. */
async function explain({ verdict, deaths }: Outcome): Promise<void> {
  for (const death of deaths) console.log(death);
  if (verdict.ok) return;
  console.log(`seed ${seed}: ${verdict.problemCount} problem(s)`);
  for (const { person, what } of verdict.problems) console.log(`${person ?? "the run"}: ${what}`);
  const people = new Set(verdict.problems.flatMap(({ person }) => person ?? []));
  for (const person of [...people].slice(0, MOST_TRACES)) {
    console.log(`\nEverything about ${person} (ms since the beginning):`);
    for (const line of await traceOf(logFile, person)) console.log(line);
  }
}

function seconds(ms: number): number {
  return Math.round(ms / SECOND_MS);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

import { parseArgs } from "node:util";
import { BUGS, exactlyOnce, type Outcome } from "../sending/exactly-once.ts";
import { startOwnRedis } from "../support/servers.ts";
import { commandOf, type Measurement, record, show } from "./measurement.ts";

/**
 * Reminds so many made-up people while workers are killed, Redis is restarted and LINE fails, and prints the verdict
 * (POSTGRES_TEST_URL, a Redis of its own). The same seed gives the same faults; when processes are killed depends on
 * the machine as well. With a mistake put in on purpose nothing is kept.
 *
 *   npm run bench -- exactly-once --people 20000 --kills 12 [--seed N] [--bug NAME] [--dry]
 */
const { values: options } = parseArgs({
  options: {
    people: { type: "string", default: "20000" },
    kills: { type: "string", default: "12" },
    seed: { type: "string", default: "20261122" },
    bug: { type: "string" },
    dry: { type: "boolean", default: false },
  },
});
const PATIENCE_MS = 15 * 60 * 1_000;
/** Slower than in the test: thousands of messages are in hand at once. */
const CLOCK_SPEED = 20;
const bug = BUGS.find((one) => one === options.bug);
if (options.bug !== undefined && bug === undefined) throw new Error(`known mistakes: ${BUGS.join(", ")}`);

const redis = await startOwnRedis();
try {
  const outcome = await exactlyOnce({
    people: Number(options.people),
    kills: Number(options.kills),
    seed: Number(options.seed),
    ...(bug === undefined ? {} : { bug }),
    postgresUrl: process.env.POSTGRES_TEST_URL ?? "postgres://postgres@127.0.0.1:5432/postgres",
    redis,
    clockSpeed: CLOCK_SPEED,
    leaseMs: 20_000,
    patienceMs: PATIENCE_MS,
  });
  for (const problem of outcome.problems) console.error(problem);
  (options.dry || bug !== undefined ? show : record)(measurementOf(outcome));
  process.exitCode = outcome.ok ? 0 : 1;
} finally {
  await redis.discard();
}

function measurementOf({
  ok,
  problems,
  due,
  delivered,
  calls,
  repeated,
  tookMs,
  killed,
}: Outcome): Measurement {
  return {
    name: "exactly-once",
    title: "Reminders while everything goes wrong",
    command: commandOf("exactly-once"),
    method: [
      `Two workers on PostgreSQL and a Redis of its own remind made-up people; their clock goes ${CLOCK_SPEED} times as fast.`,
      "Workers are killed at random moments, Redis is stopped and started once, and 11 % of the calls fail in one of five ways.",
      "A script that knows only the stand-in's log and the database judges.",
    ],
    goals: [
      {
        goal: "everybody due gets the reminder once, nobody else gets one",
        figure: `${due} due, ${delivered} delivered with the report to HR, ${problems.length} problem(s)`,
        met: ok,
      },
    ],
    tables: [
      {
        title: "One run",
        rows: [
          {
            people: Number(options.people),
            due,
            "delivered, the report to HR included": delivered,
            "calls to LINE": calls,
            "of them repeated and answered 409": repeated,
            "workers killed": killed,
            "took (s)": Number((tookMs / 1_000).toFixed(1)),
          },
        ],
      },
    ],
  };
}

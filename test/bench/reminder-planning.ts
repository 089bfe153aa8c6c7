import { parseArgs } from "node:util";
import { sql } from "kysely";
import { migrate } from "../../src/database/migrate.ts";
import { openPostgres } from "../../src/database/open-postgres.ts";
import { SqlReminderRuns } from "../../src/database/sql-reminder-runs.ts";
import type { RunOrder } from "../../src/runner/reminders.ts";
import { silentLog } from "../contracts/builders.ts";
import { createDatabase } from "../support/servers.ts";
import { commandOf, type Measurement, record, show } from "./measurement.ts";
import { fillRemindable, REMINDABLE } from "./remindable-people.ts";

/**
 * How long it takes to count and to plan a run of reminders for a made-up organisation, and with how much memory of
 * this process. On PostgreSQL (POSTGRES_TEST_URL) in a database of its own.
 *
 *   npm run bench -- planning --people 2000000 [--dry]
 */
const { values: options } = parseArgs({
  options: { people: { type: "string", default: "2000000" }, dry: { type: "boolean", default: false } },
});
const PEOPLE = Number(options.people);
/** Of so many people the goal speaks. */
const GOAL = { people: 2_000_000, seconds: 60 };
const { organisation, round, noticeVersion, at } = REMINDABLE;
const rules = { fromMinute: 510, toMinute: 990, minGapDays: 3, mostPerRound: 5 };
const order: RunOrder = {
  id: "bench",
  target: { organisation, round, unit: "", noticeVersion },
  step: "bench",
  rules,
  quota: { period: "2026-06", limit: PEOPLE * 2, used: 0 },
  atMost: null,
  actor: "operator:bench",
  reporter: "U-bench",
  at,
  startsAt: at,
};

interface Figures {
  readonly seconds: number;
  readonly "memory before (MB)": number;
  readonly "peak memory (MB)": number;
}

/** Seconds, and the highest memory in use meanwhile. */
async function measure<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly figures: Figures }> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 5);
  const startedAt = performance.now();
  const result = await work();
  clearInterval(watch);
  const figures = {
    seconds: Number(((performance.now() - startedAt) / 1_000).toFixed(1)),
    "memory before (MB)": Math.round(before / 1e6),
    "peak memory (MB)": Math.round(Math.max(peak, process.memoryUsage.rss()) / 1e6),
  };
  return { result, figures };
}

const url = process.env.POSTGRES_TEST_URL ?? "postgres://postgres@127.0.0.1:5432/postgres";
const own = await createDatabase(url);
const database = openPostgres(own.url, silentLog);
const planner = openPostgres(own.url, silentLog, { poolSize: 2, statementTimeoutMs: 0 });
try {
  await migrate(planner);
  await sql`alter database ${sql.id(new URL(own.url).pathname.slice(1))} set synchronous_commit = off`.execute(
    planner,
  );
  const filled = await measure(() => fillRemindable(planner, PEOPLE));
  await sql`alter database ${sql.id(new URL(own.url).pathname.slice(1))} reset synchronous_commit`.execute(
    planner,
  );
  const runs = new SqlReminderRuns(database, planner);
  const counted = await measure(() => runs.count(order.target, rules, at));
  const unit = `u${Math.round(PEOPLE / 200)}`;
  const small = await measure(() => runs.count({ ...order.target, unit }, rules, at));
  const launched = await measure(() => runs.launch(order));
  if (launched.result.status !== "launched") throw new Error(`refused: ${launched.result.reason}`);
  const { planned } = launched.result.run;
  const expected = Object.values(counted.result.send).reduce((sum, some) => sum + some, 0);
  if (planned !== expected) throw new Error(`${expected} were counted, ${planned} planned`);
  const paused = await measure(() => runs.steer(organisation, order.id, "pause", "operator:bench", at));
  const stopped = await measure(() => runs.steer(organisation, order.id, "stop", "operator:bench", at));
  const steps = {
    "making them up": filled.figures,
    counting: counted.figures,
    [`counting a unit of ${small.result.people}`]: small.figures,
    planning: launched.figures,
    pausing: paused.figures,
    stopping: stopped.figures,
  };
  console.log(counted.result);
  (options.dry ? show : record)(measurementOf(planned, steps));
} finally {
  await Promise.all([database.destroy(), planner.destroy()]);
  await own.drop();
}

function measurementOf(planned: number, steps: Readonly<Record<string, Figures>>): Measurement {
  const seconds = steps.planning?.seconds ?? Number.NaN;
  const [people, goal] = [PEOPLE, GOAL.people].map((one) => one.toLocaleString("en"));
  return {
    name: "planning",
    title: `Planning reminders for ${people} people`,
    command: commandOf("planning"),
    method: [
      "One organisation on PostgreSQL, in a database of its own: 2 % of the people are not linked, 2 % cannot or will",
      "not get reminders, 2 % are through, half of them got a first message a week ago.",
      "Memory is that of the process which plans.",
    ],
    goals:
      PEOPLE < GOAL.people
        ? []
        : [
            {
              goal: `planning ${goal} people in under ${GOAL.seconds} s`,
              figure: `${seconds} s`,
              met: seconds < GOAL.seconds,
            },
          ],
    tables: [
      {
        title: `${planned.toLocaleString("en")} get one`,
        rows: Object.entries(steps).map(([step, figures]) => ({ step, ...figures })),
      },
    ],
  };
}

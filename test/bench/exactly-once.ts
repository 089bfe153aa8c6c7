import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { BUGS, exactlyOnce } from "../sending/exactly-once.ts";
import { startOwnRedis } from "../support/servers.ts";

/**
 * Reminds so many made-up people while workers are killed, Redis is restarted and LINE fails, and prints the verdict
 * (POSTGRES_TEST_URL, a Redis of its own). The same seed gives the same faults; when processes are killed depends on
 * the machine as well.
 *
 *   npm run bench:exactly-once -- --people 20000 --kills 12 [--seed N] [--bug NAME] [--json FILE]
 */
const { values: options } = parseArgs({
  options: {
    people: { type: "string", default: "20000" },
    kills: { type: "string", default: "12" },
    seed: { type: "string", default: "20261122" },
    bug: { type: "string" },
    json: { type: "string" },
  },
});
const PATIENCE_MS = 15 * 60 * 1_000;
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
    // Slower than in the test: thousands of messages are in hand at once.
    clockSpeed: 20,
    leaseMs: 20_000,
    patienceMs: PATIENCE_MS,
  });
  console.log({ ...options, ...outcome });
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify({ ...options, ...outcome })}\n`);
  process.exitCode = outcome.ok ? 0 : 1;
} finally {
  await redis.discard();
}

import { parseArgs } from "node:util";
import { endServices } from "../faults/service.ts";
import { commandOf, record, show } from "./measurement.ts";
import { bottenderBot, prepareBottender } from "./turn/bottender-bot.ts";
import { type Contender, closeContender, meet, openContender, sessionsOf } from "./turn/contender.ts";
import { killed } from "./turn/killed.ts";
import { longRun } from "./turn/long-run.ts";
import { thisProject } from "./turn/this-project.ts";
import { turnMeasurement } from "./turn/turn-measurement.ts";

/**
 * Whole turns: from LINE's webhook to the reply at a stand-in of LINE, of this project (web, workers, a Redis of its
 * own with appendfsync always, a database of its own at POSTGRES_TEST_URL) and of the same questionnaire in Bottender
 * (a Redis of its own, the same settings), in turns. `--workers 0` is one process that does everything.
 *
 *   npm run bench -- turn [--events 100000] [--workers 1] [--rounds 3] [--in-flight 64] [--rates 100,500,1000]
 *     [--seconds 15] [--alone] [--profile DIR] [--dry]
 */
const { values: options } = parseArgs({
  options: {
    events: { type: "string", default: "100000" },
    workers: { type: "string", default: "1" },
    rounds: { type: "string", default: "3" },
    "in-flight": { type: "string", default: "64" },
    rates: { type: "string", default: "100,500,1000" },
    seconds: { type: "string", default: "15" },
    /** Without Bottender. */
    alone: { type: "boolean", default: false },
    /** Keeps CPU profiles of the workers there, and no figures: profiling takes its share. */
    profile: { type: "string" },
    dry: { type: "boolean", default: false },
  },
});
const CHANNEL_SECRET = "4f6e6c7920666f722062656e63686573";
const POSTGRES_URL = process.env.POSTGRES_TEST_URL ?? "postgres://postgres@127.0.0.1:5432/postgres";

const contenders: Contender[] = [];
try {
  const ours = await thisProject({
    channelSecret: CHANNEL_SECRET,
    postgresUrl: POSTGRES_URL,
    workers: Number(options.workers),
    workerNode: options.profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${options.profile}`],
  });
  contenders.push(await openContender(ours, CHANNEL_SECRET));
  if (!options.alone) {
    prepareBottender();
    contenders.push(await openContender(await bottenderBot(CHANNEL_SECRET), CHANNEL_SECRET));
  }
  const events = Number(options.events);
  const rates = options.rates.split(",").filter(Boolean).map(Number);
  const plan = { events, rounds: Number(options.rounds), inFlight: Number(options["in-flight"]) };
  const meeting = await meet(contenders, { ...plan, rates, seconds: Number(options.seconds) });
  const [first] = contenders;
  if (first === undefined) throw new Error("nobody came");
  const memory = await longRun(first, plan);
  const sessions = await sessionsOf(contenders);
  const kills = options.profile === undefined ? await killed(contenders, plan.inFlight) : [];
  const measured = turnMeasurement(commandOf("turn"), plan, contenders, {
    ...meeting,
    sessions,
    memory,
    kills,
  });
  (options.dry || options.profile !== undefined ? show : record)(measured);
} finally {
  for (const contender of contenders) await closeContender(contender);
  await endServices();
}

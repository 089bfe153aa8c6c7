import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endServices } from "../faults/service.ts";
import {
  describeWith,
  findPostgresProgram,
  findRedisProgram,
  type OwnServer,
  startOwnPostgres,
  startOwnRedis,
  temporaryFolder,
} from "../support/servers.ts";
import { chaos, type Ordeal } from "./chaos.ts";
import { CRASHES, FAULT_KINDS, type FaultKind } from "./fault-kinds.ts";
import { BUGS, type Bug } from "./mistakes.ts";
import type { RunLog } from "./run-log.ts";
import { traceOf } from "./trace.ts";
import { everyTrouble } from "./trouble.ts";

const [redisProgram, postgresProgram] = await Promise.all([findRedisProgram(), findPostgresProgram()]);
const SEED = 20_261_124;
const LONG_MS = 240_000;
/** Three times the pace of the long run, and everybody quicker. */
const HURRY = {
  people: 30,
  seed: SEED,
  often: everyTrouble(3),
  pace: { think: { least: 20, most: 300 }, patience: { least: 1_500, most: 4_000 } },
  spreadMs: 4_000,
  troubleMs: 20_000,
  calmMs: 60_000,
} satisfies Partial<Ordeal>;
/** Quicker still, and little patience once the run is cut short. */
const HASTE = {
  ...HURRY,
  pace: { think: { least: 5, most: 60 }, patience: { least: 1_500, most: 4_000 } },
  spreadMs: 500,
  troubleMs: 60_000,
  calmMs: 3_000,
} satisfies Partial<Ordeal>;
const happened = (kind: FaultKind, times: number) => (log: RunLog) => (log.faults().get(kind) ?? 0) >= times;

/** What no run may break, however short it is cut. */
const TELLING = [
  "answers stored",
  "everything processed",
  "nothing lost",
  "nothing twice",
  "nothing forgotten",
];

/** Of each mistake the trouble in which it shows, and how much of it. */
const TROUBLE: Readonly<Record<Bug, Required<Pick<Ordeal, "often" | "isEnough">>>> = {
  acknowledge_before_work: {
    often: { kill_worker: 500 },
    isEnough: happened("kill_worker", 6),
  },
  dedupe_before_work: {
    often: { kill_worker: 500 },
    isEnough: happened("kill_worker", 6),
  },
  // Two taps of one moment go through both web processes to both workers.
  no_compare_and_set: {
    often: {},
    isEnough: (log) => log.counts().accepted >= 400,
  },
  messages_not_stored: {
    often: { kill_worker: 1_500, line_limited: 1_000 },
    isEnough: happened("line_limited", 3),
  },
};

describeWith(
  "missing" in redisProgram ? redisProgram : postgresProgram,
  "while everything goes wrong",
  () => {
    const folder = temporaryFolder();
    let redis: OwnServer;
    let postgres: OwnServer;
    beforeAll(async () => {
      [redis, postgres] = await Promise.all([startOwnRedis(), startOwnPostgres()]);
    });
    afterAll(async () => {
      await endServices();
      await Promise.all([redis.discard(), postgres.discard()]);
      folder.remove();
    });
    const logFile = (name: string) => join(folder.path, `${name}.jsonl`);

    it("everybody finishes, every tap is kept and nothing is repeated", { timeout: LONG_MS }, async () => {
      const log = logFile("honest");
      const outcome = await chaos({
        ...HURRY,
        redis,
        postgres,
        logFile: log,
      });
      const [first] = outcome.verdict.problems;
      const trace = first?.person ? await traceOf(log, first.person) : [];
      expect({ problems: outcome.verdict.problems, trace }).toEqual({ problems: [], trace: [] });
      expect(outcome).toMatchObject({ finished: HURRY.people, isDrained: true, deaths: [] });
      expect(CRASHES.filter((kind) => !outcome.faults.has(kind))).toEqual([]);
      expect(FAULT_KINDS.filter((kind) => outcome.faults.has(kind)).length).toBeGreaterThan(12);
    });

    describe("the verdict finds a service that", () => {
      it.each(BUGS)("works with %s", { timeout: LONG_MS }, async (bug) => {
        const run = { ...HASTE, ...TROUBLE[bug], bug, redis, postgres, logFile: logFile(bug) };
        const { verdict } = await chaos(run);
        expect(TELLING.filter((rule) => `broken: ${rule}` in verdict.figures)).not.toEqual([]);
      });
    });

    it("and nothing of the kind where a run is cut short without a mistake", {
      timeout: LONG_MS,
    }, async () => {
      const trouble = TROUBLE.dedupe_before_work;
      const { verdict } = await chaos({ ...HASTE, ...trouble, redis, postgres, logFile: logFile("none") });
      expect(TELLING.filter((rule) => `broken: ${rule}` in verdict.figures)).toEqual([]);
    });
  },
);

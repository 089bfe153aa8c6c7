import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  describeWith,
  findPostgres,
  findRedisProgram,
  type OwnServer,
  startOwnRedis,
} from "../support/servers.ts";
import { BUGS, exactlyOnce } from "./exactly-once.ts";

const [postgres, redisProgram] = await Promise.all([findPostgres(), findRedisProgram()]);
const SEED = 20_261_122;
const FAST = { seed: SEED, clockSpeed: 100, leaseMs: 6_000 };
const LONG_MS = 240_000;

describeWith("url" in postgres ? redisProgram : postgres, "reminders while everything goes wrong", () => {
  const postgresUrl = "url" in postgres ? postgres.url : "";
  let redis: OwnServer;
  beforeAll(async () => {
    redis = await startOwnRedis();
  });
  afterAll(() => redis.discard());

  it("reach everybody due once, and the report agrees", { timeout: LONG_MS }, async () => {
    const ordeal = { people: 400, ...FAST, postgresUrl, redis, kills: 3, patienceMs: LONG_MS - 20_000 };
    const outcome = await exactlyOnce(ordeal);
    expect(outcome).toMatchObject({ ok: true, problems: [], killed: 3, due: 300, delivered: 301 });
    expect(outcome.repeated).toBeGreaterThan(0);
  });

  describe("the verdict finds a worker that", () => {
    it.each(BUGS)("works with %s", { timeout: LONG_MS }, async (bug) => {
      const hard = { people: 400, ...FAST, kills: 1, pushesPerSecond: 100, patienceMs: 15_000 };
      const ordeal = { ...hard, postgresUrl, redis, bug };
      const outcome = await exactlyOnce(ordeal);
      expect(outcome.ok).toBe(false);
    });
  });
});

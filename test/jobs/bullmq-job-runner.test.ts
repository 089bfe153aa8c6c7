import type { Redis } from "ioredis";
import { it } from "vitest";
import { BullmqJobRunner } from "../../src/jobs/bullmq-job-runner.ts";
import { connectRedis } from "../../src/redis/connect-redis.ts";
import { silentLog } from "../contracts/builders.ts";
import { jobRunnerContract } from "../contracts/job-runner.contract.ts";
import {
  describeWith,
  findRedis,
  findRedisProgram,
  freshPrefix,
  removePrefix,
  startOwnRedis,
} from "../support/servers.ts";

describeWith(await findRedis(), "BullmqJobRunner", (url) => {
  jobRunnerContract(async () => {
    const prefix = freshPrefix();
    const connections: Redis[] = [];
    return {
      runner(log) {
        const redis = connectRedis(url, "jobs", silentLog);
        connections.push(redis);
        return new BullmqJobRunner(redis, log, { prefix });
      },
      async close() {
        for (const redis of connections) redis.disconnect();
        await removePrefix(url, prefix);
      },
    };
  });
});

describeWith(await findRedisProgram(), "BullmqJobRunner when Redis stops", () => {
  it("goes on when Redis is back, and can be stopped without it", async () => {
    const server = await startOwnRedis();
    const redis = connectRedis(server.url, "jobs", silentLog);
    const runner = new BullmqJobRunner(redis, silentLog);
    let ran = Promise.withResolvers<void>();
    await runner.start([{ name: "often", everyMs: 50, run: async () => ran.resolve() }]);
    await ran.promise;
    await server.stop();
    ran = Promise.withResolvers();
    await server.start();
    await ran.promise;
    await server.stop();
    await runner.stop();
    redis.disconnect();
    await server.discard();
  });
});

import type { Redis } from "ioredis";
import type { HealthCheck } from "../runner/ports.ts";
import { reachRedis } from "./redis-errors.ts";

/** Healthy when Redis answers. */
export function redisHealth(redis: Redis): HealthCheck {
  return {
    name: "redis",
    async check() {
      await reachRedis(() => redis.ping());
    },
  };
}

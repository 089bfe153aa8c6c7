import { describe } from "vitest";
import { LocalRateLimiter } from "../../src/jobs/local-rate-limiter.ts";
import { rateLimiterContract } from "../contracts/rate-limiter.contract.ts";

describe("LocalRateLimiter", () => {
  rateLimiterContract(async (perSecond) => {
    const limiter = new LocalRateLimiter(perSecond);
    return [limiter, limiter];
  });
});

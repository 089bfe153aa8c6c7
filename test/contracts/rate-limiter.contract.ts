import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import type { RateLimiter } from "../../src/runner/push-sender.ts";

/** Takes until `durationMs` are over; returns how many were given. */
async function takeFor(limiter: RateLimiter, count: number, durationMs: number): Promise<number> {
  const until = performance.now() + durationMs;
  let taken = 0;
  while (performance.now() < until) {
    const waitMs = await limiter.take(count);
    if (waitMs === 0) taken += count;
    else await pause(Math.min(waitMs, Math.max(0, until - performance.now())));
  }
  return taken;
}

/** What every limiter has to do. @param open two limiters of one account, each for the given rate */
export function rateLimiterContract(
  open: (perSecond: number) => Promise<readonly [RateLimiter, RateLimiter]>,
): void {
  it("gives as much as the rate at once, says how long to wait, and counts nothing it refuses", async () => {
    const [limiter] = await open(100);
    expect(await limiter.take(60)).toBe(0);
    const waitMs = await limiter.take(60);
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(1_000);
    expect(await limiter.take(60)).toBeGreaterThan(0);
    expect(await limiter.take(40)).toBe(0);
  });

  it("keeps everybody together to the rate, with a window's worth on top at most", async () => {
    const [one, other] = await open(1_000);
    const startedAt = performance.now();
    const taken = await Promise.all([takeFor(one, 20, 700), takeFor(other, 20, 700)]);
    const seconds = (performance.now() - startedAt) / 1_000;
    expect(taken[0] + taken[1]).toBeLessThanOrEqual(1_000 * seconds + 100);
    // Slow machines take fewer, but not next to nothing.
    expect(taken[0] + taken[1]).toBeGreaterThan(200);
  });

  it("gives nobody anything while it is held", async () => {
    const [one, other] = await open(1_000);
    expect(await one.take(1)).toBe(0);
    await one.hold(1_000);
    const waitMs = await other.take(1);
    expect(waitMs).toBeGreaterThan(100);
    await pause(waitMs);
    await expect.poll(() => other.take(1), { timeout: 5_000 }).toBe(0);
  });

  it("says how much it gives at once, and gives more as if it were just that much", async () => {
    const [limiter] = await open(5);
    expect(limiter.atOnce).toBe(5);
    expect(await limiter.take(20)).toBe(0);
    expect(await limiter.take(1)).toBeGreaterThan(0);
  });
}

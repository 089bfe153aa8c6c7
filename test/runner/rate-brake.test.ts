import { expect, test } from "vitest";
import { RateBrake } from "../../src/runner/rate-brake.ts";

/** Notes so many attempts; returns the holds that came of them. */
function note(brake: RateBrake, attempt: "accepted" | "rate_limited", count: number, at: number): number[] {
  return Array.from({ length: count }, () => brake.note(attempt, at)).filter((holdMs) => holdMs > 0);
}

test("a few that are told there are too many among hundreds slow nobody down", () => {
  const brake = new RateBrake();
  note(brake, "accepted", 190, 1_000);
  expect(note(brake, "rate_limited", 10, 1_100)).toEqual([]);
});

test("many are reason for everybody to rest a second, once", () => {
  const brake = new RateBrake();
  note(brake, "accepted", 100, 1_000);
  expect(note(brake, "rate_limited", 100, 1_100)).toEqual([1_000]);
});

test("the rest grows while it does not help, up to 30 seconds, and begins anew after calm", () => {
  const brake = new RateBrake();
  const holds: number[] = [];
  for (let at = 1_000; holds.length < 7; at += holds.at(-1) ?? 0) {
    holds.push(...note(brake, "rate_limited", 3, at));
  }
  expect(holds).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  expect(note(brake, "rate_limited", 3, 1_000_000)).toEqual([1_000]);
});

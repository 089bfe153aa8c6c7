import { expect, it } from "vitest";
import { monthsBefore } from "../../src/database/months-before.ts";

it.each([
  ["2026-11-22T03:04:05.006Z", 1, "2026-10-22T03:04:05.006Z"],
  ["2026-11-22T00:00:00.000Z", 60, "2021-11-22T00:00:00.000Z"],
  ["2026-01-15T00:00:00.000Z", 2, "2025-11-15T00:00:00.000Z"],
  ["2026-03-31T23:00:00.000Z", 1, "2026-02-28T23:00:00.000Z"],
  ["2028-02-29T00:00:00.000Z", 12, "2027-02-28T00:00:00.000Z"],
  ["2026-12-31T00:00:00.000Z", 240, "2006-12-31T00:00:00.000Z"],
])("%s, %i month(s) earlier, is %s", (at, months, then) => {
  expect(new Date(monthsBefore(Date.parse(at), months)).toISOString()).toBe(then);
});

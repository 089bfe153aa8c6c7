import { describe, expect, it } from "vitest";
import type { ReminderRun } from "../../src/core/reminder/reminder.ts";
import { UnavailableError } from "../../src/runner/ports.ts";
import { readSeenJob } from "../../src/runner/read-seen-job.ts";
import { organisation } from "../contracts/people-builders.ts";
import { bangkok } from "../core/reminder/work-calendars.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const STARTED = bangkok("2026-06-10 10:00");
const ENDED = bangkok("2026-06-10 11:00");

function run(over: Partial<ReminderRun> = {}): ReminderRun {
  return {
    id: "0123456789abcdef0123",
    organisation: "dep",
    round: { id: "2569-1", name: "รอบตัวอย่าง" },
    unit: null,
    step: "after-7",
    state: "done",
    pauseReason: null,
    refusal: null,
    startedBy: "system:reminders",
    createdAt: STARTED,
    startsAt: STARTED,
    endedAt: ENDED,
    planned: 40,
    sent: 40,
    unknown: 0,
    refused: 0,
    skipped: {},
    leftOut: {},
    stage: 1,
    stages: 1,
    seen: null,
    ...over,
  };
}

/** The job at a time, and what it asked and noted. */
async function jobAt(
  now: number,
  runs: readonly ReminderRun[],
  seenBy: (tag: string) => number | null = () => 25,
) {
  const asked: (readonly string[])[] = [];
  const noted: (readonly [string, number])[] = [];
  const job = readSeenJob({
    runs: {
      runs: async (id) => runs.filter((one) => one.organisation === id),
      noteSeen: async (id, seen) => void noted.push([id, seen]),
    },
    directory: { organisations: async () => [organisation(), organisation({ id: "dep-b" })] },
    figures: {
      async seenBy(tag, from, to) {
        asked.push([tag, from, to]);
        return seenBy(tag);
      },
    },
    clock: { now: () => now },
  });
  await job.run();
  return { asked, noted };
}

describe("what LINE tells of who saw reminders", () => {
  it("is asked for thirty days at most, also of a run that took longer", async () => {
    const { asked } = await jobAt(STARTED + 45 * DAY_MS, [run({ state: "paused", endedAt: null })]);
    expect(asked).toEqual([["r_0123456789abcdef0123", "20260610", "20260710"]]);
  });

  it("is asked for by the run, in Japan's days", async () => {
    const late = bangkok("2026-06-10 22:30");
    const { asked, noted } = await jobAt(late + DAY_MS, [run({ startsAt: late, endedAt: late })]);
    expect(asked).toEqual([["r_0123456789abcdef0123", "20260611", "20260612"]]);
    expect(noted).toEqual([["0123456789abcdef0123", 25]]);
  });

  it("is asked for in every organisation", async () => {
    const runs = [run({ id: "one" }), run({ id: "two", organisation: "dep-b" }), run({ id: "three" })];
    const { noted } = await jobAt(ENDED + DAY_MS, runs);
    expect(noted).toEqual([
      ["one", 25],
      ["three", 25],
      ["two", 25],
    ]);
  });

  it("stays what it was where LINE does not tell", async () => {
    const { asked, noted } = await jobAt(ENDED + DAY_MS, [run({ seen: 30 })], () => null);
    expect(asked).toHaveLength(1);
    expect(noted).toEqual([]);
  });

  it.each([
    ["nothing was sent yet", run({ sent: 0, state: "sending", endedAt: null }), ENDED + DAY_MS],
    ["it has not begun", run({ startsAt: ENDED + 2 * DAY_MS, sent: 1, endedAt: null }), ENDED + DAY_MS],
    ["it ended two weeks ago", run(), ENDED + 14 * DAY_MS],
  ])("is not asked for where %s", async (_, one, now) => {
    expect(await jobAt(now, [one])).toEqual({ asked: [], noted: [] });
  });

  it("is asked for until two weeks after the end, however long it took", async () => {
    expect((await jobAt(ENDED + 14 * DAY_MS - 1, [run()])).noted).toHaveLength(1);
    const long = run({ state: "sending", endedAt: null });
    expect((await jobAt(STARTED + 20 * DAY_MS, [long])).noted).toHaveLength(1);
  });

  it("is asked for again when the records are back", async () => {
    const job = readSeenJob({
      runs: { runs: () => Promise.reject(new UnavailableError("database")), noteSeen: async () => {} },
      directory: { organisations: async () => [organisation()] },
      figures: { seenBy: async () => 25 },
      clock: { now: () => ENDED },
    });
    await expect(job.run()).rejects.toThrow(UnavailableError);
    expect(job).toMatchObject({ name: "read-reminder-statistics", everyMs: 6 * 60 * 60 * 1_000 });
  });
});

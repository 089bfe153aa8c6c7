import { describe, expect, test } from "vitest";
import type { ReminderRefusal } from "../../src/core/reminder/reminder.ts";
import { USUAL_RULES } from "../../src/core/reminder/reminder-policy.ts";
import { previousCronTime } from "../../src/jobs/cron-times.ts";
import { type Log, UnavailableError } from "../../src/runner/ports.ts";
import type { ReminderDesk } from "../../src/runner/reminder-desk.ts";
import type { ReminderSchedule, ScheduleRule } from "../../src/runner/reminders.ts";
import { scheduleJob } from "../../src/runner/schedule-reminders.ts";
import { bangkok, inBangkok, OF_2026 } from "../core/reminder/work-calendars.ts";

type Order = Parameters<ReminderDesk["launch"]>[0];

const OPENS = "2026-11-16 10:00";
const MINUTE_MS = 60_000;
const afterOpening = (days: number): ScheduleRule => ({ type: "after_opening", days });
const beforeClosing = (days: number): ScheduleRule => ({ type: "before_closing", days });
const cron = (expression: string): ScheduleRule => ({ type: "cron", expression });
const scheduleOf = (id: string, rule: ScheduleRule, since = OPENS): ReminderSchedule => ({
  id,
  rule,
  actor: "operator:Malee",
  reporter: "U-hr",
  since: bangkok(since),
});

/** A schedule over a clock that is moved, and what it starts. */
class Bench {
  now = 0;
  readonly orders: Order[] = [];
  /** How often starting fails yet. */
  failures = 0;
  refusal: ReminderRefusal = "nobody";
  open: readonly {
    readonly organisation: string;
    readonly round: string;
    readonly schedule: ReminderSchedule;
  }[];
  #job = this.#newJob();

  constructor(...schedules: readonly ReminderSchedule[]) {
    this.open = schedules.map((schedule) => ({ organisation: "dep", round: "2569-1", schedule }));
  }

  /** The steps started when the job runs at a time. */
  async at(time: string): Promise<readonly string[]> {
    this.now = bangkok(time);
    const known = this.orders.length;
    await this.#job.run();
    return this.orders.slice(known).map(({ step }) => step);
  }

  /** Everything started from one time to another, the job running every ten minutes. */
  async during(from: string, to: string): Promise<readonly string[]> {
    const started: string[] = [];
    for (this.now = bangkok(from); this.now < bangkok(to); this.now += 10 * MINUTE_MS) {
      const known = this.orders.length;
      await this.#job.run();
      for (const { step } of this.orders.slice(known)) started.push(`${step} ${inBangkok(this.now)}`);
    }
    return started;
  }

  /** What was remembered in the process is gone. */
  restart(): void {
    this.#job = this.#newJob();
  }

  #newJob() {
    return scheduleJob({
      schedules: {
        ofOpenRounds: async () =>
          this.open.map(({ organisation, round, schedule }) => ({
            organisation,
            round: { id: round, name: "", opensAt: bangkok(OPENS), closesAt: bangkok("2026-12-08 00:00") },
            schedule,
          })),
      },
      desk: {
        launch: async (order) => {
          if (this.failures-- > 0) throw new UnavailableError("database");
          this.orders.push(order);
          return { status: "refused", reason: this.refusal };
        },
      },
      rules: USUAL_RULES,
      calendar: OF_2026,
      previousCronTime,
      clock: { now: () => this.now },
      log: SILENT,
    });
  }
}

const SILENT: Log = { info() {}, warn() {}, error() {} };

describe("a rule that counts days", () => {
  test("is started when it is due, once", async () => {
    const bench = new Bench(scheduleOf("after-7", afterOpening(7)));
    expect(await bench.during("2026-11-23 08:00", "2026-11-23 10:00")).toEqual([
      "after-7 Mon 2026-11-23 08:30:00",
    ]);
    expect(bench.orders).toEqual([
      {
        id: expect.stringMatching(/^[a-f0-9]{20}$/u),
        organisation: "dep",
        unit: "",
        step: "after-7",
        atMost: null,
        actor: { name: "system:reminders", reporter: "U-hr" },
        at: bangkok("2026-11-23 08:30"),
      },
    ]);
  });

  test("is started again by another process under the same id, which changes nothing", async () => {
    const bench = new Bench(scheduleOf("after-7", afterOpening(7)));
    await bench.at("2026-11-23 08:30");
    bench.restart();
    await bench.at("2026-11-23 08:31");
    const ids = bench.orders.map(({ id }) => id);
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
  });

  test.each([
    ["LINE does not tell its quota", "quota_unknown"],
    ["all sending is stopped", "sending_stopped"],
  ] as const)("is tried again while %s, until it is otherwise", async (_, refusal) => {
    const bench = new Bench(scheduleOf("after-7", afterOpening(7)));
    bench.refusal = refusal;
    const before = [await bench.at("2026-11-23 08:30"), await bench.at("2026-11-23 08:31")];
    bench.refusal = "nobody";
    const then = [await bench.at("2026-11-23 08:32"), await bench.at("2026-11-23 08:33")];
    expect([before, then]).toEqual([
      [["after-7"], ["after-7"]],
      [["after-7"], []],
    ]);
  });

  test("has an id of its own in each organisation, round and step", async () => {
    const bench = new Bench();
    const rules = [scheduleOf("after-7", afterOpening(7)), scheduleOf("before-14", beforeClosing(14))];
    bench.open = ["dep", "office"].flatMap((organisation) =>
      ["2569-1", "2569-2"].flatMap((round) => rules.map((schedule) => ({ organisation, round, schedule }))),
    );
    await bench.at("2026-11-23 12:00");
    expect([bench.orders.length, new Set(bench.orders.map(({ id }) => id)).size]).toEqual([8, 8]);
  });

  test("is made up for within a day, not later", async () => {
    const started = (time: string) => new Bench(scheduleOf("after-7", afterOpening(7))).at(time);
    expect([
      await started("2026-11-23 08:29"),
      await started("2026-11-23 23:00"),
      await started("2026-11-24 08:30"),
      await started("2026-11-24 08:31"),
    ]).toEqual([[], ["after-7"], ["after-7"], []]);
  });

  test("is not made up for when it was due before it was set", async () => {
    const started = (since: string) =>
      new Bench(scheduleOf("after-7", afterOpening(7), since)).at("2026-11-23 12:00");
    expect([await started("2026-11-23 08:30"), await started("2026-11-23 08:31")]).toEqual([["after-7"], []]);
  });

  test("that means at once counts on the day of opening, also when it is set a little later", async () => {
    const started = (since: string, time: string) =>
      new Bench(scheduleOf("after-0", afterOpening(0), since)).at(time);
    expect([
      await started(OPENS, "2026-11-16 10:00"),
      await started("2026-11-16 10:20", "2026-11-16 10:20"),
      await started("2026-11-16 17:00", "2026-11-16 17:01"),
      await started("2026-11-16 17:00", "2026-11-17 08:30"),
      await started("2026-11-17 08:30", "2026-11-17 08:31"),
    ]).toEqual([["after-0"], ["after-0"], [], ["after-0"], []]);
  });

  test("before the closing is moved back where the last days are off", async () => {
    const bench = new Bench(scheduleOf("before-1", beforeClosing(1)));
    expect(await bench.during("2026-12-04 08:00", "2026-12-08 00:00")).toEqual([
      "before-1 Fri 2026-12-04 08:30:00",
    ]);
  });
});

describe("a rule by cron", () => {
  test("is started at each of its instants, moved to sending hours, once a day", async () => {
    const bench = new Bench(scheduleOf("cron-1", cron("0 9,15 * * *")));
    expect(await bench.during("2026-11-20 00:00", "2026-11-25 00:00")).toEqual([
      // Of Thursday: nothing ran then.
      "cron-1-20261119 Fri 2026-11-20 00:00:00",
      "cron-1-20261120 Fri 2026-11-20 09:00:00",
      "cron-1-20261123 Mon 2026-11-23 08:30:00",
      "cron-1-20261124 Tue 2026-11-24 09:00:00",
    ]);
  });

  test("outside sending hours waits for the next working day", async () => {
    const bench = new Bench(scheduleOf("cron-1", cron("0 20 * * 5")));
    expect(await bench.during("2026-12-04 12:00", "2026-12-09 00:00")).toEqual([
      "cron-1-20261208 Tue 2026-12-08 08:30:00",
    ]);
  });

  test("is made up for although another instant has come since that waits for sending hours", async () => {
    const bench = new Bench(scheduleOf("cron-1", cron("0 9,20 * * *")));
    expect(await bench.at("2026-11-20 21:00")).toEqual(["cron-1-20261120"]);
  });

  test("is not made up for after more than a day, nor for instants before it was set", async () => {
    const started = (time: string, since?: string) =>
      new Bench(scheduleOf("cron-1", cron("0 9 * * 1"), since)).at(time);
    expect([
      await started("2026-11-24 09:00"),
      await started("2026-11-24 09:01"),
      await started("2026-11-23 09:05", "2026-11-23 09:00"),
      await started("2026-11-23 09:05", "2026-11-23 09:01"),
    ]).toEqual([["cron-1-20261123"], [], ["cron-1-20261123"], []]);
    const ofSaturday = new Bench(scheduleOf("cron-1", cron("0 9 * * 6"), "2026-11-22 12:00"));
    expect(await ofSaturday.at("2026-11-23 08:30")).toEqual([]);
  });
});

describe("when starting fails", () => {
  test("the other rules are started all the same, and it is tried again", async () => {
    const bench = new Bench(
      scheduleOf("after-7", afterOpening(7)),
      scheduleOf("before-14", beforeClosing(14)),
    );
    bench.failures = 1;
    expect([
      await bench.at("2026-11-23 08:30"),
      await bench.at("2026-11-23 08:31"),
      await bench.at("2026-11-23 08:32"),
    ]).toEqual([["before-14"], ["after-7"], []]);
  });

  test("because it is refused, it is not tried again", async () => {
    const bench = new Bench(scheduleOf("after-7", afterOpening(7)));
    expect([await bench.at("2026-11-23 08:30"), await bench.at("2026-11-23 08:31")]).toEqual([
      ["after-7"],
      [],
    ]);
  });
});

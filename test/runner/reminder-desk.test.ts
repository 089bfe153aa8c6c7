import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Round } from "../../src/core/people/round.ts";
import type { Satang, WorkCalendar } from "../../src/core/reminder/reminder.ts";
import { changeBudget, readBudget } from "../../src/database/message-budget.ts";
import type { Database } from "../../src/database/schema.ts";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { SqlDirectory } from "../../src/database/sql-directory.ts";
import { SqlReminderRuns } from "../../src/database/sql-reminder-runs.ts";
import { SqlRounds } from "../../src/database/sql-rounds.ts";
import { SqlSendingSwitch } from "../../src/database/sql-sending-switch.ts";
import { createReminderDesk } from "../../src/runner/create-reminder-desk.ts";
import { quotaPeriod } from "../../src/runner/quota-period.ts";
import type { ReminderDesk } from "../../src/runner/reminder-desk.ts";
import { orgUnit } from "../contracts/people-builders.ts";
import {
  NOTICE,
  openRound,
  type RemindedPerson,
  REMIND_AT as WEDNESDAY,
} from "../contracts/reminder-builders.ts";
import { bangkok, calendarOf, inBangkok, OF_2026 } from "../core/reminder/work-calendars.ts";
import { openTemporaryPostgres } from "../database/open-temporary-postgres.ts";
import { openTemporarySqlite } from "../database/open-temporary-sqlite.ts";
import { putOrganisation, putRemindedPeople, putRound } from "../database/put-reminded-people.ts";
import { describeWith, findPostgres } from "../support/servers.ts";

type Order = Parameters<ReminderDesk["launch"]>[0];
type Launched = Awaited<ReturnType<ReminderDesk["launch"]>>;

const JUNE = "2026-06";
const HR = { name: "member:hr", reporter: "U-hr" };

/** A desk over a database, with everything around it to be changed. */
class World {
  readonly database: Database;
  readonly runs: SqlReminderRuns;
  quota: { readonly limit: number | null; readonly used: number } | undefined = { limit: null, used: 0 };
  calendar: WorkCalendar = OF_2026;
  price: Satang | null = null;
  perSecond = 10;

  constructor(database: Database) {
    this.database = database;
    this.runs = new SqlReminderRuns(database, database);
  }

  get desk(): ReminderDesk {
    const { database, runs, calendar, price, perSecond } = this;
    return createReminderDesk({
      runs,
      rounds: new SqlRounds(database),
      directory: new SqlDirectory(database),
      sending: new SqlSendingSwitch(database),
      figures: { quota: async () => this.quota, seenBy: async () => null },
      rules: { fromMinute: 510, toMinute: 990, minGapDays: 3, mostPerRound: 5 },
      calendar,
      price,
      perSecond,
      noticeVersion: () => NOTICE,
      periodOf: (at) => quotaPeriod(at, "Asia/Tokyo"),
    });
  }

  /** An organisation with a round that is open, and so many people in it who are due, in unit 10. */
  async add(id: string, due: number, over: Partial<Round> | null = {}): Promise<void> {
    await putOrganisation(this.database, id);
    if (over !== null) await putRound(this.database, id, openRound(over));
    await this.addDue(id, due);
  }

  addDue(id: string, count: number, from = 0): Promise<void> {
    const people = Array.from({ length: count }, (_, place) => ({ id: `${id}-${from + place}` }));
    return this.addPeople(id, people);
  }

  addPeople(id: string, people: readonly RemindedPerson[]): Promise<void> {
    return putRemindedPeople(this.database, id, people);
  }

  preview(at = WEDNESDAY, unit = "", id = "dep") {
    return this.desk.preview({ id }, unit, at);
  }

  async figures(at = WEDNESDAY, unit = "", id = "dep") {
    const { preview } = await this.preview(at, unit, id);
    if (preview === null) throw new Error("there are no figures");
    return preview;
  }

  launch(over: Partial<Order> = {}): Promise<Launched> {
    const { id = "one" } = over;
    const step = `chat-${id}`;
    const usual = { organisation: "dep", unit: "", step, atMost: 100, actor: HR, at: WEDNESDAY };
    return this.desk.launch({ ...usual, ...over, id });
  }

  async planned(over: Partial<Order> = {}): Promise<number> {
    const outcome = await this.launch(over);
    if (outcome.status === "refused") throw new Error(`refused: ${outcome.reason}`);
    return outcome.run.planned;
  }

  /** What of reminders is written down anywhere. */
  async written() {
    const { database } = this;
    const rows = async (table: "reminder_run" | "reminder") =>
      (await database.selectFrom(table).select("step").execute()).length;
    const budgets = await database.selectFrom("message_budget").select(["sent", "reserved"]).execute();
    const noted = await new SqlAuditLog(database).list({ limit: 100 });
    return {
      runs: await rows("reminder_run"),
      messages: await rows("reminder"),
      promised: budgets.reduce((sum, { sent, reserved }) => sum + sent + reserved, 0),
      noted: noted.filter(({ action }) => action === "reminder_launch").length,
    };
  }
}

const NOTHING = { runs: 0, messages: 0, promised: 0, noted: 0 };
const statuses = (outcomes: readonly Launched[]) =>
  outcomes.map((outcome) => (outcome.status === "refused" ? outcome.reason : outcome.status)).toSorted();

/** Situations in which nothing can be sent, and what is asked for in them: everybody on Wednesday unless said. */
const REFUSALS: readonly (readonly [
  reason: string,
  when: string,
  make: (world: World) => Promise<void>,
  asked?: Partial<Pick<Order, "unit" | "at">>,
])[] = [
  ["no_round", "no round was ever opened", (world) => world.add("dep", 3, null)],
  [
    "no_round",
    "the round is closed",
    async (world) => {
      await world.add("dep", 3);
      await new SqlRounds(world.database).close("dep", "operator:test", WEDNESDAY - 1);
    },
  ],
  [
    "no_round",
    "the round opens tomorrow",
    async (world) => {
      await world.add("dep", 3, null);
      const opensAt = bangkok("2026-06-11 00:00");
      await new SqlRounds(world.database).open("dep", openRound({ opensAt }), "operator:test", WEDNESDAY);
    },
  ],
  ["unknown_unit", "nobody knows the unit", (world) => world.add("dep", 3), { unit: "99" }],
  [
    "unknown_unit",
    "the unit is another organisation's",
    async (world) => {
      await world.add("dep", 3);
      await world.add("dep-b", 3);
      const foreign = { ...orgUnit("77"), organisation: "dep-b" };
      await world.database.insertInto("org_unit").values(foreign).execute();
    },
    { unit: "77" },
  ],
  [
    "nobody",
    "all have completed",
    async (world) => {
      await world.add("dep", 0);
      await world.addPeople("dep", [{ id: "a", completed: ["2569-1"] }]);
    },
  ],
  ["nobody", "the unit is empty", (world) => world.add("dep", 3), { unit: "20" }],
  [
    "no_calendar",
    "the next working day is in a year nobody has confirmed",
    (world) => world.add("dep", 3),
    { at: bangkok("2026-12-30 16:30") },
  ],
  [
    "no_calendar",
    "it would go on into such a year",
    async (world) => {
      await world.add("dep", 3);
      // Four messages, one every three hours.
      world.perSecond = 1 / (3 * 60 * 60);
    },
    { at: bangkok("2026-12-30 09:00") },
  ],
  [
    "no_calendar",
    "this year is none that is confirmed",
    async (world) => {
      await world.add("dep", 3);
      world.calendar = calendarOf([2025, 2027]);
    },
  ],
  [
    "too_late",
    "the round closes tonight",
    async (world) => {
      await world.add("dep", 3, { closesAt: bangkok("2026-06-11 00:00") });
    },
    { at: bangkok("2026-06-10 16:30") },
  ],
  [
    "over_budget",
    "the account has room for the people and not for the report",
    async (world) => {
      await world.add("dep", 3);
      world.quota = { limit: 10, used: 7 };
    },
  ],
  [
    "over_budget",
    "the organisation has used up what it may use",
    async (world) => {
      await world.add("dep", 3);
      await world.database.updateTable("organisation").set({ monthly_messages: 3 }).execute();
    },
  ],
  [
    "quota_unknown",
    "LINE does not say what is left",
    async (world) => {
      await world.add("dep", 3);
      world.quota = undefined;
    },
  ],
  [
    "sending_stopped",
    "the operator has stopped all sending",
    async (world) => {
      await world.add("dep", 3);
      await new SqlSendingSwitch(world.database).stop("operator:test", WEDNESDAY - 1);
    },
  ],
];

const TABLES = [
  "reminder",
  "reminder_run",
  "message_budget",
  "sending_stop",
  "audit_log",
  "response",
  "assessment",
  "account_link",
  "person",
  "member",
  "org_unit",
  "round",
  "organisation",
] as const;

interface Opened {
  readonly database: Database;
  readonly close: () => Promise<void>;
}

describe("the desk on SQLite", () => suite(openTemporarySqlite));
describeWith(await findPostgres(), "the desk on PostgreSQL", (url) =>
  suite(() => openTemporaryPostgres(url)),
);

/** One database for all tests, empty for each: PostgreSQL takes its time for a new one. */
function suite(open: () => Promise<Opened>): void {
  let opened: Opened;
  const db = () => opened.database;
  beforeAll(async () => {
    opened = await open();
  });
  beforeEach(async () => {
    for (const table of TABLES) await db().deleteFrom(table).execute();
  });
  afterAll(() => opened.close());

  describe("nothing is sent and nothing written", () => {
    const situations = REFUSALS.map(([reason, when, make, asked = {}]) => ({ reason, when, make, ...asked }));
    it.each(situations)("$reason: $when", async ({ reason, make, unit = "", at = WEDNESDAY }) => {
      const world = new World(db());
      await make(world);
      const before = await world.written();
      const previewed = await world.preview(at, unit);
      expect(previewed).toMatchObject({ status: "refused", reason });
      expect(previewed.preview === null).toBe(reason === "no_round" || reason === "unknown_unit");
      expect(await world.launch({ unit, at })).toEqual({ status: "refused", reason });
      expect(await world.written()).toEqual(before);
      expect(before).toEqual(NOTHING);
    });
  });

  describe("a preview", () => {
    it("tells whom it reaches, what it uses and when it is through", async () => {
      const world = new World(db());
      await world.add("dep", 2);
      await world.addPeople("dep", [
        { id: "a", unit: "11", assessments: [["full", "in_progress"]] },
        { id: "b", unit: "11", completed: ["2569-1"] },
        { id: "c", unit: "20" },
      ]);
      Object.assign(world, { price: 5.5, quota: { limit: 1_000, used: 400 } });
      expect(await world.preview(WEDNESDAY, "10")).toEqual({
        status: "ready",
        preview: {
          round: openRound(),
          unit: { id: "10", name: "หน่วย 10" },
          people: 4,
          send: { greeting: 2, not_started: 0, in_progress: 1 },
          leftOut: { completed: 1 },
          messages: 4,
          quota: { limit: 1_000, used: 400 },
          reserved: 0,
          left: 600,
          cost: 22,
          startsAt: WEDNESDAY,
          endsAt: WEDNESDAY + 400,
          stages: 1,
        },
      });
      expect(await world.written()).toEqual(NOTHING);
      expect(await world.figures()).toMatchObject({ unit: null, people: 5, messages: 5 });
      world.price = null;
      expect((await world.figures()).cost).toBeNull();
    });

    it("promises only what all promises of the account leave", async () => {
      const world = new World(db());
      await world.add("dep", 3);
      await world.add("dep-b", 4);
      const left = async () => (await world.figures()).left;
      expect(await left()).toBeNull();
      world.quota = { limit: 100, used: 10 };
      expect(await left()).toBe(90);
      // LINE counts late: what this program knows to have sent counts until LINE knows more.
      await changeBudget(world.database, JUNE, "dep-b", { sent: 25 });
      expect(await left()).toBe(75);
      world.quota = { limit: 100, used: 40 };
      expect(await left()).toBe(60);
      await world.planned({ organisation: "dep-b" });
      expect(await world.figures()).toMatchObject({ reserved: 5, left: 55, quota: world.quota });
    });

    it("keeps to what the organisation may use in a month", async () => {
      const world = new World(db());
      await world.add("dep", 3);
      await world.database.updateTable("organisation").set({ monthly_messages: 20 }).execute();
      await changeBudget(world.database, JUNE, "dep", { sent: 3, reserved: 2 });
      expect(await world.figures()).toMatchObject({ reserved: 2, left: 15 });
      world.quota = { limit: 12, used: 0 };
      expect(await world.figures()).toMatchObject({ left: 7 });
      world.quota = undefined;
      expect(await world.figures()).toMatchObject({ quota: null, left: 15 });
    });

    it.each([
      ["at once in sending hours", "2026-06-10 10:00", "Wed 2026-06-10 10:00:00"],
      ["in the morning", "2026-06-10 05:00", "Wed 2026-06-10 08:30:00"],
      ["the next day in the evening", "2026-06-10 16:30", "Thu 2026-06-11 08:30:00"],
      ["on Monday after a weekend", "2026-06-12 18:00", "Mon 2026-06-15 08:30:00"],
      ["on the day after a holiday", "2026-08-12 10:00", "Thu 2026-08-13 08:30:00"],
      ["after a substitution day", "2026-12-04 17:00", "Tue 2026-12-08 08:30:00"],
    ])("begins %s", async (_, at, startsAt) => {
      const world = new World(db());
      await world.add("dep", 1);
      const figures = await world.figures(bangkok(at));
      expect(inBangkok(figures.startsAt)).toBe(startsAt);
      expect(figures.endsAt).toBe(figures.startsAt + 200);
    });

    it("begins in the next year where its holidays are confirmed", async () => {
      const world = new World(db());
      await world.add("dep", 1);
      const newYear = ["2026-12-31", "2027-01-01", "2027-01-04"];
      world.calendar = calendarOf([2026, 2027], ...newYear);
      const { startsAt } = await world.figures(bangkok("2026-12-30 17:00"));
      expect(inBangkok(startsAt)).toBe("Tue 2027-01-05 08:30:00");
    });

    it("goes on the next day where a day has too few hours", async () => {
      const world = new World(db());
      await world.add("dep", 3);
      world.perSecond = 1 / (60 * 60);
      const { endsAt } = await world.figures(bangkok("2026-06-10 14:30"));
      expect(inBangkok(endsAt ?? undefined)).toBe("Thu 2026-06-11 10:30:00");
    });

    it("counts nothing of this month where sending begins in the next", async () => {
      const world = new World(db());
      await world.add("dep", 3);
      world.quota = { limit: 100, used: 100 };
      const at = bangkok("2026-06-30 17:00");
      expect(await world.preview(at)).toMatchObject({ status: "ready", preview: { left: 100 } });
      await world.planned({ at });
      expect(await readBudget(world.database, "2026-07", "dep")).toEqual({ reserved: 4, sent: 0 });
      expect(await readBudget(world.database, JUNE, "dep")).toEqual({ reserved: 0, sent: 0 });
      expect(await world.preview(WEDNESDAY)).toMatchObject({ status: "refused" });
    });
  });

  describe("an order", () => {
    it("starts what the preview promised", async () => {
      const world = new World(db());
      await world.add("dep", 3);
      const { messages } = await world.figures();
      expect(await world.launch()).toMatchObject({
        status: "launched",
        run: { id: "one", planned: 3, state: "sending", startedBy: "member:hr", startsAt: WEDNESDAY },
      });
      expect(await world.written()).toEqual({ runs: 1, messages: 3, promised: 2 * messages, noted: 1 });
    });

    it("never reaches more people than were promised, whoever is due meanwhile", async () => {
      const world = new World(db());
      await world.add("dep", 3);
      await world.addDue("dep", 4, 10);
      // Room for what was promised, and not for all that are due by now.
      world.quota = { limit: 4, used: 0 };
      expect(await world.preview()).toMatchObject({ reason: "over_budget" });
      expect(await world.planned({ atMost: 3 })).toBe(3);
      expect(await readBudget(world.database, JUNE, "dep")).toEqual({ reserved: 4, sent: 0 });
    });

    it("without a report needs no message for one", async () => {
      const world = new World(db());
      await world.add("dep", 3);
      world.quota = { limit: 3, used: 0 };
      expect(await world.launch()).toMatchObject({ reason: "over_budget" });
      expect(await world.planned({ id: "two", actor: { name: "operator:Malee", reporter: null } })).toBe(3);
    });

    it("given twice is one run", async () => {
      const world = new World(db());
      await world.add("dep", 3);
      const [first, second] = await Promise.all([world.launch(), world.launch()]);
      expect(first.status).toBe("launched");
      expect(second).toEqual(first);
      // Even where nothing could be started any more.
      await new SqlSendingSwitch(world.database).stop("operator:test", WEDNESDAY);
      world.quota = undefined;
      expect(await world.launch()).toEqual(first);
      expect(await world.written()).toEqual({ runs: 1, messages: 3, promised: 8, noted: 1 });
    });

    it("of two for the same people at once starts one, and leaves nobody to the other", async () => {
      const world = new World(db());
      await world.add("dep", 5);
      world.quota = { limit: 6, used: 0 };
      const outcomes = await Promise.all([world.launch({ id: "one" }), world.launch({ id: "two" })]);
      expect(statuses(outcomes)[0]).toBe("launched");
      expect(["nobody", "over_budget"]).toContain(statuses(outcomes)[1]);
      expect(await world.written()).toEqual({ runs: 1, messages: 5, promised: 12, noted: 1 });
    });

    it("of two at once with room for one is refused: two officers of an organisation", async () => {
      const world = new World(db());
      await world.add("dep", 5);
      await world.addPeople(
        "dep",
        Array.from({ length: 5 }, (_, place) => ({ id: `other-${place}`, unit: "20" })),
      );
      world.quota = { limit: 9, used: 0 };
      for (const [unit, people] of [
        ["10", 5],
        ["20", 5],
      ] as const)
        expect(await world.figures(WEDNESDAY, unit)).toMatchObject({ messages: people + 1, left: 9 });
      const orders = [
        { id: "one", unit: "10" },
        { id: "two", unit: "20" },
      ];
      const outcomes = await Promise.all(orders.map((order) => world.launch(order)));
      expect(statuses(outcomes)).toEqual(["launched", "over_budget"]);
      expect(await world.written()).toEqual({ runs: 1, messages: 5, promised: 12, noted: 1 });
    });

    it("of two at once with room for one is refused: two organisations of an account", async () => {
      const world = new World(db());
      await world.add("dep", 5);
      await world.add("dep-b", 5);
      world.quota = { limit: 30, used: 21 };
      const orders = [
        { id: "one", organisation: "dep" },
        { id: "two", organisation: "dep-b" },
      ];
      const outcomes = await Promise.all(orders.map((order) => world.launch(order)));
      expect(statuses(outcomes)).toEqual(["launched", "over_budget"]);
      expect(await world.written()).toEqual({ runs: 1, messages: 5, promised: 12, noted: 1 });
    });

    it("of a schedule that is refused is noted once and never tried again", async () => {
      const world = new World(db());
      await world.add("dep", 3);
      world.quota = { limit: 2, used: 0 };
      const order = {
        id: "after",
        step: "after-7",
        atMost: null,
        actor: { name: "system:reminders", reporter: "U-hr" },
      };
      expect(await world.launch(order)).toEqual({ status: "refused", reason: "over_budget" });
      const noted = { runs: 1, messages: 0, promised: 0, noted: 0 };
      expect(await world.written()).toEqual(noted);
      world.quota = { limit: 100, used: 0 };
      const refused = { status: "refused", reason: "over_budget" };
      expect(await world.launch(order)).toEqual(refused);
      expect(await world.launch({ ...order, id: "again" })).toEqual(refused);
      expect(await world.written()).toEqual(noted);
      // Whoever asks in person may still send.
      expect(await world.planned({ id: "by-hand" })).toBe(3);
    });

    it("of a schedule is not given up because LINE does not say what is left for a moment", async () => {
      const world = new World(db());
      await world.add("dep", 3);
      world.quota = undefined;
      const order = { id: "after", step: "after-7", atMost: null };
      expect(await world.launch(order)).toEqual({ status: "refused", reason: "quota_unknown" });
      expect(await world.written()).toEqual(NOTHING);
      world.quota = { limit: 100, used: 0 };
      expect(await world.planned(order)).toBe(3);
    });
  });

  describe("a run", () => {
    it("is seen and steered by its own organisation only", async () => {
      const world = new World(db());
      await world.add("dep", 3);
      await world.add("dep-b", 3);
      await world.planned();
      const { desk } = world;
      expect(await desk.run("dep-b", "one")).toBeNull();
      for (const steering of ["pause", "resume", "stop"] as const)
        expect(await desk.steer("dep-b", "one", steering, "member:foreign", WEDNESDAY)).toEqual({
          run: null,
          isChanged: false,
        });
      expect(await desk.run("dep", "one")).toMatchObject({ id: "one", state: "sending", planned: 3 });
      expect(await desk.steer("dep", "one", "pause", "member:hr", WEDNESDAY)).toMatchObject({
        isChanged: true,
        run: { state: "paused", pauseReason: "person" },
      });
    });
  });
}

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Round } from "../../src/core/people/round.ts";
import type { ReminderRun } from "../../src/core/reminder/reminder.ts";
import type { AuditLog } from "../../src/runner/directory.ts";
import type { ReminderRuns, RunOrder, SendingSwitch } from "../../src/runner/reminders.ts";
import {
  REMIND_AT as AT,
  accountOf,
  days,
  monthlyQuota,
  openRound,
  type RemindedPerson,
  reminderRules,
  reminderTarget,
  runOrder,
} from "./reminder-builders.ts";

/** A message as the ledger has it. */
export interface LedgerEntry {
  readonly member: string;
  readonly state: "due" | "sending" | "sent" | "skipped" | "refused" | "unknown";
  readonly reason: string | null;
  readonly stage: number;
  readonly personId: string;
  readonly dueAt: number;
}

/** Runs of nobody, with what they are about, and how to leave nothing behind. */
export interface ReminderRunsSetup {
  readonly runs: ReminderRuns;
  readonly sending: SendingSwitch;
  readonly audit: AuditLog;
  /** Adds an organisation with units 10, 11 (below 10) and 20, and a round that is open. */
  readonly addOrganisation: (id: string, round: Round, monthlyMessages: number | null) => Promise<void>;
  readonly addPeople: (organisation: string, people: readonly RemindedPerson[]) => Promise<void>;
  /** The messages of a run, by member. */
  readonly ledger: (run: string) => Promise<readonly LedgerEntry[]>;
  /** Changes messages of a run as a worker would, without counting. */
  readonly change: (
    run: string,
    member: string,
    to: { readonly state: LedgerEntry["state"]; readonly firstAttemptAt?: number },
  ) => Promise<void>;
  readonly close: () => Promise<void>;
}

const BY = "member:hr";

/** What every ReminderRuns promises, and the switch beside it. */
export function reminderRunsContract(open: () => Promise<ReminderRunsSetup>): void {
  describe("reminder runs", () => {
    let setup: ReminderRunsSetup;
    let runs: ReminderRuns;
    let count = 0;

    beforeAll(async () => {
      setup = await open();
      runs = setup.runs;
    });
    afterAll(() => setup.close());

    /** An organisation with so many people to be reminded, and a month of the account of its own. */
    const fresh = async (
      people: number | readonly RemindedPerson[],
      monthlyMessages: number | null = null,
    ) => {
      const dep = `dep-${String(++count).padStart(3, "0")}`;
      await setup.addOrganisation(dep, openRound(), monthlyMessages);
      const all =
        typeof people === "number"
          ? Array.from({ length: people }, (_, place) => ({ id: String(place).padStart(4, "0") }))
          : people;
      await setup.addPeople(
        dep,
        all.map((person) => ({ ...person, id: `${dep}-${person.id}` })),
      );
      // The later test has the earlier month: what is promised in one counts in those after it.
      return { dep, period: `${2900 - count}-01` };
    };
    const order = (
      { dep, period }: { readonly dep: string; readonly period: string },
      step: string,
      over: Partial<RunOrder> = {},
    ) =>
      runOrder(reminderTarget(dep), `${dep}-${step}`, {
        step,
        ...over,
        quota: { ...monthlyQuota(), ...over.quota, period },
      });
    const launch = async (given: RunOrder): Promise<ReminderRun> => {
      const outcome = await runs.launch(given);
      if (outcome.status !== "launched") throw new Error(`refused: ${outcome.reason}`);
      return outcome.run;
    };
    const journal = async (organisation: string) => {
      const entries = await setup.audit.list({ organisation, limit: 100 });
      return entries
        .filter(({ action }) => action.startsWith("reminder_"))
        .map(({ at, actor, action, detail }) => [at, actor, action, detail])
        .toReversed();
    };
    const states = async (run: string) =>
      (await setup.ledger(run)).map(({ state, reason }) => [state, reason]);

    it("counts who would be reminded and why others are not, and plans a run for the same people", async () => {
      const done = { completed: ["2569-1"] };
      const world = await fresh([
        { id: "a" },
        { id: "b", unit: "11", assessments: [["full", "in_progress"]] },
        { id: "c", messages: [{ round: "2569-1", state: "sent", settledAt: AT - days(4) }] },
        { id: "d", ...done },
        { id: "e", linked: false },
        { id: "f", declined: true },
        { id: "g", person: { notice: "2025-1" } },
        { id: "h", person: { reachable: false } },
        { id: "i", messages: [{ round: "2569-1", state: "refused", settledAt: 1 }] },
        { id: "j", person: { stoppedFor: "always" } },
        { id: "k", person: { stoppedFor: "2569-1" } },
        { id: "l", person: { snoozedUntil: AT + 1 } },
        { id: "m", messages: [{ round: "2569-1", state: "sent", settledAt: AT - days(1) }] },
        { id: "n", active: false },
        { id: "o", person: null },
      ]);
      const given = order(world, "one");
      const counted = await runs.count(given.target, given.rules, AT);
      const leftOut = {
        completed: 1,
        not_linked: 1,
        declined: 1,
        no_notice: 2,
        blocked: 1,
        undeliverable: 1,
        opted_out: 2,
        snoozed: 1,
        too_soon: 1,
      };
      expect(counted).toEqual({
        people: 14,
        send: { greeting: 1, not_started: 1, in_progress: 1 },
        leftOut,
      });
      const run = await launch(given);
      expect(run).toEqual({
        id: given.id,
        organisation: world.dep,
        round: { id: "2569-1", name: "รอบตัวอย่าง" },
        unit: null,
        step: "one",
        state: "sending",
        pauseReason: null,
        refusal: null,
        startedBy: BY,
        createdAt: AT,
        startsAt: AT + 1_000,
        endedAt: null,
        planned: 3,
        sent: 0,
        unknown: 0,
        refused: 0,
        skipped: {},
        leftOut,
        stage: 1,
        stages: 1,
        seen: null,
      });
      expect(await setup.ledger(run.id)).toEqual(
        ["a", "b", "c"].map((id) => ({
          member: `${world.dep}-${id}`,
          personId: accountOf(`${world.dep}-${id}`),
          state: "due",
          reason: null,
          stage: 1,
          dueAt: AT + 1_000,
        })),
      );
      expect(await runs.monthlyUse(world.dep, world.period)).toEqual({
        sent: 0,
        reserved: 4,
        organisationLimit: null,
        organisationUsed: 4,
      });
      expect(await journal(world.dep)).toEqual([
        [AT, BY, "reminder_launch", { run: run.id, round: "2569-1", unit: "", step: "one", planned: 3 }],
      ]);
    });

    it("reaches the people of a unit and below it only, and of the round's audience", async () => {
      const world = await fresh([
        { id: "a", unit: "10", group: "service" },
        { id: "b", unit: "11", group: "service" },
        { id: "c", unit: "11" },
        { id: "d", unit: "20", group: "service" },
      ]);
      const audience = { units: [], groups: ["service"], roles: [] } as const;
      const target = reminderTarget(world.dep, { unit: "10", round: openRound({ audience }) });
      expect((await runs.count(target, reminderRules(), AT)).people).toBe(2);
      const run = await launch(order(world, "one", { target }));
      expect([run.unit, run.planned]).toEqual([{ id: "10", name: "หน่วย 10" }, 2]);
      const nowhere = reminderTarget(world.dep, { unit: "99" });
      expect(await runs.launch(order(world, "two", { target: nowhere }))).toEqual({
        status: "refused",
        reason: "nobody",
      });
    });

    it("gives the run that is there for an order of a known id or step", async () => {
      const world = await fresh(2);
      const first = await launch(order(world, "one"));
      expect(await launch(order(world, "one"))).toEqual(first);
      expect(await launch({ ...order(world, "one"), id: "another" })).toEqual(first);
      expect(await launch({ ...order(world, "one"), step: "another" })).toEqual(first);
      expect(await runs.runs(world.dep, { limit: 9 })).toEqual([first]);
      expect((await runs.monthlyUse(world.dep, world.period)).reserved).toBe(3);
      expect(await journal(world.dep)).toHaveLength(1);
    });

    it("never gives the run of another organisation", async () => {
      const [world, other] = [await fresh(1), await fresh(1)];
      const { id } = await launch(order(world, "one"));
      await expect(runs.launch({ ...order(other, "one"), id })).rejects.toThrow("another organisation's");
      expect(await runs.run(other.dep, id)).toBeUndefined();
      expect(await runs.steer(other.dep, id, "stop", BY, AT)).toEqual({ run: null, isChanged: false });
      expect((await runs.run(world.dep, id))?.state).toBe("sending");
    });

    it("writes nothing where nobody would be reminded", async () => {
      const world = await fresh([{ id: "a", linked: false }]);
      expect(await runs.launch(order(world, "one"))).toEqual({ status: "refused", reason: "nobody" });
      expect(await runs.runs(world.dep, { limit: 9 })).toEqual([]);
      expect((await runs.monthlyUse(world.dep, world.period)).reserved).toBe(0);
      expect(await journal(world.dep)).toEqual([]);
    });

    it("promises no more messages than are left of the account's month, the report included", async () => {
      const world = await fresh(5);
      const quota = { ...monthlyQuota(), limit: 105, used: 100 };
      expect(await runs.launch(order(world, "one", { quota }))).toEqual({
        status: "refused",
        reason: "over_budget",
      });
      expect(await runs.runs(world.dep, { limit: 9 })).toEqual([]);
      expect(await setup.ledger(`${world.dep}-one`)).toEqual([]);
      expect((await runs.monthlyUse(world.dep, world.period)).reserved).toBe(0);
      const run = await launch(order(world, "one", { quota, reporter: null }));
      expect(run.planned).toBe(5);
      expect((await runs.monthlyUse(world.dep, world.period)).reserved).toBe(5);
    });

    it("keeps what was promised to others of the same account", async () => {
      const [world, other] = [await fresh(3), await fresh(3)];
      const quota = { ...monthlyQuota(), limit: 7 };
      await launch(order(world, "one", { quota }));
      const late = order({ ...other, period: world.period }, "one", { quota });
      expect(await runs.launch(late)).toEqual({ status: "refused", reason: "over_budget" });
      const more = { ...late.quota, limit: 8 };
      expect((await launch({ ...late, quota: more })).planned).toBe(3);
      expect(await runs.monthlyUse(other.dep, world.period)).toEqual({
        sent: 0,
        reserved: 8,
        organisationLimit: null,
        organisationUsed: 4,
      });
    });

    it("keeps to the organisation's own month", async () => {
      const world = await fresh(4, 4);
      expect(await runs.launch(order(world, "one"))).toEqual({ status: "refused", reason: "over_budget" });
      const run = await launch(order(world, "one", { atMost: 3 }));
      expect(run.planned).toBe(3);
      expect(await runs.monthlyUse(world.dep, world.period)).toMatchObject({
        organisationLimit: 4,
        organisationUsed: 4,
      });
    });

    it("reaches no more people than were promised, the first by their ids", async () => {
      const world = await fresh(5);
      const run = await launch(order(world, "one", { atMost: 2 }));
      expect((await setup.ledger(run.id)).map(({ member }) => member)).toEqual([
        `${world.dep}-0000`,
        `${world.dep}-0001`,
      ]);
      const rest = await launch(order(world, "two"));
      expect([rest.planned, rest.leftOut]).toEqual([3, { too_soon: 2 }]);
    });

    it("starts nothing while all sending is stopped", async () => {
      const world = await fresh(1);
      await setup.sending.stop("operator:Malee", AT);
      try {
        expect(await runs.launch(order(world, "one"))).toEqual({
          status: "refused",
          reason: "sending_stopped",
        });
      } finally {
        await setup.sending.allow("operator:Malee", AT + 1);
      }
      expect((await launch(order(world, "one"))).state).toBe("sending");
    });

    it("notes once that a step could not be started", async () => {
      const world = await fresh(1);
      const given = order(world, "after-7", { actor: "system:reminders", reporter: null });
      await runs.noteRefused(given, "over_budget");
      await runs.noteRefused({ ...given, id: "another" }, "nobody");
      await runs.noteRefused({ ...given, step: "another" }, "nobody");
      const all = await runs.runs(world.dep, { limit: 9 });
      expect(all).toMatchObject([
        { id: given.id, step: "after-7", state: "refused", refusal: "over_budget", planned: 0, endedAt: AT },
      ]);
      expect(await launch(given)).toEqual(all[0]);
      expect(await setup.ledger(given.id)).toEqual([]);
      expect((await runs.monthlyUse(world.dep, world.period)).reserved).toBe(0);
    });

    it("sends to very many people in three stages: a hundred, up to a tenth, the rest", async () => {
      const [few, many] = [await fresh(1_000), await fresh(1_201)];
      const inStages = async (run: ReminderRun) => {
        const entries = await setup.ledger(run.id);
        const places = Map.groupBy(entries, ({ stage }) => stage);
        return [run.stages, [...places].map(([stage, found]) => [stage, found.length])];
      };
      expect(await inStages(await launch(order(few, "one")))).toEqual([1, [[1, 1_000]]]);
      expect(await inStages(await launch(order(many, "one")))).toEqual([
        3,
        [
          [1, 100],
          [2, 21],
          [3, 1_080],
        ],
      ]);
    });

    it("is paused and resumed, and notes it only when something changed", async () => {
      const world = await fresh(1);
      const { id } = await launch(order(world, "one"));
      const steer = async (steering: "pause" | "resume", at: number) => {
        const { run, isChanged } = await runs.steer(world.dep, id, steering, BY, at);
        return [run?.state, run?.pauseReason, isChanged];
      };
      expect(await steer("resume", AT + 1)).toEqual(["sending", null, false]);
      expect(await steer("pause", AT + 2)).toEqual(["paused", "person", true]);
      expect(await steer("pause", AT + 3)).toEqual(["paused", "person", false]);
      expect(await steer("resume", AT + 4)).toEqual(["sending", null, true]);
      expect((await journal(world.dep)).slice(1)).toEqual([
        [AT + 2, BY, "reminder_steer", { run: id, round: "2569-1", steering: "pause" }],
        [AT + 4, BY, "reminder_steer", { run: id, round: "2569-1", steering: "resume" }],
      ]);
      expect(await runs.steer(world.dep, "unknown", "stop", BY, AT)).toEqual({ run: null, isChanged: false });
    });

    it("is stopped for good: nothing that was still to be sent is, and what was promised for it is free", async () => {
      const world = await fresh(5);
      const { id } = await launch(order(world, "one"));
      const member = (place: number) => `${world.dep}-000${place}`;
      await setup.change(id, member(0), { state: "sending" });
      await setup.change(id, member(1), { state: "sending", firstAttemptAt: AT + 2 });
      await setup.change(id, member(2), { state: "due", firstAttemptAt: AT + 2 });
      const { run, isChanged } = await runs.steer(world.dep, id, "stop", BY, AT + 9);
      expect([isChanged, run]).toMatchObject([
        true,
        { state: "stopped", endedAt: AT + 9, skipped: { stopped: 2 }, unknown: 1, sent: 0 },
      ]);
      expect(await states(id)).toEqual([
        ["sending", null],
        ["sending", null],
        ["unknown", null],
        ["skipped", "stopped"],
        ["skipped", "stopped"],
      ]);
      // The two that are being sent; what may have arrived counts as sent.
      expect(await runs.monthlyUse(world.dep, world.period)).toMatchObject({ sent: 1, reserved: 2 });
      for (const steering of ["stop", "pause", "resume"] as const) {
        expect(await runs.steer(world.dep, id, steering, BY, AT + 10)).toEqual({ run, isChanged: false });
      }
      expect((await journal(world.dep)).slice(1)).toEqual([
        [AT + 9, BY, "reminder_steer", { run: id, round: "2569-1", steering: "stop" }],
      ]);
    });

    it("lists the latest runs first, of one round or of all, and what LINE told of who saw them", async () => {
      const world = await fresh(3);
      const one = await launch(order(world, "one", { at: AT, atMost: 1 }));
      const two = await launch(order(world, "two", { at: AT + 1, atMost: 1 }));
      const year = openRound({ id: "year-2026", name: "", opensAt: AT - 1, closesAt: AT + days(9) });
      const target = reminderTarget(world.dep, { round: year });
      const three = await launch(order(world, "three", { at: AT + 2, target }));
      expect(three).toMatchObject({ round: { id: "year-2026", name: "" }, planned: 3 });
      await runs.noteSeen(one.id, 21);
      const ids = async (options: Parameters<ReminderRuns["runs"]>[1]) =>
        (await runs.runs(world.dep, options)).map(({ step, seen }) => [step, seen]);
      expect(await ids({ limit: 9 })).toEqual([
        ["three", null],
        ["two", null],
        ["one", 21],
      ]);
      expect(await ids({ limit: 1 })).toEqual([["three", null]]);
      expect(await ids({ round: "2569-1", limit: 9 })).toEqual([
        ["two", null],
        ["one", 21],
      ]);
      expect(await runs.run(world.dep, two.id)).toEqual(two);
      expect(await runs.run(world.dep, "unknown")).toBeUndefined();
    });

    it("tells how the round gets on in a unit, with the runs there were", async () => {
      const world = await fresh([{ id: "a" }, { id: "b", unit: "20", completed: ["2569-1"] }]);
      const run = await launch(order(world, "one"));
      expect(await runs.progress(world.dep, openRound(), "", AT)).toMatchObject({
        counts: { people: 2, completed: 1, notStarted: 1 },
        runs: [run],
      });
      expect(await runs.progress(world.dep, openRound(), "20", AT)).toMatchObject({ counts: { people: 1 } });
      expect(await runs.progress(world.dep, openRound(), "99", AT)).toBeUndefined();
    });

    it("knows nothing of a month in which nothing was promised or sent", async () => {
      expect(await runs.monthlyUse("nobody", "1999-01")).toEqual({
        sent: 0,
        reserved: 0,
        organisationLimit: null,
        organisationUsed: 0,
      });
    });
  });

  describe("the emergency stop", () => {
    it("stands until it is taken back, and is noted once each way", async () => {
      const { sending, audit, close } = await open();
      try {
        expect(await sending.state()).toEqual({ stoppedAt: null, by: null });
        await sending.allow("operator:Malee", AT);
        await sending.stop("operator:Malee", AT + 1);
        await sending.stop("operator:Somchai", AT + 2);
        expect(await sending.state()).toEqual({ stoppedAt: AT + 1, by: "operator:Malee" });
        await sending.allow("operator:Somchai", AT + 3);
        expect(await sending.state()).toEqual({ stoppedAt: null, by: null });
        const entries = await audit.list({ limit: 9 });
        expect(
          entries.map(({ at, actor, action, detail, organisation }) => [
            at,
            actor,
            action,
            detail,
            organisation,
          ]),
        ).toEqual([
          [AT + 3, "operator:Somchai", "sending_stop", { stopped: false }, null],
          [AT + 1, "operator:Malee", "sending_stop", { stopped: true }, null],
        ]);
      } finally {
        await close();
      }
    });
  });
}

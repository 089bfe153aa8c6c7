import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ReminderRun, RunState, Steering } from "../../src/core/reminder/reminder.ts";
import type {
  ClaimedReminder,
  PreparedReminder,
  ReminderKey,
  ReminderLedger,
  ReminderOutcome,
} from "../../src/runner/reminders.ts";

/** A run that is there from the beginning; its people are `PREFIX-0`, `PREFIX-1` and so on. */
export interface GivenRun {
  readonly id: string;
  readonly people: number;
  readonly state?: RunState;
  /** Whose LINE account gets the report. */
  readonly reporter?: string | null;
  readonly startsAt?: number;
  /** Of every message; `startsAt` unless said. */
  readonly dueAt?: number;
  readonly period?: string;
  /** How many people are in which stage, e.g. `[2, 3]`; all in the first unless said. */
  readonly stages?: readonly number[];
}

/** A message as the ledger keeps it. */
export interface KeptMessage {
  readonly member: string;
  readonly state: string;
  readonly reason: string | null;
  readonly dueAt: number;
  readonly attempts: number;
  readonly firstAttemptAt: number | null;
  readonly retryKey: string | null;
  readonly body: string | null;
}

/** A ledger with two doors, and what is around it. */
export interface LedgerSetup {
  readonly ledger: ReminderLedger;
  /** The same through a connection of its own. */
  readonly other: ReminderLedger;
  /** Leaves nothing of an earlier test. */
  clear(): Promise<void>;
  /** Puts an organisation there with an open round. */
  addOrganisation(id: string, monthlyMessages?: number): Promise<void>;
  addRun(organisation: string, run: GivenRun): Promise<void>;
  steer(organisation: string, run: string, steering: Steering, at: number): Promise<void>;
  setStopped(isStopped: boolean): Promise<void>;
  /** Of a run, the report included, by member. */
  messages(run: string): Promise<readonly KeptMessage[]>;
  /** `[reserved, sent]` by month and organisation; "" is the whole account. */
  budget(): Promise<Readonly<Record<string, readonly [number, number]>>>;
  close(): Promise<void>;
}

const AT = Date.UTC(2026, 5, 10, 3);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LEASE = 2 * MINUTE;
const KEY = "00000000-0000-8000-8000-000000000000";
const JUNE = "2026-06";
const JULY = "2026-07";

/** What every ReminderLedger promises. */
export function reminderLedgerContract(open: () => Promise<LedgerSetup>): void {
  let setup: LedgerSetup;
  let ledger: ReminderLedger;

  beforeAll(async () => {
    setup = await open();
    ledger = setup.ledger;
  });
  beforeEach(async () => {
    await setup.clear();
    await setup.addOrganisation("dep");
  });
  afterAll(() => setup.close());

  const claim = (count: number, at = AT, from = ledger) => from.claim({ count, leaseMs: LEASE, at });
  const membersOf = (reminders: readonly ClaimedReminder[]) =>
    reminders.map(({ member }) => member).toSorted();
  const prepared = ({ run, member }: ReminderKey, over: Partial<PreparedReminder> = {}) => ({
    run,
    member,
    retryKey: KEY,
    text: "greeting" as const,
    body: `["${member}"]`,
    ...over,
  });
  const prepare = (token: string, keys: readonly ReminderKey[], at = AT) =>
    ledger.prepare(
      token,
      keys.map((key) => prepared(key)),
      at,
    );
  const settle = (token: string, keys: readonly ReminderKey[], outcome: ReminderOutcome, at = AT) =>
    ledger.settle(
      token,
      keys.map(({ run, member }) => ({ run, member, outcome })),
      at,
    );
  /** Claims everything, tries it and says how it came out. */
  const sendAll = async (outcome: ReminderOutcome, at = AT) => {
    const { token, reminders } = await claim(1_000, at);
    await prepare(token, reminders, at);
    await settle(token, reminders, outcome, at);
    return reminders;
  };
  const statesOf = async (run: string) =>
    (await setup.messages(run)).map(({ member, state, reason }) => [member, state, reason]);
  const figures = (run: ReminderRun | undefined) =>
    run && { sent: run.sent, unknown: run.unknown, refused: run.refused, skipped: run.skipped };

  describe("claiming", () => {
    it("gives out what is due once, until the lease is over", async () => {
      await setup.addRun("dep", { id: "r", people: 3 });
      const first = await claim(2);
      expect(first.reminders).toHaveLength(2);
      const second = await claim(9, AT, setup.other);
      expect(membersOf([...first.reminders, ...second.reminders])).toEqual(["r-0", "r-1", "r-2"]);
      expect(second.token).not.toBe(first.token);
      expect((await claim(9, AT + LEASE - 1)).reminders).toEqual([]);
      expect(membersOf((await claim(9, AT + LEASE)).reminders)).toEqual(["r-0", "r-1", "r-2"]);
    });

    it("gives out nothing that is not due, not of the stage, or of a run that does not send", async () => {
      await setup.addRun("dep", { id: "later", people: 1, startsAt: AT + 1 });
      await setup.addRun("dep", { id: "waits", people: 1, dueAt: AT + 1 });
      await setup.addRun("dep", { id: "staged", people: 3, stages: [1, 2] });
      await setup.addRun("dep", { id: "paused", people: 1, state: "paused" });
      await setup.addRun("dep", { id: "stopped", people: 1, state: "stopped" });
      await setup.addRun("dep", { id: "done", people: 1, state: "done" });
      expect(membersOf((await claim(9)).reminders)).toEqual(["staged-0"]);
    });

    it("gives out nothing while all sending is stopped", async () => {
      await setup.addRun("dep", { id: "r", people: 1 });
      await setup.setStopped(true);
      expect((await claim(9)).reminders).toEqual([]);
      await setup.setStopped(false);
      expect((await claim(9)).reminders).toHaveLength(1);
    });

    it("lets a small run go beside a large one that was there before", async () => {
      await setup.addRun("dep", { id: "large", people: 30, startsAt: AT - HOUR });
      await setup.addRun("dep", { id: "small", people: 3 });
      const { reminders } = await claim(10);
      const runs = reminders.map(({ run }) => run).toSorted();
      expect(runs).toEqual([...Array<string>(7).fill("large"), "small", "small", "small"].toSorted());
    });

    it("never gives two claimers the same, however many claim at once", async () => {
      await setup.addRun("dep", { id: "a", people: 60 });
      await setup.addRun("dep", { id: "b", people: 60 });
      const taken: string[] = [];
      const work = async (from: ReminderLedger) => {
        for (;;) {
          const { reminders } = await claim(7, AT, from);
          if (reminders.length === 0) return;
          taken.push(...reminders.map(({ member }) => member));
        }
      };
      const claimers = [setup.ledger, setup.other].flatMap((from) => [work(from), work(from), work(from)]);
      await Promise.all(claimers);
      // Whoever found everything locked has gone; what they left is still there.
      await work(ledger);
      expect(taken).toHaveLength(120);
      expect(new Set(taken).size).toBe(120);
    });
  });

  describe("preparing", () => {
    it("stores what is about to be sent, and that it may have arrived from now on", async () => {
      await setup.addRun("dep", { id: "r", people: 1 });
      const { token, reminders } = await claim(1);
      expect(reminders).toMatchObject([{ attempts: 0, firstAttemptAt: null, prepared: null }]);
      expect(await prepare(token, reminders, AT + 5)).toEqual([{ run: "r", member: "r-0" }]);
      expect(await setup.messages("r")).toMatchObject([
        { attempts: 1, firstAttemptAt: AT + 5, retryKey: KEY, body: '["r-0"]' },
      ]);
    });

    it("keeps what was stored before an earlier attempt", async () => {
      await setup.addRun("dep", { id: "r", people: 1 });
      await sendAll({ type: "again", at: AT + MINUTE, mayHaveArrived: true });
      const { token, reminders } = await claim(1, AT + MINUTE);
      expect(reminders).toMatchObject([
        { attempts: 1, firstAttemptAt: AT, prepared: { retryKey: KEY, text: "greeting", body: '["r-0"]' } },
      ]);
      const anew = reminders.map((key) =>
        prepared(key, { body: "[]", retryKey: "other", text: "not_started" }),
      );
      await ledger.prepare(token, anew, AT + MINUTE);
      expect(await setup.messages("r")).toMatchObject([
        { attempts: 2, firstAttemptAt: AT, retryKey: KEY, body: '["r-0"]' },
      ]);
    });

    it("keeps nothing of an attempt that brought nothing there: by the next the words may be others", async () => {
      await setup.addRun("dep", { id: "r", people: 1 });
      await sendAll({ type: "again", at: AT + MINUTE, mayHaveArrived: false });
      const { token, reminders } = await claim(1, AT + MINUTE);
      expect(reminders).toMatchObject([{ attempts: 1, firstAttemptAt: null, prepared: null }]);
      const anew = reminders.map((key) => prepared(key, { body: "[]", text: "in_progress" }));
      await ledger.prepare(token, anew, AT + MINUTE);
      expect(await setup.messages("r")).toMatchObject([
        { attempts: 2, firstAttemptAt: AT + MINUTE, retryKey: KEY, body: "[]" },
      ]);
    });

    it("lets nothing go that is not this claim's any more, or may not be sent", async () => {
      await setup.addRun("dep", { id: "r", people: 1 });
      await setup.addRun("dep", { id: "p", people: 1 });
      const first = await claim(2);
      expect(await prepare("another", first.reminders)).toEqual([]);
      expect(await prepare(first.token, first.reminders, AT + LEASE)).toEqual([]);
      await setup.steer("dep", "p", "pause", AT);
      expect(await prepare(first.token, first.reminders)).toEqual([{ run: "r", member: "r-0" }]);
      await setup.setStopped(true);
      expect(await prepare(first.token, first.reminders)).toEqual([]);
    });

    it("lets nothing go after a stop of the run", async () => {
      await setup.addRun("dep", { id: "r", people: 2 });
      const { token, reminders } = await claim(2);
      await setup.steer("dep", "r", "stop", AT);
      expect(await prepare(token, reminders)).toEqual([]);
    });
  });

  describe("settling", () => {
    const FINAL: readonly (readonly [ReminderOutcome, string, string | null, readonly [number, number]])[] = [
      [{ type: "sent" }, "sent", null, [1, 1]],
      [{ type: "unknown" }, "unknown", null, [1, 1]],
      [{ type: "refused" }, "refused", null, [1, 0]],
      [{ type: "skipped", reason: "snoozed" }, "skipped", "snoozed", [1, 0]],
    ];

    it.each(FINAL)("%j is final and counts", async (outcome, state, reason, budget) => {
      await setup.addRun("dep", { id: "r", people: 2, stages: [1, 1] });
      expect(await setup.budget()).toEqual({ [JUNE]: [2, 0], [`${JUNE} dep`]: [2, 0] });
      await sendAll(outcome);
      expect(await setup.messages("r")).toMatchObject([{ state, reason, body: null }, { state: "due" }]);
      expect(await setup.budget()).toEqual({ [JUNE]: budget, [`${JUNE} dep`]: budget });
      const counted = { sent: 0, unknown: 0, refused: 0, skipped: {} };
      const one = state === "skipped" ? { skipped: { snoozed: 1 } } : { [state]: 1 };
      expect(figures(await ledger.runOf("r"))).toEqual({ ...counted, ...one });
      expect((await claim(9, AT + HOUR)).reminders).toEqual([]);
    });

    it("puts off what was not tried, and tries again what was", async () => {
      await setup.addRun("dep", { id: "r", people: 1 });
      const first = await claim(1);
      await settle(first.token, first.reminders, { type: "later", at: AT + MINUTE });
      expect((await claim(1, AT + MINUTE - 1)).reminders).toEqual([]);
      await sendAll({ type: "again", at: AT + 3 * MINUTE, mayHaveArrived: true }, AT + MINUTE);
      expect(await setup.messages("r")).toMatchObject([
        { state: "due", dueAt: AT + 3 * MINUTE, attempts: 1, firstAttemptAt: AT + MINUTE },
      ]);
      expect(await setup.budget()).toEqual({ [JUNE]: [1, 0], [`${JUNE} dep`]: [1, 0] });
    });

    it("forgets a first attempt that cannot have arrived, and no earlier one", async () => {
      await setup.addRun("dep", { id: "r", people: 1 });
      const inVain = { type: "again", at: AT + MINUTE, mayHaveArrived: false } as const;
      await sendAll(inVain);
      expect(await setup.messages("r")).toMatchObject([{ attempts: 1, firstAttemptAt: null }]);
      await sendAll({ ...inVain, at: AT + 2 * MINUTE, mayHaveArrived: true }, AT + MINUTE);
      await sendAll({ ...inVain, at: AT + 3 * MINUTE }, AT + 2 * MINUTE);
      expect(await setup.messages("r")).toMatchObject([{ attempts: 3, firstAttemptAt: AT + MINUTE }]);
    });

    it("hears nothing of a claimer whose lease is over and whose messages are another's", async () => {
      await setup.addRun("dep", { id: "r", people: 1 });
      const first = await claim(1);
      const second = await claim(1, AT + LEASE, setup.other);
      expect(await prepare(first.token, first.reminders, AT + LEASE)).toEqual([]);
      await settle(first.token, first.reminders, { type: "refused" }, AT + LEASE);
      expect(await statesOf("r")).toEqual([["r-0", "sending", null]]);
      await settle(second.token, second.reminders, { type: "sent" }, AT + LEASE);
      await settle(second.token, second.reminders, { type: "refused" }, AT + LEASE);
      expect(await statesOf("r")).toEqual([["r-0", "sent", null]]);
      expect(await setup.budget()).toEqual({ [JUNE]: [0, 1], [`${JUNE} dep`]: [0, 1] });
    });

    it("counts a message once that is named twice", async () => {
      await setup.addRun("dep", { id: "r", people: 1 });
      const { token, reminders } = await claim(1);
      await settle(token, [...reminders, ...reminders], { type: "sent" });
      expect(figures(await ledger.runOf("r"))).toMatchObject({ sent: 1 });
    });

    it("finishes the figures of a run that was stopped meanwhile", async () => {
      await setup.addRun("dep", { id: "r", people: 4, reporter: "U-hr" });
      const first = await claim(1);
      await prepare(first.token, first.reminders);
      const second = await claim(2);
      await prepare(second.token, second.reminders.slice(0, 1));
      await setup.steer("dep", "r", "stop", AT);
      await settle(first.token, first.reminders, { type: "sent" });
      await settle(second.token, second.reminders.slice(0, 1), {
        type: "again",
        at: AT + 1,
        mayHaveArrived: true,
      });
      await settle(second.token, second.reminders.slice(1), { type: "later", at: AT + 1 });
      expect(figures(await ledger.runOf("r"))).toEqual({
        sent: 1,
        unknown: 1,
        refused: 0,
        skipped: { stopped: 2 },
      });
      expect(await setup.budget()).toEqual({ [JUNE]: [0, 2], [`${JUNE} dep`]: [0, 2] });
    });
  });

  describe("giving up", () => {
    it("makes unknown what was first tried too long ago, whatever becomes of its run", async () => {
      for (const id of ["a", "b", "c"]) await setup.addRun("dep", { id, people: 1 });
      await setup.addRun("dep", { id: "untried", people: 1 });
      const tried = await claim(4);
      const keys = tried.reminders.filter(({ run }) => run !== "untried");
      await prepare(tried.token, keys);
      await settle(tried.token, tried.reminders, { type: "again", at: AT + MINUTE, mayHaveArrived: true });
      await setup.steer("dep", "b", "pause", AT);
      expect(await ledger.expire(23 * HOUR, AT + 23 * HOUR)).toBe(0);
      const living = await claim(1, AT + 23 * HOUR);
      expect(living.reminders).toMatchObject([{ run: "a" }]);
      expect(await ledger.expire(23 * HOUR, AT + 23 * HOUR + 1)).toBe(2);
      expect(await ledger.expire(23 * HOUR, AT + 23 * HOUR + 1)).toBe(0);
      expect(await statesOf("b")).toEqual([["b-0", "unknown", null]]);
      expect(await statesOf("untried")).toEqual([["untried-0", "due", null]]);
      expect(await ledger.expire(23 * HOUR, AT + 24 * HOUR)).toBe(1);
      expect(await setup.budget()).toEqual({ [JUNE]: [1, 3], [`${JUNE} dep`]: [1, 3] });
      expect(figures(await ledger.runOf("c"))).toMatchObject({ unknown: 1 });
    });

    it("settles what claimers that are gone left open in a run that was stopped", async () => {
      await setup.addRun("dep", { id: "r", people: 2 });
      const { token, reminders } = await claim(2);
      await prepare(token, reminders.slice(0, 1));
      await setup.steer("dep", "r", "stop", AT);
      await ledger.expire(23 * HOUR, AT + LEASE - 1);
      expect((await statesOf("r")).map(([, state]) => state)).toEqual(["sending", "sending"]);
      expect(await ledger.expire(23 * HOUR, AT + LEASE)).toBe(0);
      expect((await statesOf("r")).map(([, state]) => state).toSorted()).toEqual(["skipped", "unknown"]);
      expect(await setup.budget()).toEqual({ [JUNE]: [0, 1], [`${JUNE} dep`]: [0, 1] });
    });
  });

  describe("moving on", () => {
    const advance = async (at = AT, from = ledger) =>
      (await from.advance(at)).map(({ run, change, reporter }) => [
        run.id,
        change,
        run.state,
        run.stage,
        reporter,
      ]);

    it("goes stage by stage, then ends with a report to whoever started it", async () => {
      await setup.addRun("dep", { id: "r", people: 3, stages: [1, 2], reporter: "U-hr" });
      expect(await advance()).toEqual([]);
      expect(membersOf(await sendAll({ type: "sent" }))).toEqual(["r-0"]);
      expect(await advance()).toEqual([["r", "stage", "sending", 2, "U-hr"]]);
      expect(await advance()).toEqual([]);
      expect(membersOf(await sendAll({ type: "sent" }))).toEqual(["r-1", "r-2"]);
      expect(await advance(AT + 7)).toEqual([["r", "done", "done", 2, "U-hr"]]);
      expect(await ledger.runOf("r")).toMatchObject({ endedAt: AT + 7, sent: 3 });
      const report = { run: "r", member: "", kind: "report", personId: "U-hr", facts: null, stoppedAt: null };
      const { token, reminders } = await claim(9, AT + 7);
      expect(reminders).toMatchObject([report]);
      expect(await prepare(token, reminders, AT + 7)).toEqual([{ run: "r", member: "" }]);
      await settle(token, reminders, { type: "sent" }, AT + 7);
      expect(await setup.budget()).toEqual({ [JUNE]: [0, 4], [`${JUNE} dep`]: [0, 4] });
      expect(await ledger.runOf("r")).toMatchObject({ sent: 3 });
    });

    it("does not hold a stage for somebody who is busy in the chat, but does not end without them", async () => {
      await setup.addRun("dep", { id: "r", people: 3, stages: [2, 1] });
      const { token, reminders } = await claim(9);
      await settle(token, reminders.slice(0, 1), { type: "sent" });
      expect(await advance()).toEqual([]);
      await settle(token, reminders.slice(1), { type: "later", at: AT + HOUR });
      expect(await advance()).toEqual([["r", "stage", "sending", 2, null]]);
      expect(membersOf(await sendAll({ type: "sent" }))).toEqual(["r-2"]);
      expect(await advance()).toEqual([]);
      expect(membersOf(await sendAll({ type: "sent" }, AT + HOUR))).toEqual(["r-1"]);
      expect(await advance(AT + HOUR)).toEqual([["r", "done", "done", 2, null]]);
    });

    it("holds a stage while many of it have to be tried again, and not for a few", async () => {
      await setup.addRun("dep", { id: "many", people: 7, stages: [6, 1] });
      await sendAll({ type: "again", at: AT + HOUR, mayHaveArrived: true });
      expect(await advance()).toEqual([]);
      await setup.addRun("dep", { id: "few", people: 5, stages: [4, 1] });
      await sendAll({ type: "again", at: AT + HOUR, mayHaveArrived: true });
      expect(await advance()).toEqual([["few", "stage", "sending", 2, null]]);
    });

    it("reports to nobody where nobody wants it", async () => {
      await setup.addRun("dep", { id: "r", people: 1 });
      await sendAll({ type: "sent" });
      expect(await advance()).toEqual([["r", "done", "done", 1, null]]);
      expect(await setup.messages("r")).toHaveLength(1);
    });

    it("holds a run once a stage when too many were refused", async () => {
      await setup.addRun("dep", { id: "r", people: 101, stages: [100, 1], reporter: "U-hr" });
      const { token, reminders } = await claim(200);
      await settle(token, reminders.slice(0, 6), { type: "refused" });
      await settle(token, reminders.slice(6), { type: "sent" });
      expect(await advance()).toEqual([["r", "paused", "paused", 1, "U-hr"]]);
      expect(await ledger.runOf("r")).toMatchObject({ pauseReason: "trouble" });
      expect(await advance()).toEqual([]);
      await setup.steer("dep", "r", "resume", AT);
      expect(await advance()).toEqual([["r", "stage", "sending", 2, "U-hr"]]);
    });

    it.each([
      ["are one in twenty", 100, 5],
      ["are four", 8, 4],
    ])("goes on when those who were refused %s", async (_, people, refused) => {
      await setup.addRun("dep", { id: "r", people: people + 1, stages: [people, 1] });
      const { token, reminders } = await claim(200);
      await settle(token, reminders.slice(0, refused), { type: "refused" });
      await settle(token, reminders.slice(refused), { type: "sent" });
      expect(await advance()).toEqual([["r", "stage", "sending", 2, null]]);
    });

    it("is done by one of those who try at once", async () => {
      await setup.addRun("dep", { id: "r", people: 3, stages: [1, 1, 1] });
      await sendAll({ type: "sent" });
      const all = await Promise.all([
        advance(),
        advance(AT, setup.other),
        advance(),
        advance(AT, setup.other),
      ]);
      expect(all.flat()).toEqual([["r", "stage", "sending", 2, null]]);
    });

    it("leaves runs alone that wait for their time, are paused or have messages open", async () => {
      await setup.addRun("dep", { id: "waits", people: 0, startsAt: AT + 1 });
      await setup.addRun("dep", { id: "paused", people: 0, state: "paused" });
      await setup.addRun("dep", { id: "claimed", people: 1 });
      await claim(9);
      expect(await advance()).toEqual([]);
    });
  });

  describe("a month that is used up", () => {
    it("pauses what is sending and tells whom to tell", async () => {
      await setup.addRun("dep", { id: "r", people: 1, reporter: "U-hr" });
      await setup.addRun("dep", { id: "waits", people: 1, startsAt: AT + 1 });
      await setup.addRun("dep", { id: "through", people: 0 });
      const paused = await ledger.pauseForQuota(AT);
      expect(paused).toMatchObject([
        { run: { id: "r", state: "paused", pauseReason: "quota" }, reporter: "U-hr" },
      ]);
      expect(await ledger.pauseForQuota(AT)).toEqual([]);
      expect((await claim(9)).reminders).toEqual([]);
    });

    it("is left behind with what was promised and not sent, by runs that send and by reports", async () => {
      await setup.addRun("dep", { id: "r", people: 3, reporter: "U-hr" });
      await setup.addRun("dep", { id: "paused", people: 1, state: "paused" });
      const first = await claim(1);
      await settle(first.token, first.reminders, { type: "sent" });
      const moved = await ledger.claim({ count: 9, leaseMs: LEASE, at: AT, period: JULY });
      expect(moved).toMatchObject({ reminders: [{}, {}], paused: [] });
      expect(await setup.budget()).toEqual({
        [JUNE]: [1, 1],
        [`${JUNE} dep`]: [1, 1],
        [JULY]: [3, 0],
        [`${JULY} dep`]: [3, 0],
      });
      await settle(moved.token, moved.reminders, { type: "sent" });
      await ledger.advance(AT);
      const august = await ledger.claim({ count: 9, leaseMs: LEASE, at: AT, period: "2026-08" });
      await settle(august.token, august.reminders, { type: "sent" });
      expect(await setup.budget()).toMatchObject({ [JUNE]: [1, 1], [JULY]: [0, 2], "2026-08": [0, 1] });
    });

    it("is never gone back to", async () => {
      await setup.addRun("dep", { id: "r", people: 1, period: JULY });
      await ledger.claim({ count: 9, leaseMs: LEASE, at: AT, period: JUNE });
      expect(await setup.budget()).toEqual({ [JULY]: [1, 0], [`${JULY} dep`]: [1, 0] });
    });

    it("is not followed by more than the organisation may send in the next", async () => {
      await setup.addOrganisation("small", 3);
      await setup.addRun("small", { id: "fits", people: 2, reporter: "U-hr" });
      await setup.addRun("small", { id: "too-many", people: 1, reporter: "U-hr" });
      const claimed = await ledger.claim({ count: 9, leaseMs: LEASE, at: AT, period: JULY });
      expect(membersOf(claimed.reminders)).toEqual(["fits-0", "fits-1"]);
      expect(claimed.paused).toMatchObject([
        { run: { id: "too-many", state: "paused", pauseReason: "quota" }, reporter: "U-hr" },
      ]);
      expect(await setup.budget()).toMatchObject({ [`${JUNE} small`]: [2, 0], [`${JULY} small`]: [3, 0] });
    });
  });

  it("adds up whatever happens: nothing stays promised, and what may have arrived counts as sent", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(STEP, { maxLength: 12 }), async (steps) => {
        await setup.clear();
        await setup.addOrganisation("dep");
        await setup.addRun("dep", { id: "a", people: 6, stages: [2, 4], reporter: "U-hr" });
        await setup.addRun("dep", { id: "b", people: 3 });
        let at = AT;
        let period = JUNE;
        for (const step of steps) {
          at += step.minutes * MINUTE;
          if (step.meanwhile === "july") period = JULY;
          await go(step, at, period);
        }
        await finish(at + HOUR);
        await addsUp();
      }),
      { numRuns: 25 },
    );
  });

  async function go(step: Step, at: number, period: string): Promise<void> {
    const { token, reminders } = await ledger.claim({ count: step.count, leaseMs: LEASE, at, period });
    if (step.isPrepared) await prepare(token, reminders, at);
    await happen(step, at);
    if (step.isLost) return;
    const told = reminders.map(({ run, member }, place) => ({
      run,
      member,
      outcome: step.outcomes[place] ?? { type: "sent" as const },
    }));
    await ledger.settle(token, told, at);
  }

  async function happen({ meanwhile, run }: Step, at: number): Promise<void> {
    if (meanwhile === "advance") await ledger.advance(at);
    else if (meanwhile === "expire") await ledger.expire(MINUTE, at);
    else if (meanwhile !== "nothing" && meanwhile !== "july") await setup.steer("dep", run, meanwhile, at);
  }

  /** Lets everything that is still open come to its end. */
  async function finish(from: number): Promise<void> {
    let at = from;
    for (let round = 0; round < 6; round += 1) {
      at += HOUR;
      for (const run of ["a", "b"]) await setup.steer("dep", run, "resume", at);
      await sendAll({ type: "sent" }, at);
      await ledger.expire(0, at + LEASE);
      await ledger.advance(at);
    }
  }

  async function addsUp(): Promise<void> {
    const all = [...(await setup.messages("a")), ...(await setup.messages("b"))];
    expect(all.filter(({ state }) => state === "due" || state === "sending")).toEqual([]);
    const used = all.filter(({ state }) => state === "sent" || state === "unknown").length;
    const months = Object.entries(await setup.budget());
    const whole = months.filter(([name]) => !name.endsWith("dep"));
    const own = months.filter(([name]) => name.endsWith("dep"));
    for (const of of [whole, own]) expect(of.map(([, [reserved]]) => reserved)).toEqual(of.map(() => 0));
    for (const of of [whole, own]) expect(sumOf(of.map(([, [, sent]]) => sent))).toBe(used);
    for (const id of ["a", "b"]) await countsAsKept(id);
  }

  async function countsAsKept(id: string): Promise<void> {
    const reminders = (await setup.messages(id)).filter(({ member }) => member !== "");
    const run = await ledger.runOf(id);
    const counted = [run?.sent, run?.unknown, run?.refused, sumOf(Object.values(run?.skipped ?? {}))];
    const states = ["sent", "unknown", "refused", "skipped"];
    expect(counted).toEqual(states.map((name) => reminders.filter(({ state }) => state === name).length));
  }
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

const OUTCOME: fc.Arbitrary<ReminderOutcome> = fc.oneof(
  fc.constantFrom<ReminderOutcome>({ type: "sent" }, { type: "unknown" }, { type: "refused" }),
  fc.constantFrom<ReminderOutcome>(
    { type: "skipped", reason: "snoozed" },
    { type: "skipped", reason: "not_linked" },
    { type: "later", at: AT + MINUTE },
  ),
  fc.boolean().map<ReminderOutcome>((mayHaveArrived) => ({ type: "again", at: AT + MINUTE, mayHaveArrived })),
);

/** What a worker does with a claim, and what happens before it settles. */
interface Step {
  readonly count: number;
  /** Since the step before. */
  readonly minutes: number;
  readonly outcomes: readonly ReminderOutcome[];
  readonly isPrepared: boolean;
  /** It never settles. */
  readonly isLost: boolean;
  readonly meanwhile: Steering | "advance" | "expire" | "july" | "nothing";
  readonly run: "a" | "b";
}

const STEP: fc.Arbitrary<Step> = fc.record({
  count: fc.integer({ min: 1, max: 6 }),
  minutes: fc.integer({ min: 0, max: 4 }),
  outcomes: fc.array(OUTCOME, { minLength: 6, maxLength: 6 }),
  isPrepared: fc.boolean(),
  isLost: fc.boolean(),
  meanwhile: fc.constantFrom<Step["meanwhile"]>(
    "pause",
    "resume",
    "resume",
    "stop",
    "advance",
    "expire",
    "july",
    "nothing",
  ),
  run: fc.constantFrom("a", "b"),
});

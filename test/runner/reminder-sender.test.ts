import express from "express";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadTemplates } from "../../src/content/load-templates.ts";
import { USUAL_RULES } from "../../src/core/reminder/reminder-policy.ts";
import { LocalRateLimiter } from "../../src/jobs/local-rate-limiter.ts";
import { fixedToken } from "../../src/line/channel-access-token.ts";
import { LinePushSender } from "../../src/line/line-push-sender.ts";
import { createMessageRenderer } from "../../src/line/render-message.ts";
import { UnavailableError } from "../../src/runner/ports.ts";
import { ReminderSender, type ReminderSenderParts } from "../../src/runner/reminder-sender.ts";
import type { ClaimedReminder, PausedRun } from "../../src/runner/reminders.ts";
import { retryKeyFor } from "../../src/runner/retry-key.ts";
import { createLineStandIn, type LineStandIn } from "../../src/simulator/line-stand-in.ts";
import type { ApiEntry } from "../../src/simulator/traffic-log.ts";
import { listen, type RunningServer } from "../../src/web/http-server.ts";
import { content } from "../support/builders.ts";
import { FakeSessions } from "../support/fakes.ts";
import { DUE, dueReminder, type LedgerRow, MemoryLedger } from "../support/memory-ledger.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A Monday in sending hours. */
const MONDAY_10 = Date.parse("2026-11-23T10:00:00+07:00");
const LEASE_MS = 60_000;
/** Longer than an answer takes, however busy the machine is. */
const PATIENT_MS = 20_000;
/** For calls that hang on purpose. */
const IMPATIENT = { timeoutMs: 1_000 };
const CALENDAR = { years: [2026, 2027], holidays: new Set(["2026-12-10"]) };

const personOf = (number: number) => `U${number.toString(16).padStart(32, "0")}`;
const CARD = { type: "flex" };

let line: LineStandIn;
let server: RunningServer;

beforeEach(async () => {
  line = createLineStandIn({
    channelSecret: "fictional-secret",
    accessToken: "fictional-token",
    webhookUrl: "http://127.0.0.1:1/webhook",
    clock: () => MONDAY_10,
  });
  server = await listen(express().use(line.router), 0, "127.0.0.1");
});

afterEach(async () => {
  line.close();
  await server.close();
});

/** People who have added the account. */
function addPeople(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const userId = personOf(index + 1);
    line.people.add({ displayName: `คนสมมติ ${index + 1}`, userId });
    line.inside.book.setFriendship(userId, "following");
    return userId;
  });
}

interface World {
  readonly ledger: MemoryLedger;
  readonly sessions: FakeSessions;
  readonly clock: { at: number; now(): number };
  readonly paused: PausedRun[];
  readonly lines: string[];
  readonly sender: (
    over?: Partial<ReminderSenderParts>,
    options?: { timeoutMs?: number; batch?: number },
  ) => ReminderSender;
}

function world(reminders: readonly ClaimedReminder[]): World {
  const ledger = new MemoryLedger(reminders);
  const sessions = new FakeSessions();
  const paused: PausedRun[] = [];
  const lines: string[] = [];
  const note = (fields: object, message: string) => void lines.push(JSON.stringify({ ...fields, message }));
  const log = { info: note, warn: note, error: note };
  const clock = { at: MONDAY_10, now: () => clock.at };
  const pusher = new LinePushSender({
    tokens: fixedToken("fictional-token"),
    apiBaseURL: `http://127.0.0.1:${server.port}`,
    render: createMessageRenderer(loadTemplates(), log),
    log,
  });
  const parts: ReminderSenderParts = {
    ledger,
    sessions,
    pusher,
    limiter: new LocalRateLimiter(1_800),
    clock,
    log,
    content,
    rules: USUAL_RULES,
    calendar: CALENDAR,
    periodOf: () => "2026-11",
    onPaused: async (run) => void paused.push(run),
  };
  const sender: World["sender"] = (over = {}, options = {}) =>
    new ReminderSender(
      { ...parts, ...over },
      { timeoutMs: PATIENT_MS, leaseMs: LEASE_MS, pollMs: 5, ...options },
    );
  return { ledger, sessions, clock, paused, lines, sender };
}

/** Every call that pushed something, as the stand-in has it. */
function pushes(): ApiEntry[] {
  return line.log.calls().filter(({ endpoint }) => endpoint.endsWith("/message/push"));
}

/** How many messages everybody got, who got any. */
function received(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { recipients, accepted } of pushes()) {
    for (const id of accepted ? recipients : []) counts[id] = (counts[id] ?? 0) + 1;
  }
  return counts;
}

/** Lets whatever waits for a later attempt be due. */
function wait(rows: readonly LedgerRow[], clock: { at: number }): void {
  clock.at = Math.max(...rows.map(({ at }) => at));
}

test("everybody who is due gets one message with the retry key of run and person, and it is settled", async () => {
  const people = addPeople(3);
  const { ledger, sender } = world(people.map((id) => dueReminder(id)));
  expect(await sender().pass()).toBe(3);
  expect(ledger.states()).toEqual(["sent", "sent", "sent"]);
  expect(received()).toEqual(Object.fromEntries(people.map((id) => [id, 1])));
  const keys = await Promise.all(ledger.rows.map(({ reminder }) => retryKeyFor(`run-1:${reminder.member}`)));
  expect(pushes().map(({ retryKey }) => retryKey)).toEqual(keys);
  expect(pushes().map(({ messages }) => messages)).toEqual([
    [expect.objectContaining(CARD)],
    [expect.objectContaining(CARD)],
    [expect.objectContaining(CARD)],
  ]);
  expect(line.log.rejected()).toEqual([]);
});

test("somebody in the middle is led back to the very question they stopped at", async () => {
  const [person = ""] = addPeople(1);
  const items = ["DS100", "DS200", "DS300"];
  const stoppedAt = { assessment: "E0004", items, rated: ["DS100"] };
  const { sender } = world([dueReminder(person, { facts: { ...DUE, isUnderWay: true }, stoppedAt })]);
  await sender().pass();
  expect(JSON.stringify(pushes()[0]?.messages)).toContain("resume|E0004|DS200");
});

describe("one message arrives, and one only, when LINE", () => {
  for (const fault of ["accept_then_hang", "accept_then_500", "hang", "500", "429"] as const) {
    test(`answers the first attempt with ${fault}`, async () => {
      const [person = ""] = addPeople(1);
      const { ledger, clock, sender } = world([dueReminder(person)]);
      line.controls.failNext(1, fault);
      await sender({}, IMPATIENT).pass();
      expect(ledger.states()).toEqual(["due"]);
      wait(ledger.rows, clock);
      await sender().pass();
      expect(ledger.states()).toEqual(["sent"]);
      expect(received()).toEqual({ [person]: 1 });
      const [first, second] = pushes();
      expect(second?.retryKey).toBe(first?.retryKey);
    });
  }

  test("takes a body that was stored before and may have arrived", async () => {
    const [person = ""] = addPeople(1);
    const body = JSON.stringify([{ type: "text", text: "ข้อความเดิม" }]);
    const prepared = { retryKey: await retryKeyFor("first"), text: "greeting" as const, body };
    const { sender } = world([dueReminder(person, { firstAttemptAt: MONDAY_10 - 1, prepared, attempts: 1 })]);
    await sender().pass();
    expect(pushes().map(({ messages, retryKey }) => [messages, retryKey])).toEqual([
      [[{ type: "text", text: "ข้อความเดิม" }], prepared.retryKey],
    ]);
  });
});

test("what certainly has not arrived counts as never tried", async () => {
  const [person = ""] = addPeople(1);
  const { ledger, sender } = world([dueReminder(person)]);
  line.controls.failNext(1, "429");
  await sender().pass();
  expect(ledger.rows.map(({ state, firstAttemptAt }) => ({ state, firstAttemptAt }))).toEqual([
    { state: "due", firstAttemptAt: null },
  ]);
});

test("a person LINE does not know is refused and not tried again", async () => {
  const { ledger, sender } = world([dueReminder(personOf(77))]);
  await sender().pass();
  expect(ledger.states()).toEqual(["refused"]);
});

test("a refusal after an attempt that may have arrived leaves it open what arrived", async () => {
  const { ledger, sender } = world([dueReminder(personOf(77), { firstAttemptAt: MONDAY_10 - MINUTE_MS })]);
  await sender().pass();
  expect(ledger.states()).toEqual(["unknown"]);
});

test("with the month's messages used up the run pauses itself, and whoever started it is told", async () => {
  const people = addPeople(40);
  line.controls.set({ quota: 25 });
  const { ledger, paused, lines, sender } = world(people.map((id) => dueReminder(id)));
  ledger.reporter = "U-hr";
  await sender({}, { batch: 40 }).pass();
  const states = ledger.states();
  expect(states.filter((state) => state === "sent").length).toBe(25);
  expect(states.filter((state) => state === "due").length).toBe(15);
  expect(paused.map(({ run, reporter }) => [run.pauseReason, reporter])).toEqual([["quota", "U-hr"]]);
  expect(lines.filter((text) => text.includes("has paused")).length).toBe(1);
  expect(lines.join()).not.toMatch(/U0000|member-/u);
  expect(await sender().pass()).toBe(0);
});

describe("nothing is pushed", () => {
  for (const [what, at] of [
    ["before sending hours", "2026-11-23T08:29:59+07:00"],
    ["after sending hours", "2026-11-23T16:30:00+07:00"],
    ["on a Sunday", "2026-11-22T10:00:00+07:00"],
    ["on a public holiday", "2026-12-10T10:00:00+07:00"],
    ["in a year whose holidays nobody has confirmed", "2028-03-01T10:00:00+07:00"],
  ] as const) {
    test(what, async () => {
      const [person = ""] = addPeople(1);
      const { ledger, clock, sender } = world([dueReminder(person)]);
      clock.at = Date.parse(at);
      expect(await sender().pass()).toBe(0);
      expect([ledger.states(), pushes()]).toEqual([["due"], []]);
    });
  }

  for (const [what, facts, state] of [
    ["has completed since it was planned", { isCompleted: true }, "skipped completed"],
    ["has opted out since", { choice: { ...DUE.choice, stoppedFor: "always" } }, "skipped opted_out"],
    ["has blocked the account since", { isReachable: false }, "skipped blocked"],
    ["is of a round that has closed", { isRoundOpen: false }, "skipped round_closed"],
  ] as const) {
    test(`to somebody who ${what}`, async () => {
      const [person = ""] = addPeople(1);
      const { ledger, sender } = world([dueReminder(person, { facts: { ...DUE, ...facts } })]);
      await sender().pass();
      expect([ledger.states(), pushes()]).toEqual([[state], []]);
    });
  }

  test("to somebody who did something less than an hour ago; an hour after it is", async () => {
    const [person = ""] = addPeople(1);
    const { ledger, sessions, clock, sender } = world([dueReminder(person)]);
    const activeAt = MONDAY_10 - 10 * MINUTE_MS;
    sessions.values.set(person, { revision: 1, recentEvents: [{ id: "E1", at: activeAt }] });
    await sender().pass();
    expect([ledger.rows.map(({ state, at }) => [state, at]), pushes()]).toEqual([
      [["due", activeAt + HOUR_MS]],
      [],
    ]);
    wait(ledger.rows, clock);
    await sender().pass();
    expect(ledger.states()).toEqual(["sent"]);
  });

  test("to whoever started the run and is in the chat just then: their report does not wait for it", async () => {
    const [person = ""] = addPeople(1);
    const { ledger, sessions, sender } = world([dueReminder(person, { isReporter: true })]);
    sessions.values.set(person, { revision: 1, recentEvents: [{ id: "E1", at: MONDAY_10 - MINUTE_MS }] });
    await sender().pass();
    expect([ledger.states(), pushes()]).toEqual([["skipped too_soon"], []]);
  });

  test("of a run that was paused between claiming and pushing", async () => {
    const [person = ""] = addPeople(1);
    const { ledger, sender } = world([dueReminder(person)]);
    ledger.before = (call) => {
      ledger.isPaused ||= call === "prepare";
    };
    await sender().pass();
    expect(pushes()).toEqual([]);
  });

  test("by a worker whose claim is nearly over", async () => {
    const [person = ""] = addPeople(1);
    const { ledger, clock, sender } = world([dueReminder(person)]);
    ledger.before = (call) => {
      if (call === "prepare") clock.at += LEASE_MS - 1_000;
    };
    await sender().pass();
    expect([ledger.states(), pushes()]).toEqual([["due"], []]);
  });

  test("when sending hours end between claiming and pushing", async () => {
    const [person = ""] = addPeople(1);
    const { ledger, clock, sender } = world([dueReminder(person)]);
    clock.at = Date.parse("2026-11-23T16:29:59+07:00");
    ledger.before = (call) => {
      if (call === "prepare") clock.at += 2_000;
    };
    await sender().pass();
    const tomorrow = Date.parse("2026-11-24T08:30:00+07:00");
    expect([ledger.rows.map(({ state, at }) => [state, at]), pushes()]).toEqual([[["due", tomorrow]], []]);
  });
});

test("somebody who completed after an attempt that may have arrived counts as unknown", async () => {
  const [person = ""] = addPeople(1);
  const facts = { ...DUE, isCompleted: true };
  const { ledger, sender } = world([dueReminder(person, { facts, firstAttemptAt: MONDAY_10 - MINUTE_MS })]);
  await sender().pass();
  expect([ledger.states(), pushes()]).toEqual([["unknown"], []]);
});

test("attempts that stay unclear follow each other ever more slowly, and end after 23 hours", async () => {
  const [person = ""] = addPeople(1);
  const { ledger, clock, sender } = world([dueReminder(person)]);
  line.controls.setPushFaults({ seed: 1, rates: { accept_then_500: 0.5, "500": 0.5 } });
  const pauses: number[] = [];
  for (let attempt = 0; attempt < 100 && ledger.states()[0] === "due"; attempt++) {
    await sender().pass();
    const [row] = ledger.rows;
    if (row && row.at > clock.at) pauses.push(row.at - clock.at);
    wait(ledger.rows, clock);
  }
  expect(ledger.states()).toEqual(["unknown"]);
  expect(clock.at).toBeGreaterThanOrEqual(MONDAY_10 + 22 * HOUR_MS);
  const [first = 0, second = 0, third = 0] = pauses;
  expect([first >= 20_000 && first <= 40_000, second >= 45_000, third >= 90_000]).toEqual([true, true, true]);
  expect(received()).toEqual({ [person]: 1 });
});

test("what may have arrived 23 hours ago is given up, whatever the hour and whenever it was due", async () => {
  const firstAttemptAt = Date.parse("2026-11-23T10:00:00+07:00");
  const { ledger, clock, sender } = world([dueReminder(personOf(1), { firstAttemptAt })]);
  for (const row of ledger.rows) row.at = Number.POSITIVE_INFINITY;
  clock.at = firstAttemptAt + 23 * HOUR_MS - 1;
  await sender().pass();
  expect(ledger.states()).toEqual(["due"]);
  clock.at += 1;
  await sender().pass();
  expect(ledger.states()).toEqual(["unknown"]);
});

describe("a worker that dies", () => {
  test("between storing a message and settling it leaves it to the next, and one message arrives", async () => {
    const people = addPeople(5);
    const { ledger, clock, sender } = world(people.map((id) => dueReminder(id)));
    ledger.before = (call) => {
      if (call === "settle") throw new Error("killed");
    };
    await sender().pass();
    expect(ledger.states()).toEqual(Array(5).fill("sending"));
    ledger.before = () => {};
    expect(await sender().pass()).toBe(0);
    clock.at += LEASE_MS;
    await sender().pass();
    expect(ledger.states()).toEqual(Array(5).fill("sent"));
    expect(received()).toEqual(Object.fromEntries(people.map((id) => [id, 1])));
    expect(pushes().map(({ status }) => status)).toEqual([...Array(5).fill(200), ...Array(5).fill(409)]);
  });

  test("before anything was stored has pushed nothing", async () => {
    const [person = ""] = addPeople(1);
    const { ledger, sender } = world([dueReminder(person)]);
    ledger.before = (call) => {
      if (call === "prepare") throw new Error("killed");
    };
    await sender().pass();
    expect([ledger.states(), pushes()]).toEqual([["sending"], []]);
  });
});

test("stores that are away for a moment are waited for", async () => {
  const [person = ""] = addPeople(1);
  const { ledger, sender } = world([dueReminder(person)]);
  const away = new Set(["prepare", "settle"]);
  ledger.before = (call) => {
    if (away.delete(call)) throw new UnavailableError("database");
  };
  await sender().pass();
  expect([ledger.states(), received()]).toEqual([["sent"], { [person]: 1 }]);
});

test("a limiter that is away holds everything up, and nothing is lost", async () => {
  const [person = ""] = addPeople(1);
  const { ledger, sender } = world([dueReminder(person)]);
  const answers = [new UnavailableError("redis")];
  const limiter = {
    atOnce: 5,
    take: async () => {
      const trouble = answers.shift();
      if (trouble) throw trouble;
      return 0;
    },
    hold: async () => {},
  };
  await sender({ limiter }).pass();
  expect(ledger.states()).toEqual(["sent"]);
});

test("stopping finishes what is in hand; the rest stays for others", async () => {
  const people = addPeople(300);
  const { ledger, sender } = world(people.map((id) => dueReminder(id)));
  const working = sender({}, { batch: 10 });
  working.start();
  await line.log.waitFor((entry) => entry.kind === "api" && entry.accepted);
  await working.stop();
  const counts = Object.groupBy(ledger.states(), (state) => state);
  expect(Object.keys(counts).filter((state) => state !== "sent" && state !== "due")).toEqual([]);
  expect(Object.keys(received()).length).toBe(counts.sent?.length);
  const other = sender();
  while ((await other.pass()) > 0);
  expect(received()).toEqual(Object.fromEntries(people.map((id) => [id, 1])));
});

test("two workers side by side, LINE failing at random: everybody gets one message", async () => {
  const people = addPeople(300);
  const { ledger, clock, sender } = world(people.map((id) => dueReminder(id)));
  line.controls.setPushFaults({
    seed: 7,
    rates: { "500": 0.05, "429": 0.02, accept_then_500: 0.05, accept_then_hang: 0.01, hang: 0.01 },
  });
  const options = { ...IMPATIENT, batch: 40 };
  const [one, other] = [sender({}, options), sender({}, options)];
  for (let round = 0; round < 40 && ledger.states().some((state) => state !== "sent"); round++) {
    await Promise.all([one.pass(), other.pass()]);
    clock.at += 10 * MINUTE_MS;
  }
  expect(new Set(ledger.states())).toEqual(new Set(["sent"]));
  expect(received()).toEqual(Object.fromEntries(people.map((id) => [id, 1])));
});

test("the report goes to whoever started the run, also when it is over", async () => {
  const [hr = ""] = addPeople(1);
  const { ledger, sender } = world([dueReminder(hr, { kind: "report", member: "", facts: null })]);
  await sender().pass();
  expect([ledger.states(), ledger.rows[0]?.prepared?.text, received()]).toEqual([
    ["sent"],
    "report",
    { [hr]: 1 },
  ]);
});

test("a message that cannot be shown waits and keeps nobody else waiting", async () => {
  const [one = "", other = ""] = addPeople(2);
  const { ledger, lines, sender } = world([
    dueReminder(one, { stoppedAt: { assessment: "E1", items: null, rated: [] } as never }),
    dueReminder(other),
  ]);
  await sender().pass();
  expect(ledger.states()).toEqual(["due", "sent"]);
  expect(lines.filter((text) => text.includes("cannot be written")).length).toBe(1);
});

test("whatever waited for its turn until it was too late for it makes room for more", async () => {
  const people = addPeople(6);
  const { ledger, clock, sender } = world(people.map((id) => dueReminder(id)));
  let asked = 0;
  let isShut = true;
  const limiter = new LocalRateLimiter(1_800);
  const take = async (count: number) => {
    asked += 1;
    return isShut ? 1 : limiter.take(count);
  };
  const one = sender({ limiter: { atOnce: 20, take, hold: async () => {} } }, { batch: 2 });
  one.start();
  // Two batches are in hand and nobody claims a third.
  await expect.poll(() => asked, { timeout: 10_000 }).toBeGreaterThan(5);
  clock.at += LEASE_MS;
  isShut = false;
  const states = () => {
    // What goes back to the ledger is due again a little later.
    clock.at += 2_000;
    return ledger.states();
  };
  await expect.poll(states, { timeout: 10_000 }).toEqual(people.map(() => "sent"));
  await one.stop();
  expect(received()).toEqual(Object.fromEntries(people.map((id) => [id, 1])));
});

test("a slow rate is kept: no more begin at once than it allows", async () => {
  const people = addPeople(12);
  const { ledger, sender } = world(people.map((id) => dueReminder(id)));
  const asked: number[] = [];
  const limiter = {
    atOnce: 3,
    take: async (count: number) => {
      asked.push(count);
      return 0;
    },
    hold: async () => {},
  };
  await sender({ limiter }).pass();
  expect(Math.max(...asked)).toBe(3);
  expect(ledger.states()).toEqual(Array(12).fill("sent"));
});

test("a session that cannot be read holds up nobody", async () => {
  const people = addPeople(3);
  const { ledger, sender } = world(people.map((id) => dueReminder(id)));
  const sessions = {
    load: async (id: string) => {
      if (id === people[0]) throw new SyntaxError("broken");
      return undefined;
    },
  };
  await sender({ sessions }).pass();
  expect(ledger.states()).toEqual(["sent", "sent", "sent"]);
});

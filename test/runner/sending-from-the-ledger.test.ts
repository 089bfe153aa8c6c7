import express from "express";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadTemplates } from "../../src/content/load-templates.ts";
import { SqlReminderLedger } from "../../src/database/sql-reminder-ledger.ts";
import { SqlReminderRuns } from "../../src/database/sql-reminder-runs.ts";
import { LocalRateLimiter } from "../../src/jobs/local-rate-limiter.ts";
import { fixedToken } from "../../src/line/channel-access-token.ts";
import { LinePushSender } from "../../src/line/line-push-sender.ts";
import { createMessageRenderer } from "../../src/line/render-message.ts";
import type { PushSender } from "../../src/runner/push-sender.ts";
import { ReminderSender, type ReminderSenderOptions } from "../../src/runner/reminder-sender.ts";
import type { PausedRun } from "../../src/runner/reminders.ts";
import { createLineStandIn, type LineStandIn } from "../../src/simulator/line-stand-in.ts";
import { listen, type RunningServer } from "../../src/web/http-server.ts";
import { silentLog } from "../contracts/builders.ts";
import {
  accountOf,
  openRound,
  REMIND_AT,
  reminderRules,
  reminderTarget,
  runOrder,
} from "../contracts/reminder-builders.ts";
import { onBothDatabases } from "../database/on-both-databases.ts";
import { putOrganisation, putRemindedPeople, putRound } from "../database/put-reminded-people.ts";
import { content } from "../support/builders.ts";
import { FakeSessions } from "../support/fakes.ts";

const MINUTE_MS = 60_000;
const PEOPLE = 60;
const MEMBERS = Array.from({ length: PEOPLE }, (_, number) => `m${number}`);

let line: LineStandIn;
let server: RunningServer;

beforeEach(async () => {
  line = createLineStandIn({
    channelSecret: "fictional-secret",
    accessToken: "fictional-token",
    webhookUrl: "http://127.0.0.1:1/webhook",
    clock: () => REMIND_AT,
  });
  server = await listen(express().use(line.router), 0, "127.0.0.1");
});

afterEach(async () => {
  line.close();
  await server.close();
});

/** The account as LINE would have it: the records of these tests use readable ones. */
const lineId = (personId: string) => `U${Buffer.from(personId).toString("hex").padStart(32, "0")}`;

/** How many messages arrived, by account. */
function received(): Record<string, number> {
  const arrived = line.log.calls().filter(({ accepted, messages }) => accepted && messages.length > 0);
  const counts: Record<string, number> = {};
  for (const id of arrived.flatMap(({ recipients }) => recipients)) counts[id] = (counts[id] ?? 0) + 1;
  return counts;
}

await onBothDatabases("sending from the ledger", (database) => {
  const paused: PausedRun[] = [];
  const clock = { at: REMIND_AT, now: () => clock.at };
  const runs = () => new SqlReminderRuns(database(), database());

  beforeEach(async () => {
    paused.length = 0;
    clock.at = REMIND_AT + 1_000;
    await putOrganisation(database(), "dep");
    await putRound(database(), "dep", openRound());
    const officer = { id: "hr", role: "hr", completed: [openRound().id] } as const;
    await putRemindedPeople(database(), "dep", [officer, ...MEMBERS.map((id) => ({ id }))]);
    for (const id of ["hr", ...MEMBERS]) addToLine(accountOf(id));
    await runs().launch(runOrder(reminderTarget("dep"), "run-1"));
  });

  function addToLine(personId: string): void {
    const userId = lineId(personId);
    line.people.add({ displayName: `คนสมมติ ${personId}`, userId });
    line.inside.book.setFriendship(userId, "following");
  }

  function openSender(options: ReminderSenderOptions = {}, known = (id: string) => id): ReminderSender {
    const inner = new LinePushSender({
      tokens: fixedToken("fictional-token"),
      apiBaseURL: `http://127.0.0.1:${server.port}`,
      render: createMessageRenderer(loadTemplates(), silentLog),
      log: silentLog,
    });
    const pusher: PushSender = {
      render: (messages) => inner.render(messages),
      push: (push) => inner.push({ ...push, personId: known(lineId(push.personId)) }),
    };
    return new ReminderSender(
      {
        ledger: new SqlReminderLedger(database()),
        sessions: new FakeSessions(),
        pusher,
        limiter: new LocalRateLimiter(1_800),
        clock,
        log: silentLog,
        content,
        rules: reminderRules(),
        calendar: { years: [2026], holidays: new Set() },
        periodOf: () => "2026-06",
        onPaused: async (run) => void paused.push(run),
      },
      { batch: 25, timeoutMs: 2_000, ...options },
    );
  }

  async function sendEverything(senders: readonly ReminderSender[]): Promise<void> {
    for (let round = 0; round < 40; round++) {
      const claimed = await Promise.all(senders.map((sender) => sender.pass()));
      const run = await runs().run("dep", "run-1");
      if (run?.state !== "sending" && claimed.every((count) => count === 0)) return;
      clock.at += 5 * MINUTE_MS;
    }
  }

  test("two workers, LINE failing at random: one message each, one report, and the figures agree", async () => {
    line.controls.setPushFaults({
      seed: 3,
      rates: { "500": 0.06, "429": 0.04, accept_then_500: 0.06, accept_then_hang: 0.01 },
    });
    await sendEverything([openSender(), openSender()]);
    const { state, planned, sent, refused, unknown, skipped } = (await runs().run("dep", "run-1")) ?? {};
    expect({ state, planned, sent, refused, unknown, skipped }).toEqual({
      state: "done",
      planned: PEOPLE,
      sent: PEOPLE,
      refused: 0,
      unknown: 0,
      skipped: {},
    });
    const accounts = [...MEMBERS, "hr"].map((id) => lineId(accountOf(id)));
    expect(received()).toEqual(Object.fromEntries(accounts.map((id) => [id, 1])));
  });

  test("whoever started a run and is linked no more gets no report, and its message is not kept for it", async () => {
    await database().deleteFrom("account_link").where("person_id", "=", accountOf("hr")).execute();
    await sendEverything([openSender()]);
    expect(received()).toEqual(Object.fromEntries(MEMBERS.map((id) => [lineId(accountOf(id)), 1])));
    const report = database().selectFrom("reminder").select(["state", "reason", "person_id"]);
    expect(await report.where("kind", "=", "report").execute()).toEqual([
      { state: "skipped", reason: "not_linked", person_id: "" },
    ]);
    const budget = await database().selectFrom("message_budget").select(["reserved", "sent"]).execute();
    expect(budget).toEqual(Array(2).fill({ reserved: 0, sent: PEOPLE }));
  });

  test("people LINE does not know are told apart from those who were reached", async () => {
    const known = MEMBERS.slice(0, -2);
    const strangers = MEMBERS.slice(-2).map((id) => lineId(accountOf(id)));
    await sendEverything([openSender({}, (id) => (strangers.includes(id) ? `${id.slice(0, -1)}f` : id))]);
    const run = await runs().run("dep", "run-1");
    expect([run?.state, run?.sent, run?.refused]).toEqual(["done", known.length, 2]);
  });

  test("a month that is used up pauses the run; resumed with more messages, it goes on where it was", async () => {
    line.controls.set({ quota: 30 });
    await sendEverything([openSender()]);
    expect(paused.map(({ run: { pauseReason }, reporter }) => [pauseReason, reporter])).toEqual([
      ["quota", "U-hr"],
    ]);
    expect(Object.keys(received()).length).toBe(30);
    line.controls.set({ quota: null });
    await runs().steer("dep", "run-1", "resume", "member:hr", clock.at);
    await sendEverything([openSender()]);
    expect((await runs().run("dep", "run-1"))?.sent).toBe(PEOPLE);
    expect(Object.values(received()).every((count) => count === 1)).toBe(true);
  });

  test("a run that is stopped sends nothing more", async () => {
    await openSender({ batch: 10 }).pass();
    await runs().steer("dep", "run-1", "stop", "member:hr", clock.at);
    await sendEverything([openSender()]);
    expect(Object.keys(received()).length).toBe(10);
    expect((await runs().run("dep", "run-1"))?.skipped).toEqual({ stopped: PEOPLE - 10 });
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changeBudget } from "../../src/database/message-budget.ts";
import type { Database } from "../../src/database/schema.ts";
import { SqlAuditLog } from "../../src/database/sql-audit-log.ts";
import { SqlReminderRuns } from "../../src/database/sql-reminder-runs.ts";
import { SqlSendingSwitch } from "../../src/database/sql-sending-switch.ts";
import { steerRun } from "../../src/database/steer-run.ts";
import {
  REMIND_AT as AT,
  monthlyQuota,
  openRound,
  reminderTarget,
  runOrder,
} from "../contracts/reminder-builders.ts";
import { type LedgerEntry, reminderRunsContract } from "../contracts/reminder-runs.contract.ts";
import { describeWith, findPostgres } from "../support/servers.ts";
import { onBothDatabases } from "./on-both-databases.ts";
import { openTemporaryPostgres } from "./open-temporary-postgres.ts";
import { openTemporarySqlite } from "./open-temporary-sqlite.ts";
import { putOrganisation, putRemindedPeople, putRound } from "./put-reminded-people.ts";

interface Opened {
  readonly database: Database;
  readonly close: () => Promise<void>;
}

const postgres = await findPostgres();

function suite(open: () => Promise<Opened>): void {
  reminderRunsContract(async () => {
    const { database, close } = await open();
    return {
      runs: new SqlReminderRuns(database, database),
      sending: new SqlSendingSwitch(database),
      audit: new SqlAuditLog(database),
      addOrganisation: async (id, round, monthlyMessages) => {
        await putOrganisation(database, id, monthlyMessages);
        await putRound(database, id, round);
      },
      addPeople: (organisation, people) => putRemindedPeople(database, organisation, people),
      ledger: (run) => ledgerOf(database, run),
      async change(run, member, { state, firstAttemptAt = null }) {
        await database
          .updateTable("reminder")
          .set({ state, first_attempt_at: firstAttemptAt })
          .where("run", "=", run)
          .where("member", "=", member)
          .execute();
      },
      close,
    };
  });
}

function ledgerOf(database: Database, run: string): Promise<readonly LedgerEntry[]> {
  return database
    .selectFrom("reminder")
    .select(["member", "state", "reason", "stage", "person_id as personId", "due_at as dueAt"])
    .where("run", "=", run)
    .orderBy("member")
    .execute();
}

/** An organisation with a round and so many people to be reminded in it. */
async function putWorld(database: Database, organisation: string, people: number): Promise<void> {
  await putOrganisation(database, organisation);
  await putRound(database, organisation, openRound());
  const all = Array.from({ length: people }, (_, place) => ({ id: `${organisation}-${place}` }));
  await putRemindedPeople(database, organisation, all);
}

describe("SqlReminderRuns on SQLite", () => {
  suite(openTemporarySqlite);
});

describeWith(postgres, "SqlReminderRuns on PostgreSQL", (url) => {
  suite(() => openTemporaryPostgres(url));
});

await onBothDatabases("stopping a run of many people", (db) => {
  it("goes through them some at a time and is noted once", async () => {
    const database = db();
    await putWorld(database, "dep", 7);
    const runs = new SqlReminderRuns(database, database);
    await runs.launch(runOrder(reminderTarget("dep"), "one"));
    const order = { organisation: "dep", id: "one", steering: "stop", actor: "member:hr", at: AT } as const;
    expect(await steerRun(database, order, 3)).toMatchObject({
      isChanged: true,
      run: { state: "stopped", pauseReason: null, skipped: { stopped: 7 } },
    });
    expect(await runs.monthlyUse("dep", "2026-06")).toMatchObject({ sent: 0, reserved: 0 });
    const noted = await new SqlAuditLog(database).list({ organisation: "dep", limit: 9 });
    expect(noted.filter(({ action }) => action === "reminder_steer")).toHaveLength(1);
  });
});

describeWith(postgres, "two people at once, on PostgreSQL", (url) => {
  let opened: Opened;
  let runs: SqlReminderRuns;

  beforeAll(async () => {
    opened = await openTemporaryPostgres(url);
    runs = new SqlReminderRuns(opened.database, opened.database);
    await putWorld(opened.database, "dep-a", 30);
    await putWorld(opened.database, "dep-b", 30);
  });
  afterAll(() => opened.close());

  it("are promised no more messages together than are left", async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const quota = monthlyQuota({ period: `2027-${String(attempt + 1).padStart(2, "0")}`, limit: 50 });
      const of = (organisation: string) =>
        runOrder(reminderTarget(organisation), `${organisation}-${attempt}`, { quota });
      const outcomes = await Promise.all([runs.launch(of("dep-a")), runs.launch(of("dep-b"))]);
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["launched", "refused"]);
      expect(outcomes.find(({ status }) => status === "refused")).toEqual({
        status: "refused",
        reason: "over_budget",
      });
      expect((await runs.monthlyUse("dep-a", quota.period)).reserved).toBe(31);
      for (const dep of ["dep-a", "dep-b"])
        await runs.steer(dep, `${dep}-${attempt}`, "stop", "member:hr", AT);
      expect((await runs.monthlyUse("dep-a", quota.period)).reserved).toBe(0);
    }
  });

  it("who give the same order get one run", async () => {
    const order = runOrder(reminderTarget("dep-a"), "same", { quota: monthlyQuota({ period: "2028-01" }) });
    const outcomes = await Promise.all([
      runs.launch(order),
      runs.launch(order),
      runs.launch({ ...order, id: "same-step" }),
    ]);
    const [first] = outcomes;
    expect(first?.status).toBe("launched");
    expect(outcomes).toEqual([first, first, first]);
    expect(await ledgerOf(opened.database, "same")).toHaveLength(30);
    expect(await ledgerOf(opened.database, "same-step")).toEqual([]);
    expect((await runs.monthlyUse("dep-a", "2028-01")).reserved).toBe(31);
  });

  it("never put anybody in two runs", async () => {
    const orders = ["x", "y", "z"].map((id) =>
      runOrder(reminderTarget("dep-b"), id, {
        atMost: 20,
        // Other months have other figures to wait for.
        quota: monthlyQuota({ period: `2029-0${id.charCodeAt(0) - 119}` }),
      }),
    );
    const outcomes = await Promise.all(orders.map((order) => runs.launch(order)));
    const planned = outcomes.map((outcome) => (outcome.status === "launched" ? outcome.run.planned : 0));
    expect(planned.toSorted((a, b) => a - b)).toEqual([0, 10, 20]);
  });
});

await onBothDatabases("what a month has been spent on", (db) => {
  it("counts promises of earlier months, which still have to be kept, and none of later ones", async () => {
    const database = db();
    await putOrganisation(database, "dep");
    const runs = new SqlReminderRuns(database, database);
    for (const [period, reserved, sent] of [
      ["2026-10", 5, 50],
      ["2026-11", 2, 1],
      ["2026-12", 9, 0],
    ] as const)
      await changeBudget(database, period, "dep", { reserved, sent });
    expect(await runs.monthlyUse("dep", "2026-11")).toMatchObject({
      reserved: 7,
      sent: 1,
      organisationUsed: 8,
    });
  });
});

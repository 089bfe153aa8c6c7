import type { Insertable } from "kysely";
import type { Round } from "../../src/core/people/round.ts";
import { changeBudget } from "../../src/database/message-budget.ts";
import type { Database, ReminderTable } from "../../src/database/schema.ts";
import { SqlReminderLedger } from "../../src/database/sql-reminder-ledger.ts";
import { steerRun } from "../../src/database/steer-run.ts";
import { NOTICE, openRound, REMIND_AT } from "../contracts/reminder-builders.ts";
import type { GivenRun, KeptMessage, LedgerSetup } from "../contracts/reminder-ledger.contract.ts";
import { putOrganisation, putRemindedPeople, putRound } from "./put-reminded-people.ts";

/** The round everything here is about. */
export const ROUND: Round = openRound();

const TABLES = [
  "reminder",
  "reminder_run",
  "reminder_schedule",
  "message_budget",
  "sending_stop",
  "round",
  "org_unit",
  "organisation",
  "member",
  "account_link",
  "person",
  "assessment",
  "response",
] as const;

/** A ledger on a migrated database, for its contract. */
export function ledgerOn(database: Database, other: Database, close: () => Promise<void>): LedgerSetup {
  return {
    ledger: new SqlReminderLedger(database),
    other: new SqlReminderLedger(other),
    async clear() {
      for (const table of TABLES) await database.deleteFrom(table).execute();
    },
    async addOrganisation(id, monthlyMessages) {
      await putOrganisation(database, id, monthlyMessages ?? null);
      await putRound(database, id, ROUND);
    },
    async addRun(organisation, run) {
      if (run.reporter) await linkOfficer(database, organisation, run.reporter);
      await putRun(database, organisation, run);
    },
    async steer(organisation, id, steering, at) {
      await steerRun(database, { organisation, id, steering, actor: "member:hr", at });
    },
    async setStopped(isStopped) {
      await database.deleteFrom("sending_stop").execute();
      if (isStopped)
        await database.insertInto("sending_stop").values({ id: 1, stopped_at: 1, by: "x" }).execute();
    },
    messages: (run) => messagesOf(database, run),
    budget: () => budgetOf(database),
    close,
  };
}

/** Lets an account be that of an officer of human resources who has accepted the notice, if it is nobody's yet. */
export async function linkOfficer(database: Database, organisation: string, personId: string): Promise<void> {
  const linked = await database
    .selectFrom("account_link")
    .select("member")
    .where("person_id", "=", personId)
    .execute();
  if (linked.length > 0) return;
  await putRemindedPeople(database, organisation, [{ id: personId.replace(/^U-/u, ""), role: "hr" }]);
}

/** Puts a run there as it is when it was just planned, with what was reserved for it. */
export async function putRun(database: Database, organisation: string, given: GivenRun): Promise<void> {
  const { id, people, state = "sending", reporter = null, startsAt = REMIND_AT, period = "2026-06" } = given;
  const { stages = [people] } = given;
  await database
    .insertInto("reminder_run")
    .values({
      id,
      organisation,
      round: ROUND.id,
      step: `step-${id}`,
      unit: "",
      notice_version: NOTICE,
      state,
      started_by: "member:hr",
      reporter,
      created_at: REMIND_AT,
      starts_at: startsAt,
      period,
      min_gap_days: 3,
      most_per_round: 5,
      planned: people,
      stages: stages.length,
    })
    .execute();
  const rows = stages
    .flatMap((count, stage) => Array<number>(count).fill(stage + 1))
    .map(
      (stage, place): Insertable<ReminderTable> => ({
        organisation,
        round: ROUND.id,
        member: `${id}-${place}`,
        step: `step-${id}`,
        run: id,
        person_id: `U-${id}-${place}`,
        kind: "reminder",
        state: "due",
        stage,
        due_at: given.dueAt ?? startsAt,
      }),
    );
  if (rows.length > 0) await database.insertInto("reminder").values(rows).execute();
  await changeBudget(database, period, organisation, { reserved: people + (reporter === null ? 0 : 1) });
}

async function messagesOf(database: Database, run: string): Promise<readonly KeptMessage[]> {
  const rows = await database
    .selectFrom("reminder")
    .selectAll()
    .where("run", "=", run)
    .orderBy("member")
    .execute();
  return rows.map((row) => ({
    member: row.member,
    state: row.state,
    reason: row.reason,
    dueAt: row.due_at,
    attempts: row.attempts,
    firstAttemptAt: row.first_attempt_at,
    retryKey: row.retry_key,
    body: row.body,
  }));
}

async function budgetOf(database: Database): Promise<Record<string, readonly [number, number]>> {
  const rows = await database.selectFrom("message_budget").selectAll().execute();
  return Object.fromEntries(
    rows.map(({ period, organisation, reserved, sent }) => [
      `${period} ${organisation}`.trim(),
      [reserved, sent],
    ]),
  );
}

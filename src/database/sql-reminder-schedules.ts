import type { Selectable } from "kysely";
import type { ReminderSchedule, ReminderSchedules, ScheduleRule } from "../runner/reminders.ts";
import { reachDatabase } from "./database-errors.ts";
import { OPEN, roundOf } from "./round-rows.ts";
import type { Database, ReminderScheduleTable } from "./schema.ts";
import { appendAudit } from "./sql-audit-log.ts";

type OfOpenRounds = Awaited<ReturnType<ReminderSchedules["ofOpenRounds"]>>;

/** Rules of rounds in SQL, the same for SQLite and PostgreSQL. */
export class SqlReminderSchedules implements ReminderSchedules {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(organisation: string, round: string): Promise<readonly ReminderSchedule[]> {
    const rows = await reachDatabase(() =>
      this.#database
        .selectFrom("reminder_schedule")
        .selectAll()
        .where("organisation", "=", organisation)
        .where("round", "=", round)
        .orderBy("since")
        .orderBy("id")
        .execute(),
    );
    return rows.map(scheduleOf);
  }

  add(organisation: string, round: string, schedule: ReminderSchedule): Promise<boolean> {
    const { id, rule, actor, reporter, since } = schedule;
    const row = { organisation, round, id, rule: JSON.stringify(rule), actor, reporter, since };
    return this.#inTransaction(async (tx) => {
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto("reminder_schedule")
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows !== 1n) return false;
      await noteSchedule(tx, organisation, actor, since, { round, add: id, rule });
      return true;
    });
  }

  remove(organisation: string, round: string, id: string, actor: string, at: number): Promise<boolean> {
    return this.#inTransaction(async (tx) => {
      const { numDeletedRows } = await tx
        .deleteFrom("reminder_schedule")
        .where("organisation", "=", organisation)
        .where("round", "=", round)
        .where("id", "=", id)
        .executeTakeFirst();
      if (numDeletedRows !== 1n) return false;
      await noteSchedule(tx, organisation, actor, at, { round, remove: id });
      return true;
    });
  }

  /** A round whose end has come counts as closed, even before somebody has noted that. */
  async ofOpenRounds(at: number): Promise<OfOpenRounds> {
    const rows = await reachDatabase(() => this.#rowsOfOpenRounds(at));
    return rows.map((row) => {
      const { name, opens_at, closes_at, audience, questionnaire } = row;
      return {
        organisation: row.organisation,
        round: roundOf({ id: row.round, name, opens_at, closes_at, audience, questionnaire }),
        schedule: scheduleOf(row),
      };
    });
  }

  #rowsOfOpenRounds(at: number) {
    return this.#database
      .selectFrom("reminder_schedule")
      .innerJoin("round", (join) =>
        join
          .onRef("round.organisation", "=", "reminder_schedule.organisation")
          .onRef("round.id", "=", "reminder_schedule.round"),
      )
      .selectAll("reminder_schedule")
      .select(["round.name", "round.opens_at", "round.closes_at", "round.audience", "round.questionnaire"])
      .where("round.state", "=", OPEN)
      .where("round.opens_at", "<=", at)
      .where((eb) => eb.or([eb("round.closes_at", "is", null), eb("round.closes_at", ">", at)]))
      .orderBy("reminder_schedule.organisation")
      .orderBy("reminder_schedule.since")
      .orderBy("reminder_schedule.id")
      .execute();
  }

  #inTransaction<T>(work: (tx: Database) => Promise<T>): Promise<T> {
    return reachDatabase(() => this.#database.transaction().execute(work));
  }
}

/** Written by `add` alone, so what is read is a rule. */
function scheduleOf(row: Selectable<ReminderScheduleTable>): ReminderSchedule {
  const { id, rule, actor, reporter, since } = row;
  return { id, rule: JSON.parse(rule) as ScheduleRule, actor, reporter, since };
}

function noteSchedule(
  tx: Database,
  organisation: string,
  actor: string,
  at: number,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  return appendAudit(tx, [{ at, actor, action: "reminder_schedule", organisation, subject: null, detail }]);
}

import type { Selectable } from "kysely";
import type { ReminderRun } from "../core/reminder/reminder.ts";
import type { Database, ReminderRunTable } from "./schema.ts";

/** What a run's round and unit are called; null where there is none of its id (any more). */
export interface RunNames {
  readonly round_name: string | null;
  readonly unit_name: string | null;
}

/** A run as its row has it. A calendar year's name is empty; a unit that is gone is called by its id. */
export function runOf(row: Selectable<ReminderRunTable>, names: RunNames): ReminderRun {
  return {
    id: row.id,
    organisation: row.organisation,
    round: { id: row.round, name: names.round_name ?? "" },
    unit: row.unit === "" ? null : { id: row.unit, name: names.unit_name ?? row.unit },
    step: row.step,
    state: row.state,
    pauseReason: row.pause_reason,
    refusal: row.refusal,
    startedBy: row.started_by,
    createdAt: row.created_at,
    startsAt: row.starts_at,
    endedAt: row.ended_at,
    planned: row.planned,
    sent: row.sent,
    unknown: row.unknown,
    refused: row.refused,
    skipped: JSON.parse(row.skipped) as ReminderRun["skipped"],
    leftOut: JSON.parse(row.left_out) as ReminderRun["leftOut"],
    stage: row.stage,
    stages: row.stages,
    seen: row.seen,
  };
}

/** Rows of runs with the names `runOf` needs; to be narrowed down. */
export function runRows(db: Database) {
  return db
    .selectFrom("reminder_run")
    .leftJoin("round", (join) =>
      join
        .onRef("round.organisation", "=", "reminder_run.organisation")
        .onRef("round.id", "=", "reminder_run.round"),
    )
    .leftJoin("org_unit", (join) =>
      join
        .onRef("org_unit.organisation", "=", "reminder_run.organisation")
        .onRef("org_unit.id", "=", "reminder_run.unit"),
    )
    .selectAll("reminder_run")
    .select(["round.name as round_name", "org_unit.name as unit_name"]);
}

/** The run of an id, whoever's it is. */
export async function loadRun(db: Database, id: string): Promise<ReminderRun | undefined> {
  const row = await runRows(db).where("reminder_run.id", "=", id).executeTakeFirst();
  return row === undefined ? undefined : runOf(row, row);
}

import { type RawBuilder, sql } from "kysely";
import { calendarYear, yearOf } from "../core/people/round.ts";
import { deleteInBatches } from "./delete-in-batches.ts";
import type { Database } from "./schema.ts";

/** How much of old rounds went. */
export interface RemovedRounds {
  readonly responses: number;
  readonly snapshots: number;
  readonly rounds: number;
}

interface KnownRound {
  readonly organisation: string;
  readonly round: string;
  /** Epoch ms: when the last response was completed, the snapshot taken or reminders started; 0 for none. */
  readonly latestAt: number;
}

/**
 * Removes what people said in rounds that ended before an instant, everything published of it, what was sent for
 * them, and the rounds; nothing of those that are not over.
 */
export async function removeOldRounds(db: Database, before: number): Promise<RemovedRounds> {
  let responses = 0;
  let snapshots = 0;
  for (const known of await roundsWithTraces(db)) {
    if ((await endOf(db, known)) >= before) continue;
    const { organisation, round } = known;
    const ofRound = sql`organisation = ${organisation} and round = ${round}`;
    responses += await deleteInBatches(db, "response", ["organisation", "round", "member"], ofRound);
    snapshots += await removeFigures(db, ofRound);
    await removeReminders(db, ofRound);
  }
  return { responses, snapshots, rounds: await removeEmptyRounds(db, before) };
}

async function removeFigures(db: Database, ofRound: RawBuilder<unknown>): Promise<number> {
  const tables = {
    cell_mark: ["organisation", "round", "member", "number"],
    cell_erasure: ["organisation", "round", "member"],
    cell_pool: ["organisation", "round", "number", "unit", "group_name"],
    team_figures: ["organisation", "round", "unit", "number"],
    snapshot_run: ["organisation", "round", "number"],
  } as const;
  for (const [table, key] of Object.entries(tables)) {
    await deleteInBatches(db, table as keyof typeof tables, key, ofRound);
  }
  return deleteInBatches(db, "team_snapshot", ["organisation", "round"], ofRound);
}

/** What its runs had promised of their month is long over. */
async function removeReminders(db: Database, ofRound: RawBuilder<unknown>): Promise<void> {
  await deleteInBatches(db, "reminder", ["organisation", "round", "member", "step"], ofRound);
  await deleteInBatches(db, "reminder_run", ["id"], ofRound);
  await deleteInBatches(db, "reminder_schedule", ["organisation", "round", "id"], ofRound);
}

/** A closed round without a snapshot would be given one. */
function removeEmptyRounds(db: Database, before: number): Promise<number> {
  const traces = sql`
    select 1 from response where response.organisation = round.organisation and response.round = round.id
    union all select 1 from team_snapshot as shown
      where shown.organisation = round.organisation and shown.round = round.id`;
  const isOver = sql`state = 'closed' and coalesce(closes_at, opens_at) < ${before}`;
  return deleteInBatches(db, "round", ["organisation", "id"], sql`${isOver} and not exists (${traces})`);
}

async function roundsWithTraces(db: Database): Promise<readonly KnownRound[]> {
  const found = await sql<{ organisation: string; round: string; latest_at: number }>`
    select organisation, round, max(at) as latest_at from (
      select organisation, round, completed_at as at from response
      union all select organisation, round, taken_at as at from team_snapshot
      union all select organisation, round, 0 as at from cell_erasure
      union all select organisation, round, created_at as at from reminder_run
      union all select organisation, round, 0 as at from reminder_schedule
    ) as traces group by organisation, round`.execute(db);
  return found.rows.map(({ latest_at: latestAt, ...round }) => ({ ...round, latestAt }));
}

/** Epoch ms; infinite while it is not over. */
async function endOf(db: Database, { organisation, round, latestAt }: KnownRound): Promise<number> {
  const year = yearOf(round);
  if (year !== undefined) return calendarYear(Date.UTC(year, 6)).closesAt ?? Number.POSITIVE_INFINITY;
  const row = await db
    .selectFrom("round")
    .select(["state", "closes_at"])
    .where("organisation", "=", organisation)
    .where("id", "=", round)
    .executeTakeFirst();
  if (row === undefined) return latestAt;
  return row.state === "closed" ? (row.closes_at ?? latestAt) : Number.POSITIVE_INFINITY;
}

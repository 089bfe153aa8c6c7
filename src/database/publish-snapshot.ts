import { sql } from "kysely";
import type { ExistingPool } from "./existing-pools.ts";
import type { Database } from "./schema.ts";
import { markPublished, type SnapshotRun } from "./snapshot-run.ts";

/** A run whose marks, pools and figures are all written. */
export interface FinishedRun extends SnapshotRun {
  readonly isClosed: boolean;
  readonly minPeople: number;
  /** Epoch ms. */
  readonly takenAt: number;
  /** Pools of earlier runs that have lost cells. */
  readonly changedPools: readonly ExistingPool[];
  /** Erasures dealt with, and how many there were of each. */
  readonly erasures: ReadonlyMap<string, number>;
}

/** Rows removed by one statement. */
const BATCH = 200;

/** Makes a run the snapshot everybody reads; false, with nothing done, when it was given up meanwhile. */
export async function publishSnapshot(db: Database, run: FinishedRun): Promise<boolean> {
  const { organisation, round, number } = run;
  const isPublished = await db.transaction().execute(async (tx) => {
    if (!(await markPublished(tx, { organisation, round, number }))) return false;
    await putSnapshot(tx, run);
    for (const pool of run.changedPools) await changePool(tx, run, pool);
    for (const [member, times] of run.erasures) await forgetErasure(tx, run, member, times);
    return true;
  });
  if (isPublished) await removeOlderFigures(db, run);
  return isPublished;
}

/** Nobody reads them any more; a few at a time, as each is several kilobytes. */
async function removeOlderFigures(db: Database, { organisation, round, number }: FinishedRun): Promise<void> {
  const ofRound = sql`organisation = ${organisation} and round = ${round}`;
  for (let from = ""; ; ) {
    const { rows } = await sql<{ unit: string }>`select unit from team_figures
      where ${ofRound} and unit >= ${from} order by unit, number limit 1 offset ${BATCH}`.execute(db);
    const until = rows[0]?.unit;
    const range = until === undefined ? sql`` : sql`and unit <= ${until}`;
    await sql`delete from team_figures
      where ${ofRound} and number < ${number} and unit >= ${from} ${range}`.execute(db);
    if (until === undefined) return;
    from = until;
  }
}

async function putSnapshot(tx: Database, run: FinishedRun): Promise<void> {
  const columns = {
    number: run.number,
    taken_at: run.takenAt,
    min_people: run.minPeople,
    was_closed: run.isClosed ? 1 : 0,
  };
  await tx
    .insertInto("team_snapshot")
    .values({ organisation: run.organisation, round: run.round, ...columns })
    .onConflict((conflict) => conflict.columns(["organisation", "round"]).doUpdateSet(columns))
    .execute();
}

/** Dropped cells lose their sums, for good. */
async function changePool(
  tx: Database,
  { organisation, round }: FinishedRun,
  pool: ExistingPool,
): Promise<void> {
  await sql`update cell_pool set tallies = ${JSON.stringify(pool.tallies)}
    where organisation = ${organisation} and round = ${round} and number = ${pool.number}
      and unit = ${pool.unit} and group_name = ${pool.group ?? ""}`.execute(tx);
}

/** Unless they erased again since. */
async function forgetErasure(
  tx: Database,
  { organisation, round }: FinishedRun,
  member: string,
  times: number,
): Promise<void> {
  await tx
    .deleteFrom("cell_erasure")
    .where("organisation", "=", organisation)
    .where("round", "=", round)
    .where("member", "=", member)
    .where("times", "=", times)
    .execute();
}

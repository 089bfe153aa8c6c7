import { sql } from "kysely";
import type { Database } from "./schema.ts";

/** An organisation's round of which a snapshot is to be taken. */
export interface RoundToShow {
  readonly organisation: string;
  readonly round: string;
  readonly isClosed: boolean;
  /** The number of its latest snapshot (0 for none) when the next was found to be due; after that it is no more. */
  readonly latest?: number;
}

/** An attempt at a snapshot. */
export interface SnapshotRun {
  readonly organisation: string;
  readonly round: string;
  readonly number: number;
}

/** An attempt that began so long ago is given up: its process has ended, or will find that it may not publish. */
const RUN_MS = 15 * 60 * 1_000;
/** Marks gone through by one statement. */
const STEP = 5_000;

/** Begins an attempt; undefined while another one is under way or when it is not due any more. */
export async function beginRun(
  db: Database,
  { organisation, round, latest }: RoundToShow,
  quantities: readonly string[],
  at: number,
): Promise<SnapshotRun | undefined> {
  return db.transaction().execute(async (tx) => {
    await tx
      .updateTable("snapshot_run")
      .set({ state: "abandoned" })
      .where("organisation", "=", organisation)
      .where("round", "=", round)
      .where("state", "=", "running")
      .where("started_at", "<=", at - RUN_MS)
      .execute();
    const { rows } = await sql<{ number: number }>`
      insert into snapshot_run (organisation, round, number, started_at, state, quantities)
      select ${organisation}, ${round}, coalesce(max(number), 0) + 1, ${at}, 'running', ${JSON.stringify(quantities)}
      from snapshot_run where organisation = ${organisation} and round = ${round}
      on conflict do nothing returning number`.execute(tx);
    const number = rows[0]?.number;
    if (number === undefined) return undefined;
    const run = { organisation, round, number };
    return latest !== undefined && (await endsIfPublished(tx, run, latest)) ? undefined : run;
  });
}

/**
 * Whether another was published since, and this one ended for it. Asked only now that this one runs: nobody else can
 * publish any more, while before it another might have been published within the very statement that began it.
 */
async function endsIfPublished(tx: Database, run: SnapshotRun, latest: number): Promise<boolean> {
  const ofRound = sql`organisation = ${run.organisation} and round = ${run.round}`;
  const { rows } = await sql`
    delete from snapshot_run where ${ofRound} and number = ${run.number} and exists (
      select 1 from snapshot_run where ${ofRound} and state = 'published' and number > ${latest})
    returning number`.execute(tx);
  return rows.length > 0;
}

/** Makes way for the next attempt. */
export async function abandonRun(db: Database, run: SnapshotRun): Promise<void> {
  await db
    .updateTable("snapshot_run")
    .set({ state: "abandoned" })
    .where("organisation", "=", run.organisation)
    .where("round", "=", run.round)
    .where("number", "=", run.number)
    .where("state", "=", "running")
    .execute();
}

/** Makes a run count; false when it was given up meanwhile, and nothing of it ever will. */
export async function markPublished(tx: Database, run: SnapshotRun): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("snapshot_run")
    .set({ state: "published" })
    .where("organisation", "=", run.organisation)
    .where("round", "=", run.round)
    .where("number", "=", run.number)
    .where("state", "=", "running")
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** The quantities of every published run, by its number. */
export async function publishedRuns(
  db: Database,
  { organisation, round }: SnapshotRun,
): Promise<ReadonlyMap<number, readonly string[]>> {
  const rows = await db
    .selectFrom("snapshot_run")
    .select(["number", "quantities"])
    .where("organisation", "=", organisation)
    .where("round", "=", round)
    .where("state", "=", "published")
    .execute();
  return new Map(rows.map(({ number, quantities }) => [number, JSON.parse(quantities) as readonly string[]]));
}

/** Removes what runs that were given up left behind. */
export async function removeLeftovers(db: Database, { organisation, round }: SnapshotRun): Promise<void> {
  const givenUp = await db
    .selectFrom("snapshot_run")
    .select("number")
    .where("organisation", "=", organisation)
    .where("round", "=", round)
    .where("state", "=", "abandoned")
    .execute();
  for (const { number } of givenUp) await removeRun(db, { organisation, round, number });
}

async function removeRun(db: Database, run: SnapshotRun): Promise<void> {
  const ofRun = sql`organisation = ${run.organisation} and round = ${run.round} and number = ${run.number}`;
  await sql`delete from cell_pool where ${ofRun}`.execute(db);
  await sql`delete from team_figures where ${ofRun}`.execute(db);
  for (let after = ""; ; ) {
    const until = await memberAfter(db, run, after);
    const range = until === undefined ? sql`` : sql`and member <= ${until}`;
    await sql`delete from cell_mark where ${ofRun} and member > ${after} ${range}`.execute(db);
    if (until === undefined) break;
    after = until;
  }
  await sql`update snapshot_run set state = 'removed' where ${ofRun}`.execute(db);
}

/** The member some marks further on; undefined when there are not so many left. */
async function memberAfter(db: Database, run: SnapshotRun, after: string): Promise<string | undefined> {
  const row = await db
    .selectFrom("cell_mark")
    .select("member")
    .where("organisation", "=", run.organisation)
    .where("round", "=", run.round)
    .where("member", ">", after)
    .orderBy("member")
    .offset(STEP)
    .limit(1)
    .executeTakeFirst();
  return row?.member;
}

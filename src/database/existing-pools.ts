import { sql } from "kysely";
import type { PoolTallies } from "../core/team/round-sums.ts";
import type { Database } from "./schema.ts";
import type { SnapshotRun } from "./snapshot-run.ts";

/** Cells that an earlier snapshot formed together. */
export interface ExistingPool {
  /** Of the snapshot. */
  readonly number: number;
  readonly unit: string;
  readonly group: string | null;
  readonly tallies: PoolTallies;
}

interface PoolRow {
  readonly number: number;
  readonly unit: string;
  readonly group_name: string;
  readonly tallies: string;
}

/** A pool of many people has long texts. */
const PAGE = 500;

/** The pools of published runs, some at a time. */
export async function* existingPools(
  db: Database,
  { organisation, round }: SnapshotRun,
  published: ReadonlySet<number>,
): AsyncGenerator<readonly ExistingPool[]> {
  for (let last: PoolRow | undefined; ; ) {
    const { rows }: { rows: readonly PoolRow[] } = await sql<PoolRow>`
      select number, unit, group_name, tallies from cell_pool
      where organisation = ${organisation} and round = ${round}
        and (number, unit, group_name) > (${last?.number ?? 0}, ${last?.unit ?? ""}, ${last?.group_name ?? ""})
      order by number, unit, group_name limit ${PAGE}`.execute(db);
    yield rows.filter(({ number }) => published.has(number)).map(poolOf);
    last = rows.at(-1);
    if (last === undefined) return;
  }
}

function poolOf({ number, unit, group_name: group, tallies }: PoolRow): ExistingPool {
  return { number, unit, group: group === "" ? null : group, tallies: JSON.parse(tallies) as PoolTallies };
}

import { setImmediate } from "node:timers/promises";
import type { NewMark } from "../core/team/assign-cells.ts";
import type { Pool } from "../core/team/cell-text.ts";
import type { PoolTallies } from "../core/team/round-sums.ts";
import { type FigureSource, groupFigures, unitFigures } from "../core/team/take-snapshot.ts";
import { insertJson } from "./insert-json.ts";
import type { Database } from "./schema.ts";
import type { SnapshotRun } from "./snapshot-run.ts";

/** Figures are several kilobytes each, pools mostly less than one. */
const BATCH = { figures: 50, pools: 200 };

/** What figures are read from, and which staff groups there are. */
export interface FiguresOf {
  readonly source: FigureSource;
  readonly groups: readonly string[];
}

/** Writes marks of a run. */
export function writeMarks(db: Database, run: SnapshotRun, marks: readonly NewMark[]): Promise<void> {
  const rows = marks.map(({ person, answered, cells }) => ({
    member: person,
    answered: answered ? 1 : 0,
    cells,
  }));
  return insertJson(db, "cell_mark", { member: "text", answered: "integer", cells: "text" }, rows, {
    ...run,
  });
}

/** Writes the pools a run forms. */
export function writePools(
  db: Database,
  run: SnapshotRun,
  pools: Iterable<Pool & { readonly tallies: PoolTallies }>,
): Promise<void> {
  const columns = { unit: "text", group_name: "text", tallies: "text" } as const;
  const rowOf = ({ unit, group, tallies }: Pool & { readonly tallies: PoolTallies }) => ({
    unit,
    group_name: group ?? "",
    tallies: JSON.stringify(tallies),
  });
  return inBatches(pools, BATCH.pools, rowOf, (rows) =>
    insertJson(db, "cell_pool", columns, rows, { ...run }),
  );
}

/** Writes what a run shows of every unit. */
export function writeFigures(db: Database, run: SnapshotRun, { source, groups }: FiguresOf): Promise<void> {
  const columns = { unit: "text", figures: "text" } as const;
  const { root, bottomUp } = source.tree;
  const ofGroups = () => Object.fromEntries(groups.map((group) => [group, groupFigures(source, group)]));
  const rowOf = (unit: string) => {
    const figures = unitFigures(source, unit);
    return { unit, figures: JSON.stringify(unit === root ? { figures, groups: ofGroups() } : { figures }) };
  };
  return inBatches(bottomUp, BATCH.figures, rowOf, (rows) =>
    insertJson(db, "team_figures", columns, rows, { ...run }),
  );
}

/** The rows after those that are being written are made meanwhile. */
async function inBatches<T>(
  all: Iterable<T>,
  size: number,
  rowOf: (one: T) => object,
  write: (rows: readonly object[]) => Promise<void>,
): Promise<void> {
  let rows: object[] = [];
  let written = Promise.resolve();
  for (const one of all) {
    rows.push(rowOf(one));
    if (rows.length < size) continue;
    await written;
    written = write(rows);
    // Should making rows fail first, nobody would be there to hear that this failed as well.
    written.catch(() => {});
    await setImmediate();
    rows = [];
  }
  await written;
  await write(rows);
}

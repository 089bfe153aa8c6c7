import { setImmediate } from "node:timers/promises";
import type { NewMark } from "../core/team/assign-cells.ts";
import type { Pool } from "../core/team/cell-text.ts";
import type { PoolTallies } from "../core/team/round-sums.ts";
import { type FigureSource, groupFigures, unitFigures } from "../core/team/take-snapshot.ts";
import { insertJson } from "./insert-json.ts";
import type { Database } from "./schema.ts";
import type { SnapshotRun } from "./snapshot-run.ts";

/** Figures and pools are several kilobytes each. */
const BATCH = 50;

const KEY = { organisation: "text", round: "text", number: "integer" } as const;

/** What figures are read from, and which staff groups there are. */
export interface FiguresOf {
  readonly source: FigureSource;
  readonly groups: readonly string[];
}

/** Writes marks of a run. */
export function writeMarks(db: Database, run: SnapshotRun, marks: readonly NewMark[]): Promise<void> {
  const rows = marks.map(({ person, answered, cells }) => ({
    ...run,
    member: person,
    answered: answered ? 1 : 0,
    cells,
  }));
  return insertJson(db, "cell_mark", { ...KEY, member: "text", answered: "integer", cells: "text" }, rows);
}

/** Writes the pools a run forms. */
export function writePools(
  db: Database,
  run: SnapshotRun,
  pools: Iterable<Pool & { readonly tallies: PoolTallies }>,
): Promise<void> {
  const columns = { ...KEY, unit: "text", group_name: "text", tallies: "text" } as const;
  return inBatches(pools, async (batch) => {
    const rows = batch.map(({ unit, group, tallies }) => ({
      ...run,
      unit,
      group_name: group ?? "",
      tallies: JSON.stringify(tallies),
    }));
    await insertJson(db, "cell_pool", columns, rows);
  });
}

/** Writes what a run shows of every unit. */
export function writeFigures(db: Database, run: SnapshotRun, { source, groups }: FiguresOf): Promise<void> {
  const columns = { ...KEY, unit: "text", figures: "text" } as const;
  const { root, bottomUp } = source.tree;
  const ofGroups = () => Object.fromEntries(groups.map((group) => [group, groupFigures(source, group)]));
  return inBatches(bottomUp, async (batch) => {
    const rows = batch.map((unit) => {
      const figures = unitFigures(source, unit);
      return {
        ...run,
        unit,
        figures: JSON.stringify(unit === root ? { figures, groups: ofGroups() } : { figures }),
      };
    });
    await insertJson(db, "team_figures", columns, rows);
  });
}

async function inBatches<T>(all: Iterable<T>, write: (batch: readonly T[]) => Promise<void>): Promise<void> {
  let batch: T[] = [];
  for (const one of all) {
    batch.push(one);
    if (batch.length < BATCH) continue;
    await write(batch);
    await setImmediate();
    batch = [];
  }
  await write(batch);
}

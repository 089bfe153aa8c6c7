import { setImmediate } from "node:timers/promises";
import { CellAssignment, type NewMark } from "../core/team/assign-cells.ts";
import { CellPlan } from "../core/team/cell-plan.ts";
import { DroppedCells } from "../core/team/dropped-cells.ts";
import { PersonReader, type RoundBook } from "../core/team/round-person.ts";
import { type PoolTallies, RoundSums } from "../core/team/round-sums.ts";
import type { FigureSource } from "../core/team/take-snapshot.ts";
import type { TeamCatalogue } from "../core/team/team-snapshot.ts";
import { WaitingCounts } from "../core/team/waiting-counts.ts";
import { consistentRead } from "./consistent-read.ts";
import { type ExistingPool, existingPools } from "./existing-pools.ts";
import { publishSnapshot } from "./publish-snapshot.ts";
import { type Beginning, readBeginning } from "./read-beginning.ts";
import { roundPeople } from "./round-people.ts";
import type { Database } from "./schema.ts";
import { abandonRun, beginRun, type RoundToShow, removeLeftovers, type SnapshotRun } from "./snapshot-run.ts";
import { type FiguresOf, writeFigures, writeMarks, writePools } from "./write-snapshot.ts";

/** What snapshots are taken with. */
export interface SnapshotTools {
  readonly database: Database;
  /** Of SQLite a connection of its own; of PostgreSQL the same pool will do. */
  readonly reader: Database;
  readonly catalogue: TeamCatalogue;
  /** Units of capability in the order of level strings. */
  readonly units: readonly { readonly code: string }[];
  /** Rows read at a time. */
  readonly pageSize: number;
}

/** Everything a run has found out and that publishing changes. */
export interface Findings {
  readonly minPeople: number;
  /** Pools that have lost cells. */
  readonly changedPools: readonly ExistingPool[];
  /** Erasures dealt with, and how many there were of each. */
  readonly erasures: Beginning["erasures"];
}

/**
 * Takes one snapshot, due or not; false when another attempt is under way or took over. Memory does not grow with
 * people but by the tallies of new cells; see CellPlan.
 */
export async function takeTeamSnapshot(tools: SnapshotTools, of: RoundToShow, at: number): Promise<boolean> {
  const { database } = tools;
  const quantities = ["", ...tools.catalogue.dimensions.flatMap(({ items }) => items)];
  const run = await beginRun(database, of, quantities, at);
  if (run === undefined) return false;
  try {
    await removeLeftovers(database, run);
    const findings = await consistentRead(tools.reader, (db) =>
      new Attempt(tools, of, run, quantities, db).work(),
    );
    return await publishSnapshot(database, { ...of, ...run, ...findings, takenAt: at });
  } catch (error) {
    // The error says more than that it could not be given up either; time will do that.
    await abandonRun(database, run).catch(() => {});
    throw error;
  }
}

/** The steps of docs/disclosure.md, "Doing it in a database". */
class Attempt {
  readonly #tools: SnapshotTools;
  readonly #of: RoundToShow;
  readonly #run: SnapshotRun;
  readonly #quantities: readonly string[];
  readonly #db: Database;

  constructor(
    tools: SnapshotTools,
    of: RoundToShow,
    run: SnapshotRun,
    quantities: readonly string[],
    db: Database,
  ) {
    this.#tools = tools;
    this.#of = of;
    this.#run = run;
    this.#quantities = quantities;
    this.#db = db;
  }

  async work(): Promise<Findings> {
    const beginning = await readBeginning(this.#db, this.#run);
    const { minPeople, erasures } = beginning;
    const book = this.#bookOf(beginning);
    const drops = new DroppedCells(book, new Set(erasures.keys()));
    const counts = await this.#count(book, drops);
    const plan = await this.#plan(book, counts, minPeople);
    const sums = new RoundSums(book.units, book.quantities.slice(1));
    const changedPools = await this.#addPools(book, sums, drops);
    await this.#assign(book, new CellAssignment(book, plan, drops, sums));
    await writePools(this.#tools.database, this.#run, plan.pools(book.quantities));
    sums.addUp();
    await this.#writeFigures(figuresOf(book, counts, sums, this.#tools.catalogue, minPeople));
    return { minPeople, changedPools, erasures };
  }

  #bookOf({ units, markedQuantities, manages }: Beginning): RoundBook {
    const places = new Map(this.#tools.units.map(({ code }, at) => [code, at]));
    const quantities = this.#quantities;
    return {
      units,
      quantities,
      levelPlaces: quantities.map((code) => places.get(code) ?? -1),
      markedQuantities,
      manages,
    };
  }

  async #count(book: RoundBook, drops: DroppedCells): Promise<WaitingCounts> {
    const counts = new WaitingCounts(book.units, book.quantities.length);
    const reader = new PersonReader(book);
    for await (const people of this.#people(book)) {
      for (const person of people) {
        drops.notice(person);
        counts.add(reader.read(person));
      }
      await setImmediate();
    }
    counts.addUp(book.units);
    return counts;
  }

  async #plan(book: RoundBook, counts: WaitingCounts, minPeople: number): Promise<CellPlan> {
    const rule = { minPeople, isClosed: this.#of.isClosed };
    const plan = new CellPlan(book.units, book.quantities.length, rule);
    for (const quantity of book.quantities.keys()) {
      plan.decide(quantity, counts);
      await setImmediate();
    }
    return plan;
  }

  async #addPools(book: RoundBook, sums: RoundSums, drops: DroppedCells): Promise<readonly ExistingPool[]> {
    const changed: ExistingPool[] = [];
    const published = new Set(book.markedQuantities.keys());
    for await (const pools of existingPools(this.#db, this.#run, published)) {
      for (const pool of pools) {
        const tallies: PoolTallies | null = sums.addPool(pool.number, pool, pool.tallies, drops);
        if (tallies !== null) changed.push({ ...pool, tallies });
      }
      await setImmediate();
    }
    return changed;
  }

  async #assign(book: RoundBook, assignment: CellAssignment): Promise<void> {
    let marks: NewMark[] = [];
    for await (const people of this.#people(book)) {
      for (const person of people) {
        const mark = assignment.add(person);
        if (mark !== null) marks.push(mark);
      }
      if (marks.length >= this.#tools.pageSize) {
        await writeMarks(this.#tools.database, this.#run, marks);
        marks = [];
      }
      await setImmediate();
    }
    await writeMarks(this.#tools.database, this.#run, marks);
  }

  #people({ markedQuantities }: RoundBook) {
    const { organisation, round } = this.#of;
    const published = new Set(markedQuantities.keys());
    return roundPeople(this.#db, { organisation, round, published, pageSize: this.#tools.pageSize });
  }

  #writeFigures(figures: FiguresOf): Promise<void> {
    return writeFigures(this.#tools.database, this.#run, figures);
  }
}

function figuresOf(
  book: RoundBook,
  counts: WaitingCounts,
  sums: RoundSums,
  catalogue: TeamCatalogue,
  minPeople: number,
): FiguresOf {
  const raters = book.quantities.flatMap((item, at) => {
    const table = counts.raters[at];
    return table === undefined ? [] : [[item, table] as const];
  });
  const source: FigureSource = {
    sums,
    presence: { people: counts.people, raters: new Map(raters) },
    tree: book.units.tree,
    catalogue,
    minPeople,
  };
  return { source, groups: counts.people.byGroup.keys() };
}

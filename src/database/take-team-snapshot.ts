import { setImmediate } from "node:timers/promises";
import { CellAssignment, isNewlyAnswered, type NewMark } from "../core/team/assign-cells.ts";
import type { CellPlan } from "../core/team/cell-plan.ts";
import { countCompletion } from "../core/team/count-completion.ts";
import { DroppedCells } from "../core/team/dropped-cells.ts";
import { CellPlanner } from "../core/team/plan-cells.ts";
import { PersonReader, type RoundBook, type RoundPerson } from "../core/team/round-person.ts";
import { type PoolTallies, RoundSums } from "../core/team/round-sums.ts";
import type { FigureSource } from "../core/team/take-snapshot.ts";
import type { QuantityTable } from "../core/team/tally-table.ts";
import type { TeamCatalogue } from "../core/team/team-snapshot.ts";
import { WaitingCounts } from "../core/team/waiting-counts.ts";
import { consistentRead } from "./consistent-read.ts";
import { type ExistingPool, existingPools } from "./existing-pools.ts";
import { markedPeople } from "./marked-people.ts";
import { OpenPeople } from "./open-people.ts";
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
  /** How many people are kept from one look at everybody to the next; when there are more, they are read again. */
  readonly keptPeople: number;
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
    const drops = await this.#drop(book, new Set(erasures.keys()));
    const sums = new RoundSums(book.units, book.quantities.slice(1));
    const changedPools = await this.#addPools(book, sums, drops);
    const counts = new WaitingCounts(book.units, book.quantities.length);
    const open = await this.#count(book, counts, (person) => countCompletion(person, drops, sums));
    const plan = await this.#plan(book, counts, minPeople);
    await this.#assign(open ?? this.#people(book), new CellAssignment(book, plan, sums));
    await writePools(this.#tools.database, this.#run, plan.pools(book.quantities));
    sums.addUp();
    await this.#writeFigures(figuresOf(book, counts.people, sums, this.#tools.catalogue, minPeople));
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

  /** What goes with people who erased, or who manage where they were counted. */
  async #drop(book: RoundBook, erased: ReadonlySet<string>): Promise<DroppedCells> {
    const drops = new DroppedCells(book, erased);
    const published = new Set(book.markedQuantities.keys());
    if (published.size === 0) return drops;
    const keys = [...new Set([...erased, ...book.manages.keys()])];
    for await (const people of markedPeople(this.#db, this.#run, keys, published)) {
      for (const person of people) drops.notice(person);
      await setImmediate();
    }
    return drops;
  }

  /** Returns those who may get a mark, or null when they are too many to be kept. */
  async #count(
    book: RoundBook,
    counts: WaitingCounts,
    visit: (person: RoundPerson) => void,
  ): Promise<readonly (readonly RoundPerson[])[] | null> {
    const open = new OpenPeople(this.#tools.keptPeople);
    const reader = new PersonReader(book);
    for await (const people of this.#people(book)) {
      const isOpen = (person: RoundPerson) => counts.add(reader.read(person)) || isNewlyAnswered(person);
      open.keep(people.filter(isOpen));
      for (const person of people) visit(person);
      await setImmediate();
    }
    counts.people.addUp(book.units);
    return open.pages;
  }

  async #plan(book: RoundBook, counts: WaitingCounts, minPeople: number): Promise<CellPlan> {
    const rule = { minPeople, isClosed: this.#of.isClosed };
    const planner = new CellPlanner(book.units, book.quantities.length, rule);
    for (const quantity of book.quantities.keys()) {
      planner.decide(quantity, counts);
      await setImmediate();
    }
    return planner.plan();
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

  async #assign(
    pages: AsyncIterable<readonly RoundPerson[]> | Iterable<readonly RoundPerson[]>,
    assignment: CellAssignment,
  ): Promise<void> {
    let marks: NewMark[] = [];
    let written = Promise.resolve();
    for await (const people of pages) {
      for (const person of people) {
        const mark = assignment.add(person);
        if (mark !== null) marks.push(mark);
      }
      if (marks.length >= this.#tools.pageSize) {
        await written;
        written = this.#startWriting(marks);
        marks = [];
      }
      await setImmediate();
    }
    await written;
    await writeMarks(this.#tools.database, this.#run, marks);
  }

  /** The next people are read meanwhile; the caller awaits it later. */
  #startWriting(marks: readonly NewMark[]): Promise<void> {
    const written = writeMarks(this.#tools.database, this.#run, marks);
    // Should reading fail first, nobody would be there to hear that this failed as well.
    written.catch(() => {});
    return written;
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
  people: QuantityTable,
  sums: RoundSums,
  catalogue: TeamCatalogue,
  minPeople: number,
): FiguresOf {
  const raters = book.quantities.map((item, at) => [item, people.lookup(at)] as const).slice(1);
  const source: FigureSource = {
    sums,
    presence: { people: people.lookup(0), raters: new Map(raters) },
    tree: book.units.tree,
    catalogue,
    minPeople,
  };
  return { source, groups: people.groups(0) };
}

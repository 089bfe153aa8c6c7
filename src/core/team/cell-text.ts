import { peopleIn } from "./sum-cells.ts";

/** Cells of one unit and staff group that one snapshot formed; together with its number they have a name. */
export interface Pool {
  readonly unit: string;
  /** Null when the cells mix groups. */
  readonly group: string | null;
}

/** Somebody's cells in one pool: unit, staff group and, quantity by quantity, the number of the cell. */
export type PoolMark = readonly [unit: string, group: string | null, cells: string];

/** The pool's name, unique in a round. */
export function poolName(snapshot: number, { unit, group }: Pool): string {
  return `${snapshot}\n${unit}\n${group ?? ""}`;
}

const LEVELS = 4;
/** The highest count one character can tell; a cell has fewer than twice ten people. */
const BASE = 36;
const DROPPED = "-";

/** The text of cells of an item: four characters a cell, people at each level. */
export function writeTallies(counts: Uint8Array): string {
  let text = "";
  for (const count of counts) text += count.toString(BASE);
  return text;
}

/** The text of cells of completion, which is counted anew every time: a character a cell. */
export function writeAudience(cells: number): string {
  return ".".repeat(cells);
}

/** The people at each level of a cell of an item; null once it is dropped. */
export function readTally(text: string, cell: number): readonly number[] | null {
  const of = text.slice(cell * LEVELS, (cell + 1) * LEVELS);
  if (of.startsWith(DROPPED)) return null;
  const tally = Array.from(of, (character) => Number.parseInt(character, BASE));
  // A text cut short would silently take people out of a figure.
  if (tally.length !== LEVELS || !Number.isInteger(peopleIn(tally)))
    throw new RangeError("Not a cell's tally");
  return tally;
}

/** How many cells a text is about. */
export function cellsIn(text: string, quantity: string): number {
  return text.length / widthOf(quantity);
}

/** Whether a cell of completion is dropped. */
export function isDropped(text: string, cell: number): boolean {
  return text[cell] === DROPPED;
}

/** The text without what it says of some cells. */
export function withoutCells(text: string, quantity: string, dropped: ReadonlySet<number>): string {
  const width = widthOf(quantity);
  let kept = "";
  for (let cell = 0; cell * width < text.length; cell += 1) {
    const of = text.slice(cell * width, (cell + 1) * width);
    kept += dropped.has(cell) ? DROPPED.repeat(width) : of;
  }
  return kept;
}

function widthOf(quantity: string): number {
  return quantity === "" ? 1 : LEVELS;
}

/** Goes through the cells of a mark: the place in the snapshot's list of quantities and the number of the cell. */
export function eachCell(cells: string, visit: (place: number, cell: number) => void): void {
  for (let place = 0, from = 0; from <= cells.length; place += 1) {
    const comma = cells.indexOf(",", from);
    const to = comma === -1 ? cells.length : comma;
    if (to > from) visit(place, Number.parseInt(cells.slice(from, to), BASE));
    from = to + 1;
  }
}

/** Puts together what is written of one person; quantities must come in the order of their places. */
export class MarkWriter {
  readonly #marks: { readonly pool: Pool; cells: string; place: number }[] = [];

  /** @param pool the same object for the same pool */
  add(pool: Pool, place: number, cell: number): void {
    let mark = this.#marks.find((one) => one.pool === pool);
    if (mark === undefined) {
      mark = { pool, cells: "", place: 0 };
      this.#marks.push(mark);
    }
    mark.cells += ",".repeat(place - mark.place) + cell.toString(BASE);
    mark.place = place;
  }

  get isEmpty(): boolean {
    return this.#marks.length === 0;
  }

  /** JSON of PoolMark[]. */
  text(): string {
    return JSON.stringify(
      this.#marks.map(({ pool: { unit, group }, cells }): PoolMark => [unit, group, cells]),
    );
  }
}

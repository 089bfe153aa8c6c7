import { LEVEL_COUNT } from "./disclosure-state.ts";

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

/** The highest count one character can tell; a cell has fewer than twice ten people. */
const BASE = 36;
const DIGITS = Array.from({ length: BASE }, (_, count) => count.toString(BASE));
const COUNT_OF = new Map(DIGITS.map((digit, count) => [digit, count]));
const DROPPED = "-";
/** Numbers of cells are mostly small, and writing them to this base again and again is slow. */
const CELL_TEXTS = Array.from({ length: BASE * BASE }, (_, cell) => cell.toString(BASE));
const COMMA = ",".charCodeAt(0);

/** The text of cells of an item: four characters a cell, people at each level. */
export function writeTallies(counts: Uint8Array): string {
  let text = "";
  for (const count of counts) text += DIGITS[count] ?? "";
  return text;
}

/** The text of cells of completion, which is counted anew every time: a character a cell. */
export function writeAudience(cells: number): string {
  return ".".repeat(cells);
}

/** The people at each level of all cells of an item that are not dropped. Throws RangeError on a damaged text. */
export function sumOfCells(text: string): readonly number[] {
  const sums = Array.from({ length: LEVEL_COUNT }, () => 0);
  for (let at = 0; at < text.length; at += LEVEL_COUNT) {
    if (text[at] === DROPPED) continue;
    for (let level = 0; level < LEVEL_COUNT; level += 1) {
      const people = COUNT_OF.get(text[at + level] ?? "");
      // A text cut short would silently take people out of a figure.
      if (people === undefined) throw new RangeError("Not a cell's tally");
      sums[level] = (sums[level] ?? 0) + people;
    }
  }
  return sums;
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
  return quantity === "" ? 1 : LEVEL_COUNT;
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

/** Goes through the places of a mark that have a cell. */
export function eachPlace(cells: string, visit: (place: number) => void): void {
  let isNew = true;
  for (let at = 0, place = 0; at < cells.length; at += 1) {
    const isComma = cells.charCodeAt(at) === COMMA;
    if (isComma) place += 1;
    else if (isNew) visit(place);
    isNew = isComma;
  }
}

interface WrittenPool {
  readonly pool: Pool;
  cells: string;
  place: number;
}

/** Puts together what is written of one person; quantities must come in the order of their places. */
export class MarkWriter {
  readonly #marks: WrittenPool[] = [];

  /** @param pool the same object for the same pool */
  add(pool: Pool, place: number, cell: number): void {
    const mark = this.#markOf(pool);
    while (mark.place < place) {
      mark.cells += ",";
      mark.place += 1;
    }
    mark.cells += CELL_TEXTS[cell] ?? cell.toString(BASE);
  }

  #markOf(pool: Pool): WrittenPool {
    for (const mark of this.#marks) if (mark.pool === pool) return mark;
    const mark = { pool, cells: "", place: 0 };
    this.#marks.push(mark);
    return mark;
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

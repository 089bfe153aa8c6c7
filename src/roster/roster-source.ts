import { createHash, type Hash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type RosterReader, type RosterRecord, rosterReader } from "../core/people/roster-reader.ts";
import type { RosterEntry } from "../core/people/roster-row.ts";
import { type RosterWords, spellingOf } from "../core/people/roster-words.ts";
import { readRosterFile } from "./read-roster-file.ts";
import { RosterFileError } from "./roster-file-error.ts";

/** How often the caller hears how far the reading is, in rows. */
const STEP = 500;

/** How far a file has been read. */
export interface ReadProgress {
  readonly rows: number;
  readonly bytes: number;
  /** Size of the file; 0 for a workbook, of which only rows are counted. */
  readonly allBytes: number;
}

/** Told how far the reading is; it waits for what this returns. */
export type OnRead = (progress: ReadProgress) => Promise<void> | void;

/**
 * A roster file that can be read several times: CSV from the disk each time, never held; a workbook once, for it is
 * small. What is read later must be what was read first.
 */
export class RosterSource {
  readonly #path: string;
  readonly #words: RosterWords;
  #reader: RosterReader | undefined;
  #fingerprint: string | undefined;
  #workbook: readonly RosterEntry[] | undefined;

  constructor(path: string, words: RosterWords) {
    this.#path = path;
    this.#words = words;
  }

  /** Of the headings; undefined before the first reading and for a file without any. */
  get reader(): RosterReader | undefined {
    return this.#reader;
  }

  /** SHA-256 of the file, hex; undefined until it has been read to its end. */
  get fingerprint(): string | undefined {
    return this.#fingerprint;
  }

  /**
   * What the rows say, in order, empty ones left out; nothing where headings are missing.
   * @throws RosterFileError, also in the middle of the rows
   */
  async *entries(onProgress: OnRead = () => {}): AsyncGenerator<RosterEntry> {
    if (this.#workbook !== undefined) return yield* this.#workbook;
    const hash = createHash("sha256");
    const held: RosterEntry[] = [];
    let [bytes, allBytes] = [0, 0];
    const records = readRosterFile(this.#path, (chunk, all) => {
      hash.update(chunk);
      [bytes, allBytes] = [bytes + chunk.length, all];
    });
    for await (const entry of this.#read(records, (rows) => onProgress({ rows, bytes, allBytes }))) {
      if (allBytes === 0) held.push(entry);
      yield entry;
    }
    if (this.#reader === undefined || this.#reader.problems.length > 0) return;
    if (allBytes === 0) [this.#workbook] = [held, hash.update(await readFile(this.#path))];
    this.#compare(hash);
  }

  async *#read(
    records: AsyncIterable<RosterRecord>,
    onRows: (rows: number) => Promise<void> | void,
  ): AsyncGenerator<RosterEntry> {
    let reader: RosterReader | undefined;
    for await (const record of records) {
      if (reader === undefined) {
        if (isBlank(record)) continue;
        reader = rosterReader(record, this.#words);
        this.#reader = reader;
        if (reader.problems.length > 0) return;
        continue;
      }
      const entry = reader.read(record);
      if (entry !== undefined) yield entry;
      if (record.row % STEP === 0) await onRows(record.row);
    }
  }

  #compare(hash: Hash): void {
    const fingerprint = hash.digest("hex");
    this.#fingerprint ??= fingerprint;
    if (this.#fingerprint !== fingerprint) throw new RosterFileError("ROSTER_FILE_CHANGED");
  }
}

function isBlank({ cells }: RosterRecord): boolean {
  return cells.every((cell) => spellingOf(cell) === "");
}

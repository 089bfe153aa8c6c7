import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import type { RosterRecord } from "../core/people/roster-reader.ts";
import { RosterFileError } from "./roster-file-error.ts";

/** Rows a CSV file may have; the people of the largest ministry and some more. */
const MOST_ROWS = 500_000;
const MOST_COLUMNS = 200;
/** Of one row, in characters. */
const MOST_ROW_LENGTH = 65_536;
/** In the order they are tried: text in the second is practically never valid in the first. */
const ENCODINGS = ["utf-8", "windows-874"] as const;
const SEPARATORS = [",", ";", "\t"] as const;

type Encoding = (typeof ENCODINGS)[number] | "utf-16le";

/**
 * The rows of a CSV file in UTF-8, UTF-16 or Windows-874, separated by comma, semicolon or tab. Reads the file
 * twice and holds one row at a time.
 *
 * @param head the first bytes of the file
 * @param onChunk gets every byte of the file, in order, before the rows that are in them
 * @throws RosterFileError
 * @see https://encoding.spec.whatwg.org/#legacy-single-byte-encodings
 */
export async function* readCsv(
  path: string,
  head: Buffer,
  onChunk: (chunk: Buffer) => void,
): AsyncGenerator<RosterRecord> {
  const encoding = await encodingOf(path, head);
  const text = decoded(path, encoding, onChunk);
  const first = await text.next();
  const start = first.done ? "" : first.value;
  const parser = Readable.from(joined(start, text)).pipe(
    parse({
      delimiter: separatorOf(start),
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: MOST_ROW_LENGTH,
    }),
  );
  let row = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      row += 1;
      if (row > MOST_ROWS + 1) throw new RosterFileError("ROSTER_ROWS_TOO_MANY", { most: MOST_ROWS });
      if (cells.length > MOST_COLUMNS) throw tooWide(row);
      yield { row, cells };
    }
  } catch (error) {
    throw error instanceof CsvError ? csvTrouble(error, row + 1) : error;
  }
}

function csvTrouble(error: CsvError, row: number): RosterFileError {
  if (error.code === "CSV_MAX_RECORD_SIZE") return tooWide(row);
  return new RosterFileError("ROSTER_QUOTES", { line: Number(error.lines ?? row) }, error);
}

function tooWide(row: number): RosterFileError {
  return new RosterFileError("ROSTER_COLUMNS_TOO_MANY", { row, most: MOST_COLUMNS });
}

async function encodingOf(path: string, head: Buffer): Promise<Encoding> {
  const isUtf16 = head[0] === 0xff && head[1] === 0xfe;
  for (const encoding of isUtf16 ? (["utf-16le"] as const) : ENCODINGS)
    if (await isText(path, encoding)) return encoding;
  throw new RosterFileError("ROSTER_NOT_TEXT");
}

async function isText(path: string, encoding: Encoding): Promise<boolean> {
  try {
    for await (const text of decoded(path, encoding)) if (text.includes("\0")) return false;
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** Throws TypeError where the bytes are not of this encoding. */
async function* decoded(
  path: string,
  encoding: Encoding,
  onChunk: (chunk: Buffer) => void = () => {},
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    onChunk(chunk);
    const text = decoder.decode(chunk, { stream: true });
    if (text !== "") yield text;
  }
  const rest = decoder.decode();
  if (rest !== "") yield rest;
}

async function* joined(start: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  if (start !== "") yield start;
  yield* rest;
}

/** The separator the first line has most of; a comma when it has none. */
function separatorOf(start: string): string {
  const line = /^\s*([^\r\n]*)/u.exec(start)?.[1] ?? "";
  const bare = line.replace(/"[^"]*"/gu, "");
  const counted = SEPARATORS.map((separator) => ({ separator, count: bare.split(separator).length }));
  const [most] = counted.toSorted((a, b) => b.count - a.count);
  return most?.separator ?? ",";
}

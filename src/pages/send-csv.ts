import type { FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { stringify } from "csv-stringify";
import type { Response } from "express";

/** Rows of a table, one after the other. */
export type Rows = AsyncIterable<readonly string[]> | Iterable<readonly string[]>;

/**
 * Sends a table as CSV in UTF-8 with a byte order mark, row by row, no faster than it is taken. Cells a
 * spreadsheet would run as formulas are made harmless.
 * @param name of the file, ASCII
 */
export async function sendCsv(response: Response, name: string, rows: Rows): Promise<void> {
  response.attachment(name).type("text/csv; charset=utf-8");
  const csv = stringify({ bom: true, escape_formulas: true, record_delimiter: "\r\n" });
  await pipeline(Readable.from(rows), csv, response);
}

/** Sends a table that is CSV already as it is, no faster than it is taken. */
export async function sendCsvFile(response: Response, name: string, file: FileHandle): Promise<void> {
  response.attachment(name).type("text/csv; charset=utf-8");
  await pipeline(file.createReadStream(), response);
}

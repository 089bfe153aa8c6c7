import { open } from "node:fs/promises";
import type { RosterRecord } from "../core/people/roster-reader.ts";
import { readCsv } from "./read-csv.ts";
import { readXlsx } from "./read-xlsx.ts";
import { RosterFileError } from "./roster-file-error.ts";

const MEGABYTE = 1024 * 1024;
/** No roster file is larger, whatever kind it is. */
export const MOST_CSV_MB = 100;
const MOST_XLSX_MB = 20;
/** What every zip file begins with, and with it every workbook. */
const ZIP = Buffer.from("PK\u0003\u0004");
/** Compound files: workbooks before 2007, and newer ones inside their encryption. */
const COMPOUND = Buffer.from("d0cf11e0a1b11ae1", "hex");

/**
 * The rows of a roster file, headings first, empty rows included; what kind it is says its content, not its name.
 * CSV is never held as a whole.
 * @param onChunk gets every byte of a CSV file as it is read, and how many there are; nothing of a workbook
 * @throws RosterFileError, also in the middle of the rows
 */
export async function* readRosterFile(
  path: string,
  onChunk: (chunk: Buffer, bytes: number) => void = () => {},
): AsyncGenerator<RosterRecord> {
  const { head, bytes } = await look(path);
  if (bytes === 0) throw new RosterFileError("ROSTER_FILE_EMPTY");
  if (head.subarray(0, 8).equals(COMPOUND)) throw new RosterFileError("ROSTER_OLD_OR_LOCKED_WORKBOOK");
  const isZip = head.subarray(0, 4).equals(ZIP);
  const most = isZip ? MOST_XLSX_MB : MOST_CSV_MB;
  if (bytes > most * MEGABYTE) throw new RosterFileError("ROSTER_FILE_TOO_LARGE", { most });
  yield* isZip ? readXlsx(path) : readCsv(path, head, (chunk) => onChunk(chunk, bytes));
}

async function look(path: string): Promise<{ readonly head: Buffer; readonly bytes: number }> {
  try {
    await using file = await open(path);
    const stat = await file.stat();
    if (!stat.isFile()) throw new RosterFileError("ROSTER_FILE_MISSING");
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
    return { head: buffer.subarray(0, bytesRead), bytes: stat.size };
  } catch (error) {
    throw error instanceof RosterFileError ? error : new RosterFileError("ROSTER_FILE_MISSING", {}, error);
  }
}

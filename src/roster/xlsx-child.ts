import { once } from "node:events";
import { readFileSync } from "node:fs";
import { readSheet } from "read-excel-file/universal";
import type { RosterRecord } from "../core/people/roster-reader.ts";
import { RosterFileError } from "./roster-file-error.ts";
import { unpackWorkbook } from "./unpack-workbook.ts";
import { MOST_SHEET_ROWS, type XlsxLine } from "./xlsx-lines.ts";

const MOST_COLUMNS = 200;
/** Excel has 16,384; a cell further to the right would make every row that long. */
const FARTHEST_COLUMN = "XFD";

/** Run by readXlsx in a process of its own: a workbook may need more memory than it should. */
try {
  const [path = ""] = process.argv.slice(2);
  const workbook = unpackWorkbook(readFileSync(path));
  refuseFarColumns(workbook);
  for (const record of sheetRecords(await sheetOf(workbook))) await print({ record });
} catch (error) {
  const known = error instanceof RosterFileError ? error : new RosterFileError("ROSTER_WORKBOOK_DAMAGED");
  await print({ refused: known.code, values: known.values });
}

async function sheetOf(workbook: Buffer) {
  const { buffer, byteOffset, length } = workbook;
  const bytes = buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer;
  return readSheet(bytes, { parseNumber: plainNumber });
}

/** Whole numbers with all their digits: staff numbers are numbers to a spreadsheet. */
function plainNumber(digits: string): string {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value.toFixed(0) : String(digits);
}

/** The names of cells stand in the sheets as they are. */
function refuseFarColumns(workbook: Buffer): void {
  const text = workbook.toString("latin1");
  for (const [, column = ""] of text.matchAll(/<(?:\w+:)?c\s[^<>]{0,200}?\br="([A-Z]{3,})\d+"/gu)) {
    if (column.length > FARTHEST_COLUMN.length || column > FARTHEST_COLUMN)
      throw new RosterFileError("ROSTER_COLUMNS_TOO_MANY", { row: 1, most: MOST_COLUMNS });
  }
}

type Sheet = Awaited<ReturnType<typeof sheetOf>>;

function sheetRecords(sheet: Sheet): readonly RosterRecord[] {
  if (sheet.length > MOST_SHEET_ROWS + 1)
    throw new RosterFileError("ROSTER_ROWS_TOO_MANY", { most: MOST_SHEET_ROWS });
  return sheet.map((cells, place) => {
    if (cells.length > MOST_COLUMNS)
      throw new RosterFileError("ROSTER_COLUMNS_TOO_MANY", { row: place + 1, most: MOST_COLUMNS });
    return { row: place + 1, cells: cells.map(cellText) };
  });
}

function cellText(value: unknown): string {
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? `${value}`
    : "";
}

async function print(line: XlsxLine): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, "drain");
}

import type { Response } from "express";
import type { SheetData } from "write-excel-file/node";
import writeXlsxFile from "write-excel-file/node";

/** The most rows of people a workbook is made for; it is built as a whole, not row by row. */
export const MOST_XLSX_ROWS = 20_000;

const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** A table as a workbook has it. */
export interface Sheet {
  /** At most 31 characters. */
  readonly name: string;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Characters that fit into each column. */
  readonly widths: readonly number[];
}

/**
 * Sends a table as XLSX. Every cell is text, so that nothing in it is ever run as a formula or taken for a number.
 * @param name of the file, ASCII
 */
export async function sendXlsx(response: Response, name: string, sheet: Sheet): Promise<void> {
  const file = await writeXlsxFile(dataOf(sheet), {
    sheet: sheet.name,
    columns: sheet.widths.map((width) => ({ width })),
    stickyRowsCount: 1,
  }).toBuffer();
  response.attachment(name).type(TYPE).send(file);
}

function dataOf({ headings, rows }: Sheet): SheetData {
  const heading = headings.map((value) => ({ value, type: String, fontWeight: "bold" as const }));
  // An empty text is no cell at all.
  const cell = (value: string) => (value === "" ? null : { value, type: String });
  return [heading, ...rows.map((row) => row.map(cell))];
}

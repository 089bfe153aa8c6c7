import { parentPort, workerData } from "node:worker_threads";
import type { SheetData } from "write-excel-file/node";
import writeXlsxFile from "write-excel-file/node";
import type { Sheet } from "./send-xlsx.ts";

// Makes one workbook, says it and ends; see sendXlsx.
const sheet = workerData as Sheet;
const file = await writeXlsxFile(dataOf(sheet), {
  sheet: sheet.name,
  columns: sheet.widths.map((width) => ({ width })),
  stickyRowsCount: 1,
}).toBuffer();
parentPort?.postMessage(file);

function dataOf({ headings, rows }: Sheet): SheetData {
  const heading = headings.map((value) => ({ value, type: String, fontWeight: "bold" as const }));
  // An empty text is no cell at all.
  const cell = (value: string) => (value === "" ? null : { value, type: String });
  return [heading, ...rows.map((row) => row.map(cell))];
}

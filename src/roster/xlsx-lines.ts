import { z } from "zod";
import { ROSTER_FILE_CODES } from "./roster-file-error.ts";

/** Rows a sheet may have below its headings: a workbook is not read row by row. */
export const MOST_SHEET_ROWS = 20_000;

/** A line of what the process that reads a workbook prints: a row, or why there is none. */
export const xlsxLineSchema = z.union([
  z.object({ record: z.object({ row: z.int(), cells: z.array(z.string()).readonly() }) }),
  z.object({
    refused: z.enum(ROSTER_FILE_CODES),
    values: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
]);

/** @see xlsxLineSchema */
export type XlsxLine = z.infer<typeof xlsxLineSchema>;

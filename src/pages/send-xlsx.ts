import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Response } from "express";

/** The most rows of people a workbook is made for; it is built as a whole, not row by row. */
export const MOST_XLSX_ROWS = 20_000;

const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const THREAD = new URL("./xlsx-thread.ts", import.meta.url);
const MOST_MEMORY_MB = 512;

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
  const file = await workbookOf(sheet);
  response.attachment(name).type(TYPE).send(file);
}

/** Made in a thread of its own: it takes a second in which nobody else would be served. */
async function workbookOf(sheet: Sheet): Promise<Buffer> {
  const worker = new Worker(THREAD, {
    workerData: sheet,
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
  });
  try {
    const [file] = (await once(worker, "message")) as [Uint8Array];
    return Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  } finally {
    await worker.terminate();
  }
}

import { stringify } from "csv-stringify/sync";
import type { MemberStanding } from "../runner/rounds.ts";
import { bangkokTime } from "./bangkok-time.ts";

const HEADINGS = ["staff number", "name", "unit code", "unit", "status", "since (Bangkok)"];
const OPTIONS = { escape_formulas: true, record_delimiter: "\r\n" } as const;

/**
 * How people stand as CSV, page by page, in UTF-8 with a byte order mark, which Excel needs to show Thai. Cells a
 * spreadsheet would run as formulas are made harmless.
 */
export async function* standingsCsv(
  pages: AsyncIterable<readonly MemberStanding[]>,
  wordFor: (status: MemberStanding["status"]) => string,
): AsyncGenerator<string> {
  yield stringify([HEADINGS], { ...OPTIONS, bom: true });
  for await (const page of pages) {
    const rows = page.map(({ staffNumber, name, unit, unitName, status, since }) => [
      staffNumber,
      name,
      unit,
      unitName,
      wordFor(status),
      since === null ? "" : bangkokTime(since),
    ]);
    yield stringify(rows, OPTIONS);
  }
}

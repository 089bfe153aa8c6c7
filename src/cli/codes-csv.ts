import { stringify } from "csv-stringify/sync";
import { LINK_CODE_LENGTH } from "../core/people/link-code.ts";
import type { IssuedCode } from "../runner/linking.ts";
import { bangkokTime } from "./bangkok-time.ts";

const HEADINGS = ["staff number", "name", "unit", "code", "good until"];
const HALF = LINK_CODE_LENGTH / 2;

/**
 * Codes to hand out as CSV in UTF-8 with a byte order mark, which Excel needs to show Thai. Cells a spreadsheet
 * would run as formulas are made harmless.
 */
export function codesCsv(codes: readonly IssuedCode[]): string {
  const rows = codes.map(({ staffNumber, name, unitName, code, expiresAt }) => [
    staffNumber,
    name,
    unitName,
    inHalves(code),
    bangkokTime(expiresAt),
  ]);
  return stringify([HEADINGS, ...rows], { bom: true, escape_formulas: true, record_delimiter: "\r\n" });
}

/** Easier to type, and no spreadsheet takes digits around an E for a number. */
function inHalves(code: string): string {
  return `${code.slice(0, HALF)}-${code.slice(HALF)}`;
}

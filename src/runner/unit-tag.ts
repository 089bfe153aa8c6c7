/**
 * What LINE counts the people who saw a run by: `[A-Za-z0-9_]{1,30}`.
 *
 * @param run id of the run
 * @see https://developers.line.biz/en/reference/messaging-api/#get-statistics-per-unit
 */
export function unitTagOf(run: string): string {
  return `r_${run.slice(0, 24).replaceAll(/[^A-Za-z0-9_]/gu, "_")}`;
}

import type { RecordCounts } from "../database/backup-format.ts";

/** Rows of the records in words. */
export function describeCounts(counts: RecordCounts): string {
  const tables = Object.entries(counts).map(([table, rows]) => `${table} ${rows}`);
  return `${tables.join(", ")} rows`;
}

import type { Database } from "../../src/database/schema.ts";
import { SqlRecords } from "../../src/database/sql-records.ts";
import type { RecordsSetup } from "../contracts/records.contract.ts";

/** The records of a migrated database, for their contract. */
export function recordsOn(database: Database, close: () => Promise<void>): RecordsSetup {
  return {
    records: new SqlRecords(database),
    async acceptances(personId) {
      const rows = await database
        .selectFrom("notice_acceptance")
        .selectAll()
        .where("person_id", "=", personId)
        .orderBy("version")
        .execute();
      return rows.map((row) => [row.version, row.accepted_at] as const);
    },
    async figures(assessmentId) {
      const row = await database
        .selectFrom("assessment")
        .select(["answered", "item_count", "dimension_sums"])
        .where("id", "=", assessmentId)
        .executeTakeFirstOrThrow();
      return [row.answered, row.item_count, JSON.parse(row.dimension_sums ?? "null") as unknown];
    },
    close,
  };
}

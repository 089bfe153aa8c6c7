import { sql } from "kysely";
import type { HealthCheck } from "../runner/ports.ts";
import { reachDatabase } from "./database-errors.ts";
import type { Database } from "./schema.ts";

/** Healthy when the database answers. */
export function databaseHealth(database: Database): HealthCheck {
  return {
    name: "database",
    async check() {
      await reachDatabase(() => sql`select 1`.execute(database));
    },
  };
}

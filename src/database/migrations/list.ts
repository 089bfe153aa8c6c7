import type { Migration } from "kysely/migration";
import { records } from "./0001-records.ts";
import { embedded } from "./0002-embedded.ts";
import { people } from "./0003-people.ts";
import { linking } from "./0004-linking.ts";
import { reminders } from "./0005-reminders.ts";
import type { SqlDialect } from "./column-types.ts";

/** Every migration by name, in the order they run. A published one is never changed. */
export function migrationsFor(dialect: SqlDialect): Record<string, Migration> {
  const atHome = dialect === "sqlite" ? { "0002-embedded": embedded } : {};
  return {
    "0001-records": records(dialect),
    ...atHome,
    "0003-people": people(dialect),
    "0004-linking": linking(dialect),
    "0005-reminders": reminders(dialect),
  };
}

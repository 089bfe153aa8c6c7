import { type Selectable, sql } from "kysely";
import { calendarYear, type Round } from "../core/people/round.ts";
import type { Database, RoundTable } from "./schema.ts";

/** The state written out, not as a parameter, so that a planner sees that the index of open rounds will do. */
export const OPEN = sql.lit<"open">("open");

/** A round as its row has it. */
export function roundOf(row: Omit<Selectable<RoundTable>, "organisation" | "state">): Round {
  return { id: row.id, name: row.name, opensAt: row.opens_at, closesAt: row.closes_at };
}

/** The round that is open at an instant, else the calendar year; one whose end has come counts as closed. */
export async function currentRound(db: Database, organisation: string, at: number): Promise<Round> {
  const row = await db
    .selectFrom("round")
    .selectAll()
    .where("organisation", "=", organisation)
    .where("state", "=", OPEN)
    .where((eb) => eb.or([eb("closes_at", "is", null), eb("closes_at", ">", at)]))
    .executeTakeFirst();
  return row === undefined ? calendarYear(at) : roundOf(row);
}

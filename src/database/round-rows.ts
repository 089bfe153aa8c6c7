import { type Selectable, sql } from "kysely";
import { GROUPS, type Group } from "../core/framework/framework.ts";
import { AUDIENCE_ROLES, type Audience, type AudienceRole } from "../core/people/audience.ts";
import { calendarYear, type Round, yearOf } from "../core/people/round.ts";
import type { Database, RoundTable } from "./schema.ts";

/** The state written out, not as a parameter, so that a planner sees that the index of open rounds will do. */
export const OPEN = sql.lit<"open">("open");

/** What of a row makes a round. */
export type RoundRow = Omit<Selectable<RoundTable>, "organisation" | "state">;

/** A round as its row has it. @throws RangeError when its audience is none */
export function roundOf({ id, name, opens_at, closes_at, audience, questionnaire }: RoundRow): Round {
  return {
    id,
    name,
    opensAt: opens_at,
    closesAt: closes_at,
    ...(audience !== null && { audience: audienceOf(audience) }),
    ...(questionnaire !== null && { questionnaire }),
  };
}

/** What a round's row has beside its name and times. */
export function roundColumns({
  audience,
  questionnaire,
}: Round): Pick<RoundRow, "audience" | "questionnaire"> {
  return {
    audience: audience === undefined ? null : JSON.stringify(audience),
    questionnaire: questionnaire ?? null,
  };
}

/** An audience as a row has it. @throws RangeError when it is none: a round must not grow by a mistake */
export function audienceOf(text: string): Audience {
  const { units, groups, roles } = (JSON.parse(text) ?? {}) as Partial<Record<keyof Audience, unknown>>;
  if (isListOf(units, isText) && isListOf(groups, isGroup) && isListOf(roles, isRole))
    return { units, groups, roles };
  throw new RangeError("a round's audience cannot be read");
}

function isListOf<T>(value: unknown, isOne: (entry: unknown) => entry is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isOne);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isGroup(value: unknown): value is Group {
  return GROUPS.some((group) => group === value);
}

function isRole(value: unknown): value is AudienceRole {
  return AUDIENCE_ROLES.some((role) => role === value);
}

/** A round by its id, a calendar year's included; undefined when there is none. */
export async function findRound(db: Database, organisation: string, id: string): Promise<Round | undefined> {
  const year = yearOf(id);
  if (year !== undefined) return calendarYear(Date.UTC(year, 6));
  const row = await db
    .selectFrom("round")
    .selectAll()
    .where("organisation", "=", organisation)
    .where("id", "=", id)
    .executeTakeFirst();
  return row === undefined ? undefined : roundOf(row);
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
